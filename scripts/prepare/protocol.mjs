// Writes the protocol's generated files again when their description, or one of them, has changed.
import { join } from 'node:path'
import { fingerprint } from './fingerprint.mjs'
import { run, runOrFail, say } from './processes.mjs'
import { compiler, removeOrphans } from './typescript.mjs'

const inputs = [
  'protocol/src',
  'protocol/layout.txt',
  'engine-as/assembly/generated',
  'native/include/openbell-records.h',
]
const step = 'protocol'

export const isProtocolStale = (root, stamps) => !stamps.has(step, fingerprint(root, inputs))

export async function generateProtocol(root, stamps) {
  say('generating the protocol')
  removeOrphans(root, ['protocol'])
  // A new description leaves the generated files, and those who use them, behind for a moment. So
  // the errors of this pass do not count: the compilation of everything will find those that stay.
  await run(process.execPath, [compiler(root), '-b', 'protocol/tsconfig.src.json'], {
    cwd: root,
    quiet: true,
  })
  const generator = join(root, 'protocol/dist/generate.js')
  await runOrFail('the generator', process.execPath, [generator], { cwd: root })
  stamps.set(step, fingerprint(root, inputs))
}
