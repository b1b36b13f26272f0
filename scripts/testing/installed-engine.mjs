// The package @openbell/engine as a stranger has it: packed, and installed in an empty folder.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { npm } from '../prepare/install.mjs'
import { output } from './output.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const packageName = 'node_modules/@openbell/engine'

/**
 * Packs and installs the package, offline, with its examples copied beside it.
 * @returns {Promise<{ folder: string, installed: string, remove: () => void }>}
 */
export async function installEngine() {
  const folder = mkdtempSync(join(tmpdir(), 'openbell-app-'))
  const tarball = await output(process.execPath, [join(root, 'scripts/engine/pack.mjs'), folder])
  writeFileSync(join(folder, 'package.json'), '{ "name": "app", "private": true }\n')
  const [program, ...before] = npm()
  const quiet = ['--offline', '--no-audit', '--no-fund', '--loglevel=error']
  await output(program, [...before, 'install', ...quiet, tarball], { cwd: folder })
  const installed = join(folder, packageName)
  mkdirSync(join(folder, 'examples'))
  cpSync(join(installed, 'examples'), join(folder, 'examples'), { recursive: true })
  // A killed browser's processes may write their last into it for a moment.
  const remove = () => rmSync(folder, { recursive: true, maxRetries: 10, retryDelay: 100 })
  return { folder, installed, remove }
}
