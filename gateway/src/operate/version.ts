// `openbell version`.
import { readFileSync } from 'node:fs'
import { parseOptions } from './options.js'

const packagePath = new URL('../../package.json', import.meta.url)

export function version(args: string[]): number {
  parseOptions({ args, options: {} })
  const { version } = JSON.parse(readFileSync(packagePath, 'utf8')) as { version: string }
  console.log(version)
  return 0
}
