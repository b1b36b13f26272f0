// Runs test files a few at a time, shows what failed whole, and counts.
import { findTests } from './find.mjs'
import { runTestFile } from './test-file.mjs'

/**
 * Finds and runs the tests; the last line it prints is `N passed, N failed`.
 *
 * @param {{ root: string, filters: string[], jobs: number, timeoutMs: number,
 *           print: (line: string) => void }} options
 * @returns {Promise<number>} the exit code: 0 only if there were tests and all passed
 */
export async function runTests({ root, filters, jobs, timeoutMs, print }) {
  const queue = findTests(root, filters)
  const sum = { passed: 0, failed: 0, skipped: 0 }
  if (queue.length === 0) {
    print(`no test file found${filters.length === 0 ? '' : ` for ${filters.join(', ')}`}`)
    sum.failed = 1
  }

  const failed = []
  const worker = async () => {
    for (let test = queue.shift(); test !== undefined; test = queue.shift()) {
      const outcome = await runTestFile(test.program, { cwd: root, timeoutMs })
      for (const key of Object.keys(sum)) sum[key] += outcome[key]
      if (outcome.failed > 0) failed.push(test.source)
      report(test.source, outcome, print)
    }
  }
  await Promise.all(Array.from({ length: jobs }, worker))

  print('')
  for (const source of failed) print(`failed: ${source}`)
  if (sum.skipped > 0) print(`${sum.skipped} skipped`)
  print(`${sum.passed} passed, ${sum.failed} failed`)
  return sum.failed === 0 ? 0 : 1
}

function report(source, { passed, failed, skipped, problems, output, seconds }, print) {
  const counts = [`${passed} passed`]
  if (failed > 0) counts.push(`${failed} failed`)
  if (skipped > 0) counts.push(`${skipped} skipped`)
  print(`${failed > 0 ? 'FAIL' : 'ok  '} ${source}  ${counts.join(', ')}  ${seconds.toFixed(1)} s`)
  if (failed === 0) return
  print(output.trimEnd())
  for (const problem of problems) print(`${source}: ${problem}`)
}
