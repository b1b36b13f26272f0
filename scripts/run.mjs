// `npm run sim`, `npm run bench`: prepares everything, then runs `main(arguments)` of a workspace, or of
// the file that is named instead.
import './prepare/node-version.mjs'
import { endWithNpm } from './prepare/parent.mjs'
import { everything, prepare } from './prepare/prepare.mjs'

const [name, ...args] = process.argv.slice(2)
endWithNpm()
await prepare(everything)
const file = name.endsWith('.js') ? name : `${name}/dist/main.js`
const { main } = await import(`../${file}`)
try {
  process.exitCode = await main(args)
} catch (error) {
  // What the caller or the machine got wrong is one line; a bug shows its stack.
  if (error.name !== 'UsageError' && error.name !== 'OperateError') throw error
  console.error(error.message)
  process.exitCode = error.name === 'UsageError' ? 2 : 1
}
