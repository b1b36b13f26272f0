// `openbell halt` and `openbell resume`: markets closed and opened again, by journaled commands.
import { OperateError, UsageError } from './errors.js'
import { exitGood } from './exit-codes.js'
import { answer, countOf, jsonOption, parseOptions } from './options.js'
import { exchangeOptions, RunningExchange, timeoutMsDefault } from './running-exchange.js'

interface Market {
  readonly symbol: string
  /** In the words of the public API. */
  readonly status: string
}

interface Moved {
  readonly symbol: string
  readonly state: string
}

/** No order is taken and none trades; owners may cancel. */
export const halt = (args: string[]): Promise<number> =>
  move('halt', args, {}, async (exchange, { symbol, status }) => {
    if (status !== 'HALT') await setState(exchange, { symbol, state: 'halted' })
    return { symbol, state: 'halted' }
  })

/**
 * Trading at once, by way of cancel-only, which the core demands behind a halt; or by an auction,
 * which collects orders and opens by itself.
 */
export const resume = (args: string[]): Promise<number> =>
  move('resume', args, { 'auction-ms': { type: 'string' } }, async (exchange, market, values) => {
    const { symbol, status } = market
    if (values['auction-ms'] !== undefined) {
      const auctionMs = countOf(values['auction-ms'], '--auction-ms', 1)
      await setState(exchange, { symbol, state: 'auction', auctionMs })
      return { symbol, state: 'auction' }
    }
    if (status === 'HALT') await setState(exchange, { symbol, state: 'cancelOnly' })
    if (status !== 'TRADING') await setState(exchange, { symbol, state: 'trading' })
    return { symbol, state: 'trading' }
  })

const setState = (exchange: RunningExchange, body: object): Promise<unknown> =>
  exchange.operate('markets/state', body)

interface Values {
  readonly 'auction-ms'?: string
}

async function move(
  name: string,
  args: string[],
  options: { readonly 'auction-ms'?: { readonly type: 'string' } },
  one: (exchange: RunningExchange, market: Market, values: Values) => Promise<Moved>,
): Promise<number> {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: {
      ...jsonOption,
      ...exchangeOptions,
      ...options,
      all: { type: 'boolean', default: false },
    },
  })
  if (positionals.length !== (values.all ? 0 : 1))
    throw new UsageError(`${name} takes a MARKET, or --all`)
  const timeoutMs = countOf(values['timeout-ms'] ?? String(timeoutMsDefault), '--timeout-ms', 1)
  const exchange = new RunningExchange(values.url, timeoutMs)
  const moved: Moved[] = []
  for (const market of await meant(exchange, positionals[0]))
    moved.push(await one(exchange, market, values as Values))
  answer(values.json, { markets: moved }, () =>
    moved.map(({ symbol, state }) => `${symbol.padEnd(12)} ${state}`).join('\n'),
  )
  return exitGood
}

/** The market of this name; all that were not delisted where none is given. */
async function meant(exchange: RunningExchange, symbol: string | undefined): Promise<Market[]> {
  const { body } = await exchange.get('/api/v3/exchangeInfo')
  const markets = (body as { symbols?: Market[] }).symbols
  if (!markets)
    throw new OperateError(`${exchange.url} lists no markets: it is no exchange of ours`)
  const listed = markets.filter(({ status }) => status !== 'BREAK')
  if (symbol === undefined) return listed
  const found = listed.find((market) => market.symbol === symbol)
  if (found) return [found]
  throw new OperateError(
    `there is no market ${symbol}; there are ${listed.map((market) => market.symbol).join(', ')}`,
  )
}
