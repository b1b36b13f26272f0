// Reads of trades: as the public sees them, and each side as its owner does.
import { Side } from '@openbell/protocol'
import type { FillView, HistoryRange, Sql, TradeView } from '../ports.js'
import { symbolOf } from './select-orders.js'
import { rangeOf } from './select-range.js'
import { microsecondsOf } from './sql-time.js'
import { sideWords } from './words.js'

interface TradeRow {
  id: string
  market_number: string
  taker_side: string
  price_ticks: string
  quantity_lots: string
  quote_units: string
  executed_us: string
}

interface FillRow extends TradeRow {
  order_id: string
  is_maker: boolean
  fee_units: string
  fee_asset: string
}

const tradeColumns = `
  id, market_number, taker_side, (price / tick_size)::bigint AS price_ticks,
  (quantity / lot_size)::bigint AS quantity_lots,
  (quote_quantity * 10::numeric ^ quote.decimals)::bigint AS quote_units,
  ${microsecondsOf('executed_at')} AS executed_us`

const joins = `
  JOIN trading_pairs ON symbol = pair
  JOIN currencies AS quote ON quote.code = quote_currency`

const common = (row: TradeRow) => ({
  tradeId: Number(row.id),
  market: Number(row.market_number),
  priceTicks: Number(row.price_ticks),
  quantityLots: Number(row.quantity_lots),
  quoteUnits: BigInt(row.quote_units),
  timestampUs: Number(row.executed_us),
})

function toFill(row: FillRow, account: number): FillView {
  const taker = sideWords.value(row.taker_side) as Side
  const maker = taker === Side.buy ? Side.sell : Side.buy
  return {
    ...common(row),
    orderId: Number(row.order_id),
    account,
    side: row.is_maker ? maker : taker,
    isMaker: row.is_maker,
    feeUnits: BigInt(row.fee_units),
    feeAsset: Number(row.fee_asset),
  }
}

export async function selectTrades(
  sql: Sql,
  market: number,
  range: HistoryRange,
): Promise<TradeView[]> {
  const parameters: unknown[] = [market]
  const { conditions, orderBy, oldestFirst } = rangeOf(range, 'executed_at', parameters)
  const rows = await sql.query<TradeRow>(
    `SELECT ${tradeColumns} FROM trades ${joins}
     WHERE pair = ${symbolOf('$1')}${conditions} ${orderBy('id')}`,
    parameters,
  )
  return oldestFirst(rows).map((row) => ({
    ...common(row),
    takerSide: sideWords.value(row.taker_side) as Side,
  }))
}

/**
 * Each side is cut to the page by its own index before the two are put together. Whoever trades
 * with himself sees the maker's side first.
 */
export async function selectFills(
  sql: Sql,
  account: number,
  market: number,
  range: HistoryRange,
  orderId: number | undefined,
): Promise<FillView[]> {
  const parameters: unknown[] =
    orderId === undefined ? [account, market] : [account, market, orderId]
  const { conditions, orderBy, oldestFirst } = rangeOf(range, 'executed_at', parameters)
  const side = (who: 'maker' | 'taker'): string => `
    (SELECT *, ${who === 'maker'} AS is_maker, ${who}_order_id AS order_id, ${who}_fee AS fee,
       ${who}_fee_currency AS fee_currency
     FROM trades
     WHERE ${who}_account_number = $1 AND pair = ${symbolOf('$2')}
       ${orderId === undefined ? '' : `AND ${who}_order_id = $3`} ${conditions} ${orderBy('id')})`
  const rows = await sql.query<FillRow>(
    `SELECT ${tradeColumns}, order_id, is_maker, fee_asset.asset_number AS fee_asset,
       (fee * 10::numeric ^ fee_asset.decimals)::bigint AS fee_units
     FROM (${side('maker')} UNION ALL ${side('taker')}) AS fills ${joins}
       JOIN currencies AS fee_asset ON fee_asset.code = fee_currency
     ${orderBy('id', 'NOT is_maker')}`,
    parameters,
  )
  return oldestFirst(rows).map((row) => toFill(row, account))
}
