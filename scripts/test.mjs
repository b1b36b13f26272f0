// `npm test [-- part of a path …]`: installs, builds, runs every test; ends with `N passed, N failed`.
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
  jobs: Number(process.env.TEST_JOBS) || 2,
  timeoutMs: (Number(process.env.TEST_TIMEOUT_SECONDS) || 600) * 1000,
  print: console.log,
})
