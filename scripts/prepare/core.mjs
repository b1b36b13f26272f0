// Builds the core, AssemblyScript to WebAssembly: as released, and with debug information.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint } from './fingerprint.mjs'
import { Failure, run, say } from './processes.mjs'

const inputs = [
  'scripts/prepare/core.mjs',
  'asconfig.json',
  'engine-as',
  'node_modules/assemblyscript/package.json',
  'node_modules/binaryen/package.json',
]
const outputs = { release: 'wasm/openbell.wasm', checked: 'wasm/openbell.checked.wasm' }

/**
 * A pass over the whole module again: unlike the compiler's own it unfolds a function into its only
 * caller however large it is, which is worth a tenth of the full core's time. The features are those
 * that the compiler uses.
 */
const optimizing = [
  '-O3',
  '--enable-mutable-globals',
  '--enable-sign-ext',
  '--enable-nontrapping-float-to-int',
  '--enable-bulk-memory',
  '--enable-bulk-memory-opt',
]

/** What the compiler says of a module that it could not make smaller a last time; not a warning. */
const remark = /^Last converge was suboptimal\.\n/gm

const digestOf = (root) => fingerprint(root, inputs)

/**
 * The targets whose module is missing or not of this source.
 * @param {{ tests: boolean }} scope the checked module is for the tests alone
 */
export function staleTargets(root, stamps, { tests }) {
  const digest = digestOf(root)
  const targets = tests ? ['release', 'checked'] : ['release']
  return targets.filter(
    (target) => !existsSync(join(root, outputs[target])) || !stamps.has(`core ${target}`, digest),
  )
}

export async function buildCore(root, stamps, scope) {
  const digest = digestOf(root)
  const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js')
  const optimizer = join(root, 'node_modules/binaryen/bin/wasm-opt')
  const build = async (...args) => {
    const { code, output } = await run(process.execPath, args, { cwd: root, quiet: true })
    process.stderr.write(output.replace(remark, ''))
    if (code !== 0) throw new Failure('the build of the core failed')
  }
  for (const target of staleTargets(root, stamps, scope)) {
    say(`building the core (${target})`)
    await build(compiler, '--config', 'asconfig.json', '--target', target)
    const module = outputs[target]
    if (target === 'release') await build(optimizer, ...optimizing, module, '-o', module)
    stamps.set(`core ${target}`, digest)
  }
}
