// Public events as the dialect writes them. Written by hand where there are many: no objects between.
import { Side } from '@openbell/protocol'
import type { MarketView, TradeView } from '../../ports.js'
import { formatPrice, formatQuantity } from '../decimals.js'

const toMs = (us: number): number => Math.floor(us / 1000)

export const tradeJson = (market: MarketView, trade: TradeView, nowMs: number): string =>
  JSON.stringify({
    e: 'trade',
    E: nowMs,
    s: market.symbol,
    t: trade.tradeId,
    p: formatPrice(market, trade.priceTicks),
    q: formatQuantity(market, trade.quantityLots),
    T: toMs(trade.timestampUs),
    m: trade.takerSide === Side.sell,
    M: true,
  })

export interface DepthUpdate {
  readonly firstUpdateId: number
  readonly lastUpdateId: number
  /** Total lots by price in ticks. */
  readonly bids: ReadonlyMap<number, number>
  readonly asks: ReadonlyMap<number, number>
}

export function depthUpdateJson(market: MarketView, update: DepthUpdate, nowMs: number): string {
  const { firstUpdateId, lastUpdateId, bids, asks } = update
  const head = `{"e":"depthUpdate","E":${nowMs},"s":${JSON.stringify(market.symbol)}`
  const sides = `"b":${levelsJson(market, bids)},"a":${levelsJson(market, asks)}`
  return `${head},"U":${firstUpdateId},"u":${lastUpdateId},${sides}}`
}

function levelsJson(market: MarketView, totals: ReadonlyMap<number, number>): string {
  const levels: string[] = []
  for (const [priceTicks, lots] of totals)
    levels.push(`["${formatPrice(market, priceTicks)}","${formatQuantity(market, lots)}"]`)
  return `[${levels.join(',')}]`
}
