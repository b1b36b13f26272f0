// Writes of orders: an order once accepted has a row, and every change finds it.
import type { Sql } from '../ports.js'
import { amountText, priceText, quantityText } from './catalogue.js'
import { type Column, insertRows, unnested } from './columns.js'
import { ProjectionError } from './faults.js'
import type { NewOrder, OrderChange } from './order-rows.js'
import { microsecondsOf } from './sql-time.js'

type AcceptedOrder = OrderChange & { readonly accepted: NewOrder }

const isAccepted = (order: OrderChange): order is AcceptedOrder => order.accepted !== undefined

/**
 * Writes how orders stand after the batch.
 * @returns when each order was created (microseconds since 1970), by its id
 * @throws ProjectionError where the core changed an order that it never accepted
 */
export async function writeOrders(
  sql: Sql,
  orders: readonly OrderChange[],
): Promise<Map<number, number>> {
  const accepted = orders.filter(isAccepted)
  const created = await updateOrders(
    sql,
    orders.filter((order) => !isAccepted(order)),
  )
  await insertRows(sql, 'orders', [...newColumns, ...stateColumns], accepted)
  for (const order of accepted) created.set(order.id, order.accepted.createdUs)
  return created
}

/** A zero or an empty text of the core is null in the tables. */
const orNull = <Value>(value: Value): Value | null => value || null

/** What of an order never changes. */
const newColumns: readonly Column<AcceptedOrder>[] = [
  { name: 'id', type: 'bigint', of: ({ id }) => id },
  { name: 'account_number', type: 'bigint', of: ({ accepted }) => accepted.account },
  { name: 'pair', type: 'text', of: ({ market }) => market.symbol },
  { name: 'client_order_id', type: 'text', of: ({ accepted }) => orNull(accepted.clientOrderId) },
  { name: 'list_id', type: 'bigint', of: ({ accepted }) => orNull(accepted.listId) },
  { name: 'side', type: 'text', of: ({ accepted }) => accepted.side },
  { name: 'type', type: 'text', of: ({ accepted }) => accepted.type },
  { name: 'time_in_force', type: 'text', of: ({ accepted }) => accepted.timeInForce },
  {
    name: 'self_trade_prevention',
    type: 'text',
    of: ({ accepted }) => accepted.selfTradePrevention,
  },
  {
    name: 'price',
    type: 'numeric',
    of: ({ market, accepted: { priceTicks } }) =>
      priceTicks === 0 ? null : priceText(market, priceTicks),
  },
  { name: 'trailing_bips', type: 'bigint', of: ({ accepted }) => orNull(accepted.trailingBips) },
  {
    name: 'iceberg_quantity',
    type: 'numeric',
    of: ({ market, accepted: { icebergLots } }) =>
      icebergLots === 0 ? null : quantityText(market, icebergLots),
  },
  {
    name: 'quote_order_quantity',
    type: 'numeric',
    of: ({ market, accepted: { quoteUnits } }) =>
      quoteUnits === 0n ? null : amountText(market.quote, quoteUnits),
  },
  { name: 'expires_at', type: 'time', of: ({ accepted }) => orNull(accepted.expiresUs) },
  {
    name: 'prevented_quantity',
    type: 'numeric',
    of: ({ market, preventedLots }) => quantityText(market, preventedLots),
  },
  { name: 'created_at', type: 'time', of: ({ accepted }) => accepted.createdUs },
]

const given = <Value, Text>(value: Value | undefined, text: (value: Value) => Text): Text | null =>
  value === undefined ? null : text(value)

/** What of an order changes; null where these frames did not tell it. */
const stateColumns: readonly Column<OrderChange>[] = [
  {
    name: 'quantity',
    type: 'numeric',
    of: ({ market, state }) => given(state.quantityLots, (lots) => quantityText(market, lots)),
  },
  {
    name: 'filled',
    type: 'numeric',
    of: ({ market, state }) => given(state.executedLots, (lots) => quantityText(market, lots)),
  },
  {
    name: 'quote_filled',
    type: 'numeric',
    of: ({ market, state }) =>
      given(state.executedQuoteUnits, (units) => amountText(market.quote, units)),
  },
  { name: 'status', type: 'text', of: ({ state }) => state.status ?? null },
  { name: 'close_reason', type: 'text', of: ({ state }) => state.closeReason ?? null },
  {
    name: 'stop_price',
    type: 'numeric',
    of: ({ market, state }) =>
      given(state.stopPriceTicks || undefined, (ticks) => priceText(market, ticks)),
  },
  { name: 'working_at', type: 'time', of: ({ state }) => state.workingUs ?? null },
  { name: 'trailing_since', type: 'time', of: ({ state }) => state.trailingUs ?? null },
  { name: 'updated_at', type: 'time', of: ({ updatedUs }) => updatedUs },
  { name: 'sequence', type: 'bigint', of: ({ sequence }) => sequence },
]

const changeColumns: readonly Column<OrderChange>[] = [
  ...stateColumns,
  { name: 'id', type: 'bigint', of: ({ id }) => id },
  {
    name: 'prevented_quantity',
    type: 'numeric',
    of: ({ market, preventedLots }) => quantityText(market, preventedLots),
  },
]

async function updateOrders(
  sql: Sql,
  orders: readonly OrderChange[],
): Promise<Map<number, number>> {
  if (orders.length === 0) return new Map()
  const { from, parameters, selected } = unnested(changeColumns, orders)
  const changes = stateColumns.map(({ name }, index) =>
    // It began to follow the market once.
    name === 'trailing_since'
      ? `${name} = coalesce(orders.${name}, ${selected[index]})`
      : `${name} = coalesce(${selected[index]}, orders.${name})`,
  )
  const rows = await sql.query<{ id: string; created_us: string }>(
    `UPDATE orders SET ${changes.join(', ')},
       prevented_quantity = orders.prevented_quantity + new.prevented_quantity
     ${from}
     WHERE orders.id = new.id AND orders.sequence < new.sequence
     RETURNING orders.id, ${microsecondsOf('orders.created_at')} AS created_us`,
    parameters,
  )
  const created = new Map(rows.map((row) => [Number(row.id), Number(row.created_us)]))
  const missing = orders.find((order) => !created.has(order.id))
  if (missing)
    throw new ProjectionError(
      `frame ${missing.sequence} changes order ${missing.id}, which has no row older than that`,
    )
  return created
}
