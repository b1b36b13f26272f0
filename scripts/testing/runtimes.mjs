// Programs that a machine may have besides Node, for tests of what runs on them too.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const { OPENBELL_RUNTIMES: folder, PATH = '' } = process.env
const folders = [...(folder ? [join(folder, 'node_modules/.bin')] : []), ...PATH.split(delimiter)]

/** The environment in which those programs find each other. */
export const runtimeEnvironment = { ...process.env, PATH: folders.join(delimiter) }

/**
 * The path of the first of these programs that is there. Where none is, undefined after saying what
 * is left out; an error where OPENBELL_RUNTIMES promises them all.
 */
export function findRuntime(...names) {
  const found = names.flatMap((name) => folders.map((each) => join(each, name))).find(existsSync)
  if (found !== undefined) return found
  if (folder) throw new Error(`OPENBELL_RUNTIMES is set, but there is no ${names[0]}`)
  console.log(`left out: ${names[0]} is not on this machine`)
  return undefined
}
