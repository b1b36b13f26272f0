// Builds the core, AssemblyScript to WebAssembly: as released, and with debug information.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint } from './fingerprint.mjs'
import { runOrFail, say } from './processes.mjs'

const inputs = [
  'asconfig.json',
  'engine-as',
  'node_modules/assemblyscript/package.json',
  'node_modules/binaryen/package.json',
]
const outputs = { release: 'wasm/openbell.wasm', checked: 'wasm/openbell.checked.wasm' }

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
  for (const target of staleTargets(root, stamps, scope)) {
    say(`building the core (${target})`)
    const args = [compiler, '--config', 'asconfig.json', '--target', target]
    await runOrFail('the build of the core', process.execPath, args, { cwd: root })
    stamps.set(`core ${target}`, digest)
  }
}
