// `npm start`: installs and builds what is not current, then becomes the exchange, in this process.
import './prepare/node-version.mjs'
import { exchange, prepare } from './prepare/prepare.mjs'

await prepare(exchange)
const { main } = await import('../gateway/dist/main.js')
await main()
