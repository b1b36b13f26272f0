// Other programs that a build needs: whether they are there, and running one to its end.
import { execFileSync } from 'node:child_process'
import { OperateError } from '@openbell/gateway/operate/errors.js'

/** None of what is run here takes longer, unless it hangs. */
const timeoutMs = 15 * 60_000

/** Runs a program to its end. @throws OperateError where it is missing or fails, with its words */
export function run(program: string, args: readonly string[], cwd?: string): string {
  try {
    const limits = { timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 }
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: 'pipe', ...limits })
  } catch (error) {
    const { code, stderr, stdout } = error as NodeJS.ErrnoException & Record<string, string>
    if (code === 'ENOENT') throw new OperateError(`${program} is not installed`)
    if (code === 'ETIMEDOUT')
      throw new OperateError(`${program} did not end within ${timeoutMs / 1000} s`)
    const words = `${stderr || stdout}`.trim().split('\n').slice(-5).join('\n')
    throw new OperateError(`${program} failed: ${words}`, { cause: error })
  }
}

export function isInstalled(program: string): boolean {
  try {
    run(program, ['--version'])
    return true
  } catch {
    return false
  }
}

/**
 * @param packages Debian's names of what has the programs
 * @throws OperateError naming what is not installed
 */
export function requirePrograms(programs: readonly string[], packages: string): void {
  const missing = programs.find((program) => !isInstalled(program))
  if (missing !== undefined)
    throw new OperateError(`${missing} is needed: apt-get install ${packages}`)
}
