// The tables against the core's state: balances, open orders and lists, withdrawals, trades.
import type { ListView, OrderView, Sql, WithdrawalView } from '../ports.js'
import {
  compare,
  type Difference,
  type ExpectedBalance,
  type ExpectedTrades,
} from './reconcile-expected.js'
import { selectOpenLists } from './select-lists.js'
import { selectOpenOrders } from './select-orders.js'
import { selectReservedWithdrawals } from './select-withdrawals.js'

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
    `prevention ${order.selfTradePrevention}, ${order.preventedLots} lots prevented`,
    `stop ${order.stopPriceTicks} trailing ${order.trailingBips} since ${order.trailingUs}`,
    `visible ${order.icebergLots} spends ${order.quoteUnits} expires ${order.expiresUs}`,
    `list ${order.listId} working since ${order.workingUs}`,
  ].join(' ')

export async function orderDifferences(
  sql: Sql,
  openOrders: readonly OrderView[],
): Promise<Difference[]> {
  const lines = (orders: readonly OrderView[]) =>
    new Map(orders.map((order) => [`order ${order.orderId}`, orderLine(order)]))
  return compare(lines(openOrders), lines(await selectOpenOrders(sql)), 'not open')
}

const listLine = (list: ListView): string =>
  [
    `account ${list.account} market ${list.market} id '${list.listClientOrderId}'`,
    `contingency ${list.contingency} orders`,
    ...list.orders.map(({ orderId, clientOrderId }) => `${orderId} '${clientOrderId}'`),
    `created ${list.createdUs} updated ${list.updatedUs}`,
  ].join(' ')

export async function listDifferences(
  sql: Sql,
  openLists: readonly ListView[],
): Promise<Difference[]> {
  const lines = (lists: readonly ListView[]) =>
    new Map(lists.map((list) => [`list ${list.listId}`, listLine(list)]))
  return compare(lines(openLists), lines(await selectOpenLists(sql)), 'not open')
}

const withdrawalLine = (one: WithdrawalView): string =>
  `account ${one.account} asset ${one.asset}: ${one.amountUnits} with a fee of ${one.feeUnits}, ` +
  `key '${one.idempotencyKey}' created ${one.createdUs}`

export async function withdrawalDifferences(
  sql: Sql,
  reserved: readonly WithdrawalView[],
): Promise<Difference[]> {
  const lines = (withdrawals: readonly WithdrawalView[]) =>
    new Map(withdrawals.map((one) => [`withdrawal ${one.withdrawalId}`, withdrawalLine(one)]))
  return compare(lines(reserved), lines(await selectReservedWithdrawals(sql)), 'not reserved')
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
