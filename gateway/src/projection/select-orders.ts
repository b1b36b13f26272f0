// Reads of orders, as their owner sees them.
import type {
  CloseReason,
  OrderStatus,
  OrderType,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '@openbell/protocol'
import type { HistoryRange, OrderView, Sql } from '../ports.js'
import { rangeOf } from './select-range.js'
import { microsecondsOf } from './sql-time.js'
import {
  closeReasonWords,
  orderStatusWords,
  orderTypeWords,
  preventionWords,
  sideWords,
  timeInForceWords,
} from './words.js'

interface OrderRow {
  id: string
  account_number: string
  market_number: string
  client_order_id: string | null
  side: string
  type: string
  time_in_force: string
  status: string
  self_trade_prevention: string
  price_ticks: string
  quantity_lots: string
  executed_lots: string
  executed_quote_units: string
  stop_price_ticks: string
  trailing_bips: string | null
  trailing_us: string | null
  iceberg_lots: string
  quote_units: string
  expires_us: string | null
  list_id: string | null
  working_us: string | null
  prevented_lots: string
  close_reason: string | null
  created_us: string
  updated_us: string
}

const select = `
  SELECT id, account_number, market_number, client_order_id, side, type, time_in_force,
    orders.status, coalesce(price / tick_size, 0)::bigint AS price_ticks,
    (quantity / lot_size)::bigint AS quantity_lots, (filled / lot_size)::bigint AS executed_lots,
    (quote_filled * 10::numeric ^ quote.decimals)::bigint AS executed_quote_units,
    self_trade_prevention, coalesce(stop_price / tick_size, 0)::bigint AS stop_price_ticks,
    trailing_bips, ${microsecondsOf('trailing_since')} AS trailing_us,
    coalesce(iceberg_quantity / lot_size, 0)::bigint AS iceberg_lots,
    coalesce(quote_order_quantity * 10::numeric ^ quote.decimals, 0)::bigint AS quote_units,
    ${microsecondsOf('expires_at')} AS expires_us, list_id,
    ${microsecondsOf('working_at')} AS working_us,
    (prevented_quantity / lot_size)::bigint AS prevented_lots, close_reason,
    ${microsecondsOf('created_at')} AS created_us, ${microsecondsOf('updated_at')} AS updated_us
  FROM orders
    JOIN trading_pairs ON symbol = pair
    JOIN currencies AS quote ON quote.code = quote_currency`

const timeOf = (us: string | null): number | undefined => (us === null ? undefined : Number(us))

const toView = (row: OrderRow): OrderView => ({
  orderId: Number(row.id),
  account: Number(row.account_number),
  market: Number(row.market_number),
  clientOrderId: row.client_order_id ?? '',
  side: sideWords.value(row.side) as Side,
  orderType: orderTypeWords.value(row.type) as OrderType,
  timeInForce: timeInForceWords.value(row.time_in_force) as TimeInForce,
  status: orderStatusWords.value(row.status) as OrderStatus,
  selfTradePrevention: preventionWords.value(row.self_trade_prevention) as SelfTradePrevention,
  priceTicks: Number(row.price_ticks),
  quantityLots: Number(row.quantity_lots),
  executedLots: Number(row.executed_lots),
  executedQuoteUnits: BigInt(row.executed_quote_units),
  stopPriceTicks: Number(row.stop_price_ticks),
  trailingBips: Number(row.trailing_bips),
  trailingUs: timeOf(row.trailing_us),
  icebergLots: Number(row.iceberg_lots),
  quoteUnits: BigInt(row.quote_units),
  expiresUs: Number(row.expires_us),
  listId: Number(row.list_id),
  isWaiting: row.working_us === null,
  workingUs: timeOf(row.working_us),
  preventedLots: Number(row.prevented_lots),
  closeReason:
    row.close_reason === null
      ? undefined
      : (closeReasonWords.value(row.close_reason) as CloseReason),
  createdUs: Number(row.created_us),
  updatedUs: Number(row.updated_us),
})

/** The symbol of a market by its number: a plain value, so that the index orders by id. */
export const symbolOf = (number: string): string =>
  `(SELECT symbol FROM trading_pairs WHERE market_number = ${number})`

export async function selectOrders(
  sql: Sql,
  account: number,
  market: number,
  range: HistoryRange,
): Promise<OrderView[]> {
  const parameters: unknown[] = [account, market]
  const { conditions, orderBy, oldestFirst } = rangeOf(range, 'created_at', parameters)
  const rows = await sql.query<OrderRow>(
    `${select}
     WHERE account_number = $1 AND pair = ${symbolOf('$2')}${conditions} ${orderBy('id')}`,
    parameters,
  )
  return oldestFirst(rows).map(toView)
}

/** All orders that stand in a book, or wait. */
export async function selectOpenOrders(sql: Sql): Promise<OrderView[]> {
  const rows = await sql.query<OrderRow>(
    `${select} WHERE orders.status IN ('new', 'partially_filled', 'pending')
     ORDER BY id`,
  )
  return rows.map(toView)
}

export type OrderName =
  | { readonly account: number; readonly orderId: number }
  | { readonly account: number; readonly market: number; readonly clientOrderId: string }

/** The order of an account with this id, or the newest one with this client order id. */
export async function selectOrder(sql: Sql, name: OrderName): Promise<OrderView | undefined> {
  const rows =
    'orderId' in name
      ? await sql.query<OrderRow>(`${select} WHERE account_number = $1 AND id = $2`, [
          name.account,
          name.orderId,
        ])
      : await sql.query<OrderRow>(
          `${select} WHERE account_number = $1 AND pair = ${symbolOf('$2')} AND client_order_id = $3
           ORDER BY id DESC LIMIT 1`,
          [name.account, name.market, name.clientOrderId],
        )
  return rows[0] && toView(rows[0])
}
