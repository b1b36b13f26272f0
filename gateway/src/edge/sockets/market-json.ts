// Public events as the dialect writes them. Written by hand where there are many: no objects between.
import { MarketStateReason, Side } from '@openbell/protocol'
import type { AuctionView, MarketView, TradeView } from '../../ports.js'
import { formatPrice, formatQuantity } from '../decimals.js'
import { toMs } from '../v3/order-json.js'
import { marketStatusNames, sideNames } from '../v3/words.js'

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

const reasonNames: Readonly<Record<MarketStateReason, string>> = {
  [MarketStateReason.command]: 'COMMAND',
  [MarketStateReason.velocity]: 'VELOCITY',
  [MarketStateReason.auctionEnd]: 'AUCTION_END',
  [MarketStateReason.killSwitch]: 'KILL_SWITCH',
}

/** What a market admits, why and until when, and what its auction would give, or gave. */
export const marketStateJson = (market: MarketView, nowMs: number): string =>
  JSON.stringify({
    e: 'marketState',
    E: nowMs,
    s: market.symbol,
    status: marketStatusNames[market.state],
    reason: reasonNames[market.stateReason],
    since: toMs(market.stateSinceUs),
    until: market.stateUntilUs === 0 ? null : toMs(market.stateUntilUs),
    referencePrice:
      market.referencePriceTicks === 0 ? null : formatPrice(market, market.referencePriceTicks),
    indicative: auctionJson(market, market.auction),
    uncrossed: auctionJson(market, market.uncrossed),
  })

const auctionJson = (market: MarketView, auction: AuctionView | undefined) =>
  auction
    ? {
        price: auction.priceTicks === 0 ? null : formatPrice(market, auction.priceTicks),
        volume: formatQuantity(market, auction.volumeLots),
        surplus: formatQuantity(market, auction.surplusLots),
        surplusSide: surplusSideName(auction),
        time: toMs(auction.timestampUs),
      }
    : null

function surplusSideName({ surplusLots, surplusSide }: AuctionView): string | null {
  if (surplusLots === 0) return null
  return sideNames[surplusSide]
}

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
