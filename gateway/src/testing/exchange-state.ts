// All that users could notice of an exchange: to show that a refused request changed nothing.
import { limits } from '@openbell/protocol'
import type { SmallExchange } from './small-exchange.js'

const levelsMax = 5000

/** Balances, open orders, books and last trades, and the core's broken invariants, as one text. */
export function stateOf({ views, engine }: SmallExchange): string {
  const accounts: unknown[] = []
  for (let account: number = limits.accountUserMin; views.account(account); account++)
    accounts.push([account, views.balances(account), views.openOrders(account)])
  const markets = views
    .markets()
    .map(({ market, state }) => [
      market,
      state,
      views.depth(market, levelsMax),
      views.lastTrade(market),
    ])
  const broken = engine.checkInvariants()
  return JSON.stringify([accounts, markets, broken], (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  )
}
