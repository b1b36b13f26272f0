// Options of a command, by node:util, with its mistakes as ours; those that many commands share.
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './errors.js'

/** The answer as one line of JSON on standard output, for programs. */
export const jsonOption = { json: { type: 'boolean', default: false } } as const

/** The data folder that a command looks at. */
export const folderOptions = { ...jsonOption, data: { type: 'string' } } as const

/**
 * The parsed options.
 * @throws UsageError naming the first option that is unknown or lacks its value
 */
export function parseOptions<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // The rest of Node's message explains `--`.
    throw new UsageError(error.message.split('. ')[0])
  }
}

/** A whole number that an option or a word of the command line states. @throws UsageError */
export function countOf(text: string, what: string, min = 0): number {
  const count = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!(count >= min && Number.isSafeInteger(count)))
    throw new UsageError(`${what} is a whole number from ${min}, not '${text}'`)
  return count
}

/** Gives a command's answer, for programs or for people. */
export function answer(isJson: boolean, value: unknown, text: () => string): void {
  console.log(isJson ? JSON.stringify(value, plainly) : text())
}

/** Amounts are whole numbers beyond what JSON's readers take for exact. */
const plainly = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
