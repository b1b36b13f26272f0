// Folds of markets: their rules, their states, their books and their auctions.
import {
  type AuctionIndicated,
  type AuctionUncrossed,
  type BookLevel,
  type MarketListed,
  type MarketRulesSet,
  type MarketStateChanged,
  type ReferencePriceSet,
  Side,
} from '@openbell/protocol'
import type { Changes } from './changes.js'
import type { ViewState } from './state.js'

/** Of the flags of a level. */
const sellSide = 1

/** Sides of a book may cross: outside `trading` orders stand without matching. */
export function foldLevel({ books }: ViewState, changes: Changes, level: BookLevel): void {
  const { market, updateId, priceTicks, totalLots } = level
  const side = level.flags & sellSide ? Side.sell : Side.buy
  books.setLevel(market, updateId, side, priceTicks, totalLots)
  changes.addLevel(market, updateId, side, priceTicks, totalLots)
}

export function foldMarket(state: ViewState, changes: Changes, listed: MarketListed): void {
  const market = state.catalogue.listMarket(listed, changes.timestampUs)
  state.books.open(listed.market)
  changes.markets.push({ change: 'listed', market })
}

export function foldRules({ catalogue }: ViewState, changes: Changes, set: MarketRulesSet): void {
  changes.markets.push({ change: 'rules', market: catalogue.setRules(set) })
}

export function foldReferencePrice(
  { catalogue }: ViewState,
  changes: Changes,
  set: ReferencePriceSet,
): void {
  changes.markets.push({ change: 'reference', market: catalogue.setReferencePrice(set) })
}

export function foldMarketState(
  { catalogue }: ViewState,
  changes: Changes,
  event: MarketStateChanged,
): void {
  const market = catalogue.changeState(event, changes.timestampUs)
  changes.markets.push({ change: 'state', market })
}

export function foldIndicated(
  { catalogue }: ViewState,
  changes: Changes,
  event: AuctionIndicated,
): void {
  const market = catalogue.indicate(event, changes.timestampUs)
  changes.markets.push({ change: 'indicated', market })
}

export function foldUncrossed(
  { catalogue }: ViewState,
  changes: Changes,
  event: AuctionUncrossed,
): void {
  const market = catalogue.uncross(event, changes.timestampUs)
  changes.markets.push({ change: 'uncrossed', market })
}
