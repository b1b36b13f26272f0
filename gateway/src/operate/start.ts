// `openbell start`: becomes the exchange, in this process.
import { parseOptions } from './options.js'

/** Settings come from the environment, so there are no options. */
export async function start(args: string[]): Promise<number> {
  parseOptions({ args, options: {} })
  const { main } = await import('../main.js')
  await main()
  return Number(process.exitCode ?? 0)
}
