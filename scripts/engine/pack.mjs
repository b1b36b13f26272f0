// `npm run pack:engine -- [FOLDER]`: builds the package @openbell/engine and packs it into a folder,
// the current one where none is named; prints the tarball's path.
import '../prepare/node-version.mjs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { npm } from '../prepare/install.mjs'
import { exchange, prepare, root } from '../prepare/prepare.mjs'
import { Failure, run } from '../prepare/processes.mjs'
import { assemble } from './assemble.mjs'

const target = resolve(process.argv[2] ?? '.')
await prepare(exchange)
const folder = mkdtempSync(join(tmpdir(), 'openbell-engine-'))
try {
  await assemble(root, folder)
  const [program, ...before] = npm()
  const args = [...before, 'pack', '--silent', '--pack-destination', target]
  const { code, output } = await run(program, args, { cwd: folder, quiet: true })
  if (code !== 0) throw new Failure(`npm pack failed (exit code ${code})\n${output}`)
  console.log(join(target, output.trim().split('\n').at(-1)))
} finally {
  rmSync(folder, { recursive: true })
}
