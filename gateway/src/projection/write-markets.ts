// Writes of trading_pairs and market_states.
import { formatUnits, type MarketRules } from '@openbell/protocol'
import type { Sql } from '../ports.js'
import type { Batch } from './batch.js'
import { amountText, type ListedMarket, priceText, quantityText } from './catalogue.js'
import { type Column, insertRows } from './columns.js'
import { ProjectionError } from './faults.js'
import type { MarketStateRow, PairChange, PairRow, PairState } from './rows.js'

const ppmDecimals = 6

/** Parts per million as a fraction. */
export const fraction = (ppm: number): string => formatUnits(BigInt(ppm), ppmDecimals)

/** Values by the names of their columns. */
type Columns = Readonly<Record<string, unknown>>

const orNull = <Value>(value: Value, text: (value: Value) => unknown): unknown =>
  value ? text(value) : null
const asIs = (value: number): number => value

const rulesColumns = (market: ListedMarket, rules: MarketRules): Columns => ({
  price_min: orNull(rules.priceMinTicks, (ticks) => priceText(market, ticks)),
  quantity_min: quantityText(market, rules.quantityMinLots),
  quantity_max: quantityText(market, rules.quantityMaxLots),
  market_quantity_max: orNull(rules.marketQuantityMaxLots, (lots) => quantityText(market, lots)),
  notional_min: amountText(market.quote, rules.notionalMinUnits),
  position_max: orNull(rules.positionMaxLots, (lots) => quantityText(market, lots)),
  velocity: orNull(rules.velocityPpm, fraction),
  velocity_window_us: orNull(rules.velocityWindowUs, asIs),
  reopen_us: orNull(rules.reopenUs, asIs),
  price_band: orNull(rules.priceBandPpm, fraction),
  percent_up: orNull(rules.percentUpPpm, fraction),
  percent_down: orNull(rules.percentDownPpm, fraction),
  slippage: orNull(rules.slippagePpm, fraction),
  orders_per_account_max: orNull(rules.ordersPerAccountMax, asIs),
  stops_per_account_max: orNull(rules.stopsPerAccountMax, asIs),
  iceberg_parts_max: orNull(rules.icebergPartsMax, asIs),
  trailing_min_bips: orNull(rules.trailingMinBips, asIs),
  trailing_max_bips: orNull(rules.trailingMaxBips, asIs),
})

const stateColumns = (market: ListedMarket, state: Partial<PairState>): Columns => ({
  ...(state.rules && rulesColumns(market, state.rules)),
  ...(state.status !== undefined && { status: state.status }),
  ...(state.referencePriceTicks !== undefined && {
    reference_price: orNull(state.referencePriceTicks, (ticks) => priceText(market, ticks)),
  }),
})

export async function writeMarkets(sql: Sql, batch: Batch): Promise<void> {
  for (const pair of batch.pairs) await insertPair(sql, pair)
  for (const change of batch.pairChanges.values()) await updatePair(sql, change)
  await insertRows(sql, 'market_states', marketStateColumns, batch.marketStates)
}

async function insertPair(sql: Sql, pair: PairRow): Promise<void> {
  const columns: Columns = {
    symbol: pair.symbol,
    market_number: pair.market,
    base_currency: pair.base.code,
    quote_currency: pair.quote.code,
    tick_size: amountText(pair.quote, pair.tickUnits),
    lot_size: amountText(pair.base, pair.lotUnits),
    price_max: priceText(pair, pair.priceMaxTicks),
    ...stateColumns(pair, pair),
    sequence: pair.sequence,
  }
  const names = Object.keys(columns)
  const places = names.map((_, index) => `$${index + 1}`)
  await sql.query(
    `INSERT INTO trading_pairs (${names.join(', ')}) VALUES (${places.join(', ')})`,
    Object.values(columns),
  )
}

async function updatePair(sql: Sql, { market, sequence, ...state }: PairChange): Promise<void> {
  const columns: Columns = { ...stateColumns(market, state), sequence }
  const changes = Object.keys(columns).map((name, index) => `${name} = $${index + 2}`)
  const rows = await sql.query(
    `UPDATE trading_pairs SET ${changes.join(', ')} WHERE symbol = $1 RETURNING symbol`,
    [market.symbol, ...Object.values(columns)],
  )
  if (rows.length !== 1) throw new ProjectionError(`there is no row for the pair ${market.symbol}`)
}

const marketStateColumns: readonly Column<MarketStateRow>[] = [
  { name: 'sequence', type: 'bigint', of: ({ sequence }) => sequence },
  { name: 'ordinal', type: 'integer', of: ({ ordinal }) => ordinal },
  { name: 'pair', type: 'text', of: ({ symbol }) => symbol },
  { name: 'status', type: 'text', of: ({ status }) => status },
  { name: 'reason', type: 'text', of: ({ reason }) => reason },
  { name: 'ends_at', type: 'time', of: ({ endsUs }) => endsUs },
  { name: 'changed_at', type: 'time', of: ({ changedUs }) => changedUs },
]
