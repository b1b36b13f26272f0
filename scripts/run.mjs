// `npm run sim`, `npm run bench`: prepares everything, then runs `main(arguments)` of a workspace.
import './prepare/node-version.mjs'
import { endWithNpm } from './prepare/parent.mjs'
import { everything, prepare } from './prepare/prepare.mjs'

const [workspace, ...args] = process.argv.slice(2)
endWithNpm()
await prepare(everything)
const { main } = await import(`../${workspace}/dist/main.js`)
process.exitCode = await main(args)
