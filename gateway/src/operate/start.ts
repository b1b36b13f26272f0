// `openbell start`: becomes the exchange, in this process.
import { jsonOption, parseOptions } from './options.js'

/** Settings come from the environment, so there is but one option. */
export async function start(args: string[]): Promise<number> {
  const { values } = parseOptions({ args, options: jsonOption })
  const { main } = await import('../main.js')
  await main({ isJson: values.json })
  return Number(process.exitCode ?? 0)
}
