// Writes of orders: an order once accepted has a row, and every change finds it.
import type { Sql } from '../ports.js'
import { amountText, priceText, quantityText } from './catalogue.js'
import { ProjectionError } from './faults.js'
import type { NewOrder, OrderChange } from './rows.js'
import { microsecondsOf, timestampOf } from './sql-time.js'

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
  await insertOrders(sql, accepted)
  for (const order of accepted) created.set(order.id, order.accepted.createdUs)
  return created
}

async function insertOrders(sql: Sql, orders: readonly AcceptedOrder[]): Promise<void> {
  if (orders.length === 0) return
  await sql.query(
    `INSERT INTO orders (id, account_number, pair, client_order_id, side, type, time_in_force,
       price, quantity, filled, quote_filled, status, close_reason, created_at, updated_at,
       sequence)
     SELECT id, account_number, pair, client_order_id, side, type, time_in_force, price, quantity,
       filled, quote_filled, status, close_reason, ${timestampOf('created_us')},
       ${timestampOf('updated_us')}, sequence
     FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[],
       $7::text[], $8::numeric[], $9::numeric[], $10::numeric[], $11::numeric[], $12::text[],
       $13::text[], $14::bigint[], $15::bigint[], $16::bigint[])
       AS new (id, account_number, pair, client_order_id, side, type, time_in_force, price,
         quantity, filled, quote_filled, status, close_reason, created_us, updated_us, sequence)`,
    [
      orders.map((order) => order.id),
      orders.map((order) => order.accepted.account),
      orders.map((order) => order.market.symbol),
      orders.map((order) => order.accepted.clientOrderId || null),
      orders.map((order) => order.accepted.side),
      orders.map((order) => order.accepted.type),
      orders.map((order) => order.accepted.timeInForce),
      orders.map(({ market, accepted }) =>
        accepted.priceTicks === 0 ? null : priceText(market, accepted.priceTicks),
      ),
      orders.map(({ market, accepted }) => quantityText(market, accepted.quantityLots)),
      orders.map((order) => quantityText(order.market, order.executedLots)),
      orders.map((order) => amountText(order.market.quote, order.executedQuoteUnits)),
      orders.map((order) => order.status),
      orders.map((order) => order.closeReason),
      orders.map((order) => order.accepted.createdUs),
      orders.map((order) => order.updatedUs),
      orders.map((order) => order.sequence),
    ],
  )
}

async function updateOrders(
  sql: Sql,
  orders: readonly OrderChange[],
): Promise<Map<number, number>> {
  if (orders.length === 0) return new Map()
  const rows = await sql.query<{ id: string; created_us: string }>(
    `UPDATE orders SET filled = new.filled, quote_filled = new.quote_filled, status = new.status,
       close_reason = new.close_reason, updated_at = ${timestampOf('new.updated_us')},
       sequence = new.sequence
     FROM unnest($1::bigint[], $2::numeric[], $3::numeric[], $4::text[], $5::text[], $6::bigint[],
       $7::bigint[])
       AS new (id, filled, quote_filled, status, close_reason, updated_us, sequence)
     WHERE orders.id = new.id AND orders.sequence < new.sequence
     RETURNING orders.id, ${microsecondsOf('orders.created_at')} AS created_us`,
    [
      orders.map((order) => order.id),
      orders.map((order) => quantityText(order.market, order.executedLots)),
      orders.map((order) => amountText(order.market.quote, order.executedQuoteUnits)),
      orders.map((order) => order.status),
      orders.map((order) => order.closeReason),
      orders.map((order) => order.updatedUs),
      orders.map((order) => order.sequence),
    ],
  )
  const created = new Map(rows.map((row) => [Number(row.id), Number(row.created_us)]))
  const missing = orders.find((order) => !created.has(order.id))
  if (missing)
    throw new ProjectionError(
      `frame ${missing.sequence} changes order ${missing.id}, which has no row older than that`,
    )
  return created
}
