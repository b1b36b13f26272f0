// Reads of what concerns more than one order: lists and prevented trades; and of amendments.
import type { Contingency, SelfTradePrevention, Side } from '@openbell/protocol'
import type {
  AmendmentRange,
  AmendmentView,
  HistoryRange,
  ListView,
  PreventedMatchView,
  PreventedRange,
  Sql,
} from '../ports.js'
import { symbolOf } from './select-orders.js'
import { rangeOf } from './select-range.js'
import { microsecondsOf } from './sql-time.js'
import { contingencyWords, preventionWords, sideWords } from './words.js'

interface ListRow {
  id: string
  account_number: string
  market_number: string
  client_id: string | null
  contingency: string
  is_open: boolean
  created_us: string
  updated_us: string
  order_ids: string[]
  client_order_ids: string[]
}

const listSelect = `
  SELECT id, account_number, market_number, client_id, contingency, is_open,
    ${microsecondsOf('created_at')} AS created_us, ${microsecondsOf('updated_at')} AS updated_us,
    order_ids, client_order_ids
  FROM order_lists
    JOIN trading_pairs ON symbol = pair
    CROSS JOIN LATERAL (
      SELECT array_agg(orders.id::text ORDER BY orders.id) AS order_ids,
        array_agg(coalesce(client_order_id, '') ORDER BY orders.id) AS client_order_ids
      FROM orders WHERE orders.list_id = order_lists.id) AS members`

const toList = (row: ListRow): ListView => ({
  listId: Number(row.id),
  account: Number(row.account_number),
  market: Number(row.market_number),
  listClientOrderId: row.client_id ?? '',
  contingency: contingencyWords.value(row.contingency) as Contingency,
  orders: row.order_ids.map((orderId, index) => ({
    orderId: Number(orderId),
    clientOrderId: row.client_order_ids[index] ?? '',
  })),
  isOpen: row.is_open,
  createdUs: Number(row.created_us),
  updatedUs: Number(row.updated_us),
})

export async function selectLists(
  sql: Sql,
  account: number,
  range: HistoryRange,
  market: number | undefined,
): Promise<ListView[]> {
  const parameters: unknown[] = market === undefined ? [account] : [account, market]
  const { conditions, orderBy, oldestFirst } = rangeOf(range, 'created_at', parameters)
  const ofMarket = market === undefined ? '' : ` AND pair = ${symbolOf('$2')}`
  const rows = await sql.query<ListRow>(
    `${listSelect} WHERE account_number = $1${ofMarket}${conditions} ${orderBy('id')}`,
    parameters,
  )
  return oldestFirst(rows).map(toList)
}

/** All lists of which some order still drives another. */
export async function selectOpenLists(sql: Sql): Promise<ListView[]> {
  const rows = await sql.query<ListRow>(`${listSelect} WHERE is_open ORDER BY id`)
  return rows.map(toList)
}

/** The list with this id, or the newest one with this id of its client's. */
export async function selectList(
  sql: Sql,
  account: number,
  name: { readonly listId: number } | { readonly clientId: string },
): Promise<ListView | undefined> {
  const [condition, value] =
    'listId' in name ? ['id = $2', name.listId] : ['client_id = $2', name.clientId]
  const rows = await sql.query<ListRow>(
    `${listSelect} WHERE account_number = $1 AND ${condition} ORDER BY id DESC LIMIT 1`,
    [account, value],
  )
  return rows[0] && toList(rows[0])
}

interface PreventedRow {
  id: string
  market_number: string
  mode: string
  price_ticks: string
  taker_side: string
  maker_order_id: string
  taker_order_id: string
  maker_account_number: string
  taker_account_number: string
  trade_group: string
  maker_lots: string
  taker_lots: string
  prevented_us: string
}

const toPrevented = (row: PreventedRow): PreventedMatchView => ({
  preventedId: Number(row.id),
  market: Number(row.market_number),
  makerAccount: Number(row.maker_account_number),
  takerAccount: Number(row.taker_account_number),
  tradeGroup: Number(row.trade_group),
  makerOrderId: Number(row.maker_order_id),
  takerOrderId: Number(row.taker_order_id),
  mode: preventionWords.value(row.mode) as SelfTradePrevention,
  takerSide: sideWords.value(row.taker_side) as Side,
  priceTicks: Number(row.price_ticks),
  makerPreventedLots: Number(row.maker_lots),
  takerPreventedLots: Number(row.taker_lots),
  timestampUs: Number(row.prevented_us),
})

/** Each side is cut to the page by its own index before the two are put together. */
export async function selectPrevented(
  sql: Sql,
  account: number,
  market: number,
  { preventedId, orderId, ...range }: PreventedRange,
): Promise<PreventedMatchView[]> {
  const parameters: unknown[] = [account, market]
  const add = (value: number): string => `$${parameters.push(value)}::bigint`
  const isId = preventedId === undefined ? '' : ` AND id = ${add(preventedId)}`
  const order = orderId === undefined ? undefined : add(orderId)
  const { conditions, orderBy, oldestFirst } = rangeOf(range, 'prevented_at', parameters)
  const side = (who: 'maker' | 'taker'): string => `
    (SELECT * FROM prevented_matches
     WHERE ${who}_account_number = $1 AND pair = ${symbolOf('$2')}${isId}
       ${order ? `AND ${order} IN (maker_order_id, taker_order_id)` : ''} ${conditions}
     ${orderBy('id')})`
  const rows = await sql.query<PreventedRow>(
    `SELECT id, market_number, mode, (price / tick_size)::bigint AS price_ticks, taker_side,
       maker_order_id, taker_order_id, maker_account_number, taker_account_number, trade_group,
       (maker_prevented / lot_size)::bigint AS maker_lots,
       (taker_prevented / lot_size)::bigint AS taker_lots,
       ${microsecondsOf('prevented_at')} AS prevented_us
     FROM (${side('maker')} UNION ${side('taker')}) AS matches
       JOIN trading_pairs ON symbol = pair
     ${orderBy('id')}`,
    parameters,
  )
  return oldestFirst(rows).map(toPrevented)
}

interface AmendmentRow {
  market_number: string
  account_event: string
  client_order_id: string | null
  before_lots: string
  quantity_lots: string
  amended_us: string
}

export async function selectAmendments(
  sql: Sql,
  account: number,
  market: number,
  orderId: number,
  range: AmendmentRange,
): Promise<AmendmentView[]> {
  const parameters: unknown[] = [account, market, orderId]
  const { conditions, orderBy, oldestFirst } = rangeOf(range, 'amended_at', parameters)
  const rows = await sql.query<AmendmentRow>(
    `SELECT market_number, id AS account_event, client_order_id,
       (quantity_before / lot_size)::bigint AS before_lots,
       (amendments.quantity / lot_size)::bigint AS quantity_lots,
       ${microsecondsOf('amended_at')} AS amended_us
     FROM (
       SELECT account_event AS id, pair, quantity_before, order_amendments.quantity, amended_at,
         client_order_id
       FROM order_amendments JOIN (SELECT id AS order_id, client_order_id FROM orders) AS owners
         USING (order_id)
       WHERE account_number = $1 AND pair = ${symbolOf('$2')} AND order_id = $3) AS amendments
     JOIN trading_pairs ON symbol = pair
     WHERE true ${conditions} ${orderBy('id')}`,
    parameters,
  )
  return oldestFirst(rows).map((row) => ({
    account,
    market: Number(row.market_number),
    orderId,
    accountEvent: Number(row.account_event),
    clientOrderId: row.client_order_id ?? '',
    beforeLots: Number(row.before_lots),
    quantityLots: Number(row.quantity_lots),
    timestampUs: Number(row.amended_us),
  }))
}
