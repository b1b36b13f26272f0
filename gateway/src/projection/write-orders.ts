// Writes of orders: an order once accepted has a row, and every change finds it.
import { OrderStatus } from '@openbell/protocol'
import type { Sql } from '../ports.js'
import {
  type Column,
  countChanged,
  insertRows,
  priceColumn,
  quantityColumn,
  unnested,
} from './columns.js'
import { ProjectionError } from './faults.js'
import type { Bounded } from './known.js'
import type { NewOrder, OrderChange } from './order-rows.js'
import { microsecondsOf, timestampOf } from './sql-time.js'
import { orderStatusWords } from './words.js'

type AcceptedOrder = OrderChange & { readonly accepted: NewOrder }

const isAccepted = (order: OrderChange): order is AcceptedOrder => order.accepted !== undefined

/** Orders that this batch accepted. */
export const insertOrders = (sql: Sql, orders: Iterable<OrderChange>): Promise<void> =>
  insertRows(sql, 'orders', [...newColumns, ...stateColumns], [...orders].filter(isAccepted))

/**
 * Reads when the orders were created that a batch changes and that are not known.
 * @throws ProjectionError where the core changed an order that it never accepted
 */
export async function readCreated(
  sql: Sql,
  orders: Iterable<OrderChange>,
  known: Bounded<number>,
): Promise<void> {
  const unknown = [...orders].filter(({ id, accepted }) => !accepted && !known.get(id))
  if (unknown.length === 0) return
  const rows = await sql.query<{ id: string; created_us: string }>(
    `SELECT id, ${microsecondsOf('created_at')} AS created_us
     FROM orders WHERE id = ANY ($1::bigint[])`,
    [unknown.map(({ id }) => id)],
  )
  for (const row of rows) known.set(Number(row.id), Number(row.created_us))
  const missing = unknown.find(({ id }) => !known.get(id))
  if (missing)
    throw new ProjectionError(
      `frame ${missing.sequence} changes order ${missing.id}, which has no row`,
    )
}

/** Knows from now on when orders were created that are open after the batch, and no others. */
export function rememberCreated(orders: Iterable<OrderChange>, known: Bounded<number>): void {
  for (const { id, accepted, state } of orders) {
    const isOpen = state.status === undefined || openStatuses.has(state.status)
    if (!isOpen) known.delete(id)
    else if (accepted) known.set(id, accepted.createdUs)
  }
}

const openStatuses: ReadonlySet<string> = new Set(
  [OrderStatus.new, OrderStatus.partiallyFilled, OrderStatus.pending].map((status) =>
    orderStatusWords.of(status),
  ),
)

/** A zero or an empty text of the core is null in the tables. */
const orNull = <Value>(value: Value | undefined): Value | null => value || null

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
  priceColumn('price', ({ accepted }) => orNull(accepted.priceTicks)),
  { name: 'trailing_bips', type: 'bigint', of: ({ accepted }) => orNull(accepted.trailingBips) },
  quantityColumn('iceberg_quantity', ({ accepted }) => orNull(accepted.icebergLots)),
  {
    name: 'quote_order_quantity',
    type: 'numeric',
    of: ({ accepted }) => orNull(accepted.quoteUnits),
    asset: ({ market }) => market.quote,
  },
  { name: 'expires_at', type: 'time', of: ({ accepted }) => orNull(accepted.expiresUs) },
  quantityColumn('prevented_quantity', ({ preventedLots }) => preventedLots),
  { name: 'created_at', type: 'time', of: ({ accepted }) => accepted.createdUs },
]

/** What of an order changes; null where these frames did not tell it. */
const stateColumns: readonly Column<OrderChange>[] = [
  quantityColumn('quantity', ({ state }) => state.quantityLots ?? null),
  quantityColumn('filled', ({ state }) => state.executedLots ?? null),
  {
    name: 'quote_filled',
    type: 'numeric',
    of: ({ state }) => state.executedQuoteUnits ?? null,
    asset: ({ market }) => market.quote,
  },
  { name: 'status', type: 'text', of: ({ state }) => state.status ?? null },
  { name: 'close_reason', type: 'text', of: ({ state }) => state.closeReason ?? null },
  priceColumn('stop_price', ({ state }) => orNull(state.stopPriceTicks)),
  { name: 'working_at', type: 'time', of: ({ state }) => state.workingUs ?? null },
  { name: 'trailing_since', type: 'time', of: ({ state }) => state.trailingUs ?? null },
  { name: 'updated_at', type: 'time', of: ({ updatedUs }) => updatedUs },
  { name: 'sequence', type: 'bigint', of: ({ sequence }) => sequence },
]

const keyColumns: readonly Column<OrderChange>[] = [
  { name: 'id', type: 'bigint', of: ({ id }) => id },
  quantityColumn('prevented_quantity', ({ preventedLots }) => preventedLots),
]

/**
 * Orders that were accepted before. With the time of its creation Postgres looks for an order in one
 * partition only.
 * @param created when each was created
 * @throws ProjectionError where one has no row, or a newer one
 */
export async function updateOrders(
  sql: Sql,
  orders: Iterable<OrderChange>,
  created: Bounded<number>,
): Promise<void> {
  const changed = [...orders].filter((order) => !isAccepted(order))
  if (changed.length === 0) return
  const createdColumn: Column<OrderChange> = {
    name: 'created_at',
    type: 'time',
    of: ({ id }) => created.get(id) as number, // readCreated has seen to it
  }
  const columns = [...stateColumns, ...keyColumns, createdColumn]
  const { from, parameters, selected } = unnested(columns, changed)
  const changes = stateColumns.map(({ name }, index) =>
    // It began to follow the market once.
    name === 'trailing_since'
      ? `${name} = coalesce(orders.${name}, ${selected[index]})`
      : `${name} = coalesce(${selected[index]}, orders.${name})`,
  )
  const count = await countChanged(
    sql,
    `UPDATE orders SET ${changes.join(', ')},
       prevented_quantity = orders.prevented_quantity + new.prevented_quantity
     ${from}
     WHERE orders.id = new.id AND orders.created_at = ${timestampOf('new.created_at')}
       AND orders.sequence < new.sequence`,
    parameters,
  )
  if (count !== changed.length)
    throw new ProjectionError(
      `of ${changed.length} orders changed up to frame ${changed[changed.length - 1].sequence}, ` +
        `${count} have a row older than that`,
    )
}
