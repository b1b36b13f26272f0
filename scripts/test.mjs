// `npm test [-- part of a path …]`: installs, builds, runs every test; ends with `N passed, N failed`.
import { availableParallelism } from 'node:os'
import './prepare/node-version.mjs'
import { endWithNpm } from './prepare/parent.mjs'
import { everything, prepare, root } from './prepare/prepare.mjs'
import { killAll } from './testing/test-file.mjs'
import { runTests } from './testing/test-run.mjs'

endWithNpm()
await prepare(everything)

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
])
  process.on(signal, () => {
    killAll()
    process.exit(code)
  })

process.exitCode = await runTests({
  root,
  filters: process.argv.slice(2),
  // One more than can work at once, for many wait for servers; few, for some start many.
  jobs: Number(process.env.TEST_JOBS) || Math.min(availableParallelism() + 1, 4),
  timeoutMs: (Number(process.env.TEST_TIMEOUT_SECONDS) || 600) * 1000,
  print: console.log,
})
