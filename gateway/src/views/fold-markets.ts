// Folds of markets: their rules, their states, their books and their auctions.
import {
  type AuctionIndicated,
  type AuctionUncrossed,
  type BookLevel,
  levelSideOf,
  type MarketListed,
  type MarketRulesSet,
  type MarketStateChanged,
  type ReferencePriceSet,
} from '@openbell/protocol'
import type { MarketView } from '../ports.js'
import type { Changes } from './changes.js'
import type { ViewState } from './state.js'

/** Sides of a book may cross: outside `trading` orders stand without matching. */
export function foldLevel({ books }: ViewState, changes: Changes, level: BookLevel): void {
  const { market, updateId, priceTicks, totalLots } = level
  const side = levelSideOf(level)
  books.setLevel(market, updateId, side, priceTicks, totalLots)
  changes.addLevel(market, updateId, side, priceTicks, totalLots)
}

export function foldMarket(state: ViewState, changes: Changes, listed: MarketListed): void {
  const market = state.catalogue.listMarket(listed, changes.timestampUs)
  state.books.open(listed.market)
  changes.markets.push({ change: 'listed', market })
}

type Catalogue = ViewState['catalogue']

/** A fold of what the catalogue makes of an event. */
const told =
  <Event>(
    change: Changes['markets'][number]['change'],
    apply: (catalogue: Catalogue, event: Event, nowUs: number) => MarketView,
  ) =>
  ({ catalogue }: ViewState, changes: Changes, event: Event): void => {
    changes.markets.push({ change, market: apply(catalogue, event, changes.timestampUs) })
  }

export const foldRules = told<MarketRulesSet>('rules', (catalogue, set) => catalogue.setRules(set))
export const foldReferencePrice = told<ReferencePriceSet>('reference', (catalogue, set) =>
  catalogue.setReferencePrice(set),
)
export const foldMarketState = told<MarketStateChanged>('state', (catalogue, event, nowUs) =>
  catalogue.changeState(event, nowUs),
)
export const foldIndicated = told<AuctionIndicated>('indicated', (catalogue, event, nowUs) =>
  catalogue.indicate(event, nowUs),
)
export const foldUncrossed = told<AuctionUncrossed>('uncrossed', (catalogue, event, nowUs) =>
  catalogue.uncross(event, nowUs),
)
