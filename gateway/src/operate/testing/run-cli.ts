// Runs the command line in a process of its own, as `npx openbell` does.
import { spawnSync } from 'node:child_process'

const cli = new URL('../cli.js', import.meta.url).href
const program = `const { main } = await import('${cli}')
process.exitCode = await main(process.argv.slice(1))`

/** Told to tests alone; a command that reads the settings refuses what it does not know. */
export const ofTests = {
  OPENBELL_SHARED: '',
  OPENBELL_RUNTIMES: '',
  OPENBELL_NATS_SERVER: '',
  OPENBELL_GO: '',
}

export interface CliRun {
  readonly code: number | null
  readonly out: string
  readonly errors: string
}

export const runCli = (...args: string[]): CliRun => runCliWith({}, ...args)

/** With more in its environment. */
export function runCliWith(environment: Record<string, string>, ...args: string[]): CliRun {
  const node = ['--input-type=module', '-e', program, '--', ...args]
  const env = { ...process.env, ...ofTests, ...environment }
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { encoding: 'utf8', env })
  return { code: status, out: stdout, errors: stderr }
}
