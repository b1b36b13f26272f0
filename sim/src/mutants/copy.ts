// A copy of what the simulator runs, in a folder of its own, where a bug may be planted.

import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Mutant } from './mutant.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** Packages with their workspaces, and what of these runs. */
const packages: readonly (readonly [string, string, readonly string[]])[] = [
  ['protocol', 'protocol', ['package.json', 'dist']],
  ['engine', 'wasm', ['package.json', 'dist', 'openbell.wasm']],
  ['gateway', 'gateway', ['package.json', 'dist']],
  ['sim', 'sim', ['package.json', 'dist']],
]

const program = `import { main } from './sim/dist/main.js'
process.exitCode = await main(process.argv.slice(2))
`

/** A copy, and what is needed to go back to the original. */
export class Copy {
  /** Runs the simulator of the copy. */
  readonly program: string
  private readonly folder = mkdtempSync(join(tmpdir(), 'openbell-mutants-'))

  constructor() {
    const modules = join(this.folder, 'node_modules')
    mkdirSync(join(modules, '@openbell'), { recursive: true })
    for (const name of readdirSync(join(root, 'node_modules')))
      if (name !== '@openbell' && !name.startsWith('.'))
        symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction')
    for (const [name, workspace, parts] of packages) {
      mkdirSync(join(this.folder, workspace))
      for (const part of parts) this.take(join(workspace, part))
      symlinkSync(join(this.folder, workspace), join(modules, '@openbell', name), 'junction')
    }
    for (const part of ['engine-as', 'asconfig.json']) this.take(part)
    this.program = join(this.folder, 'run.mjs')
    writeFileSync(this.program, program)
  }

  /** Plants a bug; the returned function takes it out. @throws Error where it has no place */
  plant({ name, file, changes }: Mutant): () => void {
    const path = join(this.folder, file)
    const before = readFileSync(path, 'utf8')
    let after = before
    for (const { find, replace } of changes) {
      if (after.split(find).length !== 2)
        throw new Error(`'${name}' has no place in ${file} any more: it must be written anew`)
      after = after.replace(find, () => replace)
    }
    writeFileSync(path, after)
    if (file.startsWith('engine-as/')) this.buildCore()
    return () => {
      writeFileSync(path, before)
      if (file.startsWith('engine-as/')) this.take('wasm/openbell.wasm')
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  private take(path: string): void {
    cpSync(join(root, path), join(this.folder, path), { recursive: true })
  }

  private buildCore(): void {
    const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js')
    const args = [compiler, '--config', 'asconfig.json', '--target', 'release']
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: this.folder })
    if (status !== 0) throw new Error(`a mutant of the core does not build:\n${stderr}`)
  }
}
