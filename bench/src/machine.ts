// On what and of what a result was measured.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

const hugePagesPath = '/sys/kernel/mm/transparent_hugepage/enabled'

/** Whether Linux gives memory in pages of 2 MB: what stands in brackets in `always [madvise] never`. */
export function hugePagesIn(text: string): string {
  return /\[(\w+)\]/.exec(text)?.[1] ?? 'unknown'
}

function hugePages(): string {
  try {
    return hugePagesIn(readFileSync(hugePagesPath, 'utf8'))
  } catch {
    return 'unknown'
  }
}

export const machine = () => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryBytes: totalmem(),
  system: `${type()} ${release()} ${process.arch}`,
  node: process.version,
  hugePages: hugePages(),
})

export function machineText(): string {
  const { cpu, cores, system, node, hugePages } = machine()
  return `${cpu}, ${cores} cores, ${system}, Node ${node}, huge pages: ${hugePages}`
}

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
