// Runs the programs of the embedded Postgres to their end, as the user that owns the cluster.
import { spawn } from 'node:child_process'

/** Whom to run as; empty: as ourselves. Postgres refuses to run as root. */
export interface RunAs {
  readonly uid?: number
  readonly gid?: number
}

export interface ProgramEnd {
  readonly code: number | null
  /** What it wrote, to stdout and to stderr, as it came. */
  readonly output: string
}

/** No PG* variable of the caller may steer the embedded server, and its messages are in English. */
export function programEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR']
  const environment: NodeJS.ProcessEnv = { LC_ALL: 'C', TZ: 'UTC' }
  for (const name of kept) {
    if (process.env[name] !== undefined) environment[name] = process.env[name]
  }
  return environment
}

/**
 * Runs a program to its end with `input` on its stdin.
 * @param cwd must be a folder that the user may enter
 * @throws Error with a system code such as EACCES or ENOENT where it cannot be started
 */
export function runProgram(
  program: string,
  parameters: readonly string[],
  options: { runAs: RunAs; cwd: string; input?: string },
): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, {
      ...options.runAs,
      cwd: options.cwd,
      env: programEnvironment(),
      stdio: 'pipe',
      windowsHide: true,
    })
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk.toString('utf8')
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    // A program that ends before it has read its input says so by its exit code.
    child.stdin.on('error', () => {})
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output }))
    child.stdin.end(options.input ?? '')
  })
}
