// Runs a program to its end for a test.
import { spawnSync } from 'node:child_process'

/**
 * What it printed, without blanks at its ends.
 * @throws Error with all that it said, where it cannot be run, fails, or takes over two minutes
 */
export function output(program, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: 120_000,
    ...options,
  })
  if (error || status !== 0)
    throw new Error(
      `${program} ${args.join(' ')}: ${error ?? `exit code ${status}`}\n${stdout}${stderr}`,
    )
  return stdout.trim()
}
