// The tables against the core's state: balances, open orders, trades.
import type { OrderView, Sql } from '../ports.js'
import {
  compare,
  type Difference,
  type ExpectedBalance,
  type ExpectedTrades,
} from './reconcile-expected.js'
import { selectOpenOrders } from './select-orders.js'

export async function balanceDifferences(
  sql: Sql,
  balances: readonly ExpectedBalance[],
): Promise<Difference[]> {
  const rows = await sql.query<Record<'account' | 'asset' | 'available' | 'locked', string>>(`
    SELECT account_number AS account, asset_number AS asset,
      (available * 10::numeric ^ decimals)::bigint AS available,
      (locked * 10::numeric ^ decimals)::bigint AS locked
    FROM accounts JOIN currencies ON code = currency
    ORDER BY account_number, asset_number`)
  const what = (account: unknown, asset: unknown) => `asset ${asset} of account ${account}`
  const line = (available: unknown, locked: unknown) => `${available} available, ${locked} locked`
  return compare(
    new Map(
      balances.map((balance) => [
        what(balance.account, balance.asset),
        line(balance.availableUnits, balance.lockedUnits),
      ]),
    ),
    new Map(rows.map((row) => [what(row.account, row.asset), line(row.available, row.locked)])),
    line(0, 0),
  )
}

const orderLine = (order: OrderView): string =>
  [
    `account ${order.account} market ${order.market} id '${order.clientOrderId}'`,
    `side ${order.side} type ${order.orderType} for ${order.timeInForce} status ${order.status}`,
    `${order.executedLots} of ${order.quantityLots} lots at ${order.priceTicks}`,
    `for ${order.executedQuoteUnits} created ${order.createdUs} updated ${order.updatedUs}`,
  ].join(' ')

export async function orderDifferences(
  sql: Sql,
  openOrders: readonly OrderView[],
): Promise<Difference[]> {
  const lines = (orders: readonly OrderView[]) =>
    new Map(orders.map((order) => [`order ${order.orderId}`, orderLine(order)]))
  return compare(lines(openOrders), lines(await selectOpenOrders(sql)), 'not open')
}

export async function tradeDifferences(
  sql: Sql,
  trades: readonly ExpectedTrades[],
): Promise<Difference[]> {
  const rows = await sql.query<Record<'market' | 'count' | 'lots' | 'quote', string>>(`
    SELECT market_number AS market, count(*) AS count,
      sum((quantity / lot_size)::bigint)::text AS lots,
      sum((quote_quantity * 10::numeric ^ decimals)::bigint)::text AS quote
    FROM trades
      JOIN trading_pairs ON symbol = pair
      JOIN currencies ON code = quote_currency
    GROUP BY market_number ORDER BY market_number`)
  const line = (count: unknown, lots: unknown, quote: unknown) =>
    `${count} trades of ${lots} lots for ${quote}`
  return compare(
    new Map(
      trades.map(({ market, count, quantityLots, quoteUnits }) => [
        `market ${market}`,
        line(count, quantityLots, quoteUnits),
      ]),
    ),
    new Map(rows.map((row) => [`market ${row.market}`, line(row.count, row.lots, row.quote)])),
    line(0, 0, 0),
  )
}
