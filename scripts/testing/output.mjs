// Runs a program to its end for a test.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/**
 * What it printed, without blanks at its ends.
 * @throws Error with its `stdout` where it cannot be run, fails, or takes over two minutes
 */
export async function output(program, args, options = {}) {
  const limits = { timeout: 120_000, killSignal: 'SIGKILL', maxBuffer: 1 << 26 }
  const { stdout } = await execute(program, args, { ...limits, ...options })
  return stdout.trim()
}
