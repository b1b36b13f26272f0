// Options of a command, by node:util, with its mistakes as ours.
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './errors.js'

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
