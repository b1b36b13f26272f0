// `npm run lint`, `format`, `types`: installs what is missing, then runs a tool of a package.
import './prepare/node-version.mjs'
import { join } from 'node:path'
import { packages, prepare, root } from './prepare/prepare.mjs'
import { run } from './prepare/processes.mjs'

const [tool, ...args] = process.argv.slice(2)
await prepare(packages)
const { code } = await run(process.execPath, [join(root, 'node_modules', tool), ...args], {
  cwd: root,
})
process.exitCode = code
