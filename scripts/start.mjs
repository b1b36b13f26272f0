// `npm start`: installs and builds what is not current, then becomes the exchange, in this process.
// (package.json has `exec node … || node …`: the shell makes way, so that npm's signals arrive here
// and the exit code arrives there; the second half is for Windows, which has no exec.)
import './prepare/node-version.mjs'
import { endWithNpm } from './prepare/parent.mjs'
import { exchange, prepare } from './prepare/prepare.mjs'
import { loadSettings } from './prepare/settings.mjs'

endWithNpm()
await prepare(exchange)
loadSettings()
const { main } = await import('../gateway/dist/main.js')
await main()
