// Writes of order lists, trade groups, prevented trades and amendments.
import type { Sql } from '../ports.js'
import type { Batch } from './batch.js'
import { type Column, insertRows, priceColumn, quantityColumn, unnested } from './columns.js'
import { ProjectionError } from './faults.js'
import type {
  AmendmentRow,
  ListChange,
  NewList,
  PreventedRow,
  TradeGroupRow,
} from './order-rows.js'
import { timestampOf } from './sql-time.js'

/** Reads what orders and groups were before the batch, so it comes before those are written. */
export async function writeOrderFacts(sql: Sql, batch: Batch): Promise<void> {
  await insertAmendments(sql, batch.amendments)
  await insertPrevented(sql, batch.prevented)
  await writeTradeGroups(sql, [...batch.tradeGroups.values()])
  await writeLists(sql, [...batch.lists.values()])
}

const amendmentColumns: readonly Column<AmendmentRow>[] = [
  { name: 'account_number', type: 'bigint', of: ({ account }) => account },
  { name: 'account_event', type: 'bigint', of: ({ accountEvent }) => accountEvent },
  { name: 'order_id', type: 'bigint', of: ({ orderId }) => orderId },
  { name: 'pair', type: 'text', of: ({ market }) => market.symbol },
  quantityColumn('quantity_before', ({ beforeLots }) => beforeLots),
  quantityColumn('quantity', ({ quantityLots }) => quantityLots),
  { name: 'amended_at', type: 'time', of: ({ amendedUs }) => amendedUs },
  { name: 'sequence', type: 'bigint', of: ({ sequence }) => sequence },
]

async function insertAmendments(sql: Sql, rows: readonly AmendmentRow[]): Promise<void> {
  if (rows.length === 0) return
  const { from, parameters } = unnested(amendmentColumns, rows)
  await sql.query(
    `INSERT INTO order_amendments (account_number, account_event, order_id, pair, quantity_before,
       quantity, amended_at, sequence)
     SELECT new.account_number, new.account_event, new.order_id, new.pair,
       coalesce(new.quantity_before, orders.quantity), new.quantity,
       ${timestampOf('new.amended_at')}, new.sequence
     ${from} LEFT JOIN orders ON orders.id = new.order_id`,
    parameters,
  )
}

const preventedColumns: readonly Column<PreventedRow>[] = [
  { name: 'id', type: 'bigint', of: ({ id }) => id },
  { name: 'pair', type: 'text', of: ({ market }) => market.symbol },
  { name: 'mode', type: 'text', of: ({ mode }) => mode },
  priceColumn('price', ({ priceTicks }) => priceTicks),
  { name: 'taker_side', type: 'text', of: ({ takerSide }) => takerSide },
  { name: 'maker_order_id', type: 'bigint', of: ({ makerOrderId }) => makerOrderId },
  { name: 'taker_order_id', type: 'bigint', of: ({ takerOrderId }) => takerOrderId },
  { name: 'maker_account_number', type: 'bigint', of: ({ makerAccount }) => makerAccount },
  { name: 'taker_account_number', type: 'bigint', of: ({ takerAccount }) => takerAccount },
  quantityColumn('maker_prevented', ({ makerPreventedLots }) => makerPreventedLots),
  quantityColumn('taker_prevented', ({ takerPreventedLots }) => takerPreventedLots),
  { name: 'prevented_at', type: 'time', of: ({ preventedUs }) => preventedUs },
  { name: 'sequence', type: 'bigint', of: ({ sequence }) => sequence },
  { name: 'trade_group', type: 'bigint', of: ({ tradeGroup }) => tradeGroup },
]

async function insertPrevented(sql: Sql, rows: readonly PreventedRow[]): Promise<void> {
  if (rows.length === 0) return
  const { from, parameters, selected } = unnested(preventedColumns, rows)
  const names = preventedColumns.map(({ name }) => name).join(', ')
  await sql.query(
    `INSERT INTO prevented_matches (${names})
     SELECT ${selected.slice(0, -1).join(', ')},
       coalesce(new.trade_group, trade_groups.trade_group, 0)
     ${from} LEFT JOIN trade_groups ON trade_groups.account_number = new.taker_account_number`,
    parameters,
  )
}

const groupColumns: readonly Column<TradeGroupRow>[] = [
  { name: 'account_number', type: 'bigint', of: ({ account }) => account },
  { name: 'trade_group', type: 'bigint', of: ({ tradeGroup }) => tradeGroup },
  { name: 'since', type: 'time', of: ({ sinceUs }) => sinceUs },
  { name: 'sequence', type: 'bigint', of: ({ sequence }) => sequence },
]

async function writeTradeGroups(sql: Sql, rows: readonly TradeGroupRow[]): Promise<void> {
  if (rows.length === 0) return
  const { from, parameters, selected } = unnested(groupColumns, rows)
  await sql.query(
    `INSERT INTO trade_groups (account_number, trade_group, since, sequence)
     SELECT ${selected.join(', ')} ${from}
     ON CONFLICT (account_number) DO UPDATE SET trade_group = EXCLUDED.trade_group,
       since = EXCLUDED.since, sequence = EXCLUDED.sequence`,
    parameters,
  )
}

type AcceptedList = ListChange & { readonly accepted: NewList }

const isAccepted = (list: ListChange): list is AcceptedList => list.accepted !== undefined

const endColumns: readonly Column<ListChange>[] = [
  { name: 'id', type: 'bigint', of: ({ id }) => id },
  { name: 'is_open', type: 'boolean', of: ({ isOpen }) => isOpen },
  { name: 'updated_at', type: 'time', of: ({ updatedUs }) => updatedUs },
  { name: 'sequence', type: 'bigint', of: ({ sequence }) => sequence },
]

const listColumns: readonly Column<AcceptedList>[] = [
  ...endColumns,
  { name: 'account_number', type: 'bigint', of: ({ accepted }) => accepted.account },
  { name: 'pair', type: 'text', of: ({ accepted }) => accepted.market.symbol },
  { name: 'client_id', type: 'text', of: ({ accepted }) => accepted.clientId || null },
  { name: 'contingency', type: 'text', of: ({ accepted }) => accepted.contingency },
  { name: 'created_at', type: 'time', of: ({ accepted }) => accepted.createdUs },
]

async function writeLists(sql: Sql, lists: readonly ListChange[]): Promise<void> {
  await insertRows(sql, 'order_lists', listColumns, lists.filter(isAccepted))
  const ended = lists.filter((list) => !isAccepted(list))
  if (ended.length === 0) return
  const { from, parameters } = unnested(endColumns, ended)
  const rows = await sql.query(
    `UPDATE order_lists SET is_open = new.is_open, updated_at = ${timestampOf('new.updated_at')},
       sequence = new.sequence
     ${from} WHERE order_lists.id = new.id AND order_lists.is_open RETURNING 1`,
    parameters,
  )
  if (rows.length !== ended.length)
    throw new ProjectionError('the core closed a list that is not open in the tables')
}
