// Folds of markets: listed, their rules, their states, their reference prices.
import type {
  MarketListed,
  MarketRulesSet,
  MarketStateChanged,
  ReferencePriceSet,
} from '@openbell/protocol'
import type { Batch } from './batch.js'
import type { PairState } from './rows.js'
import { marketStateWords, stateReasonWords } from './words.js'

export function foldMarketListed(batch: Batch, event: MarketListed): void {
  const { market, symbol, tickUnits, lotUnits } = event
  const listed = {
    market,
    symbol,
    base: batch.catalogue.asset(event.baseAsset),
    quote: batch.catalogue.asset(event.quoteAsset),
    tickUnits,
    lotUnits,
  }
  batch.catalogue.listMarket(listed)
  batch.pairs.push({
    ...listed,
    priceMaxTicks: event.priceMaxTicks,
    rules: event,
    referencePriceTicks: 0,
    status: marketStateWords.of(event.state),
    sequence: batch.sequence,
  })
}

export function foldMarketRules(batch: Batch, event: MarketRulesSet): void {
  change(batch, event.market, { rules: event })
}

export function foldReferencePrice(batch: Batch, event: ReferencePriceSet): void {
  change(batch, event.market, { referencePriceTicks: event.priceTicks })
}

export function foldMarketState(batch: Batch, event: MarketStateChanged): void {
  const { symbol } = batch.catalogue.market(event.market)
  const status = marketStateWords.of(event.state)
  change(batch, event.market, { status })
  const endsUs = event.untilUs === 0 ? null : event.untilUs
  batch.marketState({ symbol, status, reason: stateReasonWords.of(event.reason), endsUs })
}

function change(batch: Batch, number: number, state: Partial<PairState>): void {
  const { sequence } = batch
  const market = batch.catalogue.market(number)
  const pair = batch.pairs.find((pair) => pair.market === number) ?? batch.pairChanges.get(number)
  if (pair) Object.assign(pair, state, { sequence })
  else batch.pairChanges.set(number, { market, ...state, sequence })
}
