// What the count of instructions needs of a commit: its built core, its records and its capacities.
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { capacityNames, defaultCapacities, enginePath } from '@openbell/engine'
import { UsageError } from '@openbell/gateway/operate/errors.js'
import { run } from '@openbell/native/programs.js'
import * as protocol from '@openbell/protocol'

/** The core of one state of the repository, and how its commands are written. */
export interface CoreTree {
  readonly name: string
  readonly module: Uint8Array
  readonly protocol: typeof protocol
  /** Arguments of `initialise`. */
  readonly capacities: readonly number[]
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** What is built here. */
export function presentTree(): CoreTree {
  const capacities = capacityNames.map((name) => defaultCapacities[name])
  return { name: 'now', module: readFileSync(enginePath), protocol, capacities }
}

/**
 * Builds a commit's core into `folder`, with the tools that are installed here.
 * @throws UsageError where `commit` cannot name one, OperateError where it does not build
 */
export async function treeOfCommit(commit: string, folder: string): Promise<CoreTree> {
  const sources = ['asconfig.json', 'engine-as', 'protocol', 'wasm']
  if (!/^[\w./~^-]+$/.test(commit) || commit.startsWith('-'))
    throw new UsageError(`'${commit}' is no commit`)
  const archive = join(folder, 'sources.tar')
  run('git', ['-C', root, 'archive', '--output', archive, commit, ...sources])
  run('tar', ['-xf', archive, '-C', folder])
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const asc = join(root, 'node_modules/assemblyscript/bin/asc.js')
  run(process.execPath, [asc, '--config', 'asconfig.json', '--target', 'release'], folder)
  const records = await importSource(folder, 'protocol', 'index')
  const pools = await importSource(folder, 'wasm', 'capacities')
  const { capacityNames: names, defaultCapacities: counts } = pools as {
    capacityNames: readonly string[]
    defaultCapacities: Record<string, number>
  }
  return {
    name: commit,
    module: readFileSync(join(folder, 'wasm/openbell.wasm')),
    protocol: records as typeof protocol,
    capacities: names.map((name) => counts[name]),
  }
}

/** Compiles one file of a package, with what it imports, and loads it. */
async function importSource(folder: string, workspace: string, name: string): Promise<unknown> {
  const compiler = join(root, 'node_modules/typescript/lib/tsc.js')
  const out = join(folder, workspace, 'dist')
  const options = ['--ignoreConfig', '--noCheck', '--target', 'es2022', '--module', 'nodenext']
  const source = join(folder, workspace, 'src', `${name}.ts`)
  run(process.execPath, [
    compiler,
    ...options,
    '--rootDir',
    join(source, '..'),
    '--outDir',
    out,
    source,
  ])
  return import(pathToFileURL(join(out, `${name}.js`)).href)
}
