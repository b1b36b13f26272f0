// On what and of what a result was measured.
import { execFileSync } from 'node:child_process'
import { cpus, release, totalmem, type } from 'node:os'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryBytes: totalmem(),
  system: `${type()} ${release()} ${process.arch}`,
  node: process.version,
})

/** The commit that is checked out, with a plus where files differ from it; 'unknown' without git. */
export function commit(): string {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: 'pipe', timeout: 10_000 })
  try {
    const isChanged = git('status', '--porcelain', '--untracked-files=no') !== ''
    return `${git('rev-parse', 'HEAD').trim()}${isChanged ? '+' : ''}`
  } catch {
    return 'unknown'
  }
}
