// Reads settings from the file `.env` of the clone, if there is one; the environment goes before it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './prepare.mjs'

export function loadSettings() {
  const path = join(root, '.env')
  if (existsSync(path)) process.loadEnvFile(path)
}
