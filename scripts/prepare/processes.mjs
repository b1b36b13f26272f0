// Runs the tools that install and build, passes signals on to them, and says in one line what failed.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** A failure whose message is all that a person needs: printed without a stack. */
export class Failure extends Error {}

/** Says what is going on, on stderr: stdout belongs to the results of the command. */
export const say = (text) => process.stderr.write(`openbell: ${text}\n`)

/**
 * Runs a program to its end, printing to stderr, or collecting what it prints if `quiet`. A program
 * that a signal ends, ends this process too, with 128 + the signal's number.
 *
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(program, args, { cwd, quiet = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
      shell: program.endsWith('.cmd'),
    })
    let asked = null
    const forward = (signal) => {
      asked = signal
      child.kill(signal)
    }
    for (const signal of forwarded) process.on(signal, forward)

    const printed = []
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (bytes) => printed.push(bytes))

    child.on('error', (error) => reject(new Failure(`cannot run ${program}: ${error.message}`)))
    child.on('close', (code, endedBy) => {
      for (const name of forwarded) process.off(name, forward)
      const signal = asked ?? endedBy
      if (signal !== null) process.exit(128 + constants.signals[signal])
      resolve({ code, output: Buffer.concat(printed).toString() })
    })
  })
}

/** Like `run`, and a code other than 0 is a Failure, after what the program printed. */
export async function runOrFail(what, program, args, options) {
  const { code, output } = await run(program, args, options)
  if (code === 0) return
  process.stderr.write(output)
  throw new Failure(`${what} failed (exit code ${code})`)
}
