// GET executionRules, referencePrice and referencePrice/calculation: the band that trades stay in.
import type { MarketView, Views } from '../../ports.js'
import { formatPrice } from '../decimals.js'
import { noReferencePrice } from '../errors.js'
import { optional, required, symbolName, symbolNames } from '../parameters.js'
import type { Route } from '../route.js'
import { publicRoute } from './dialect-route.js'
import { marketsOf } from './general.js'
import { factorDown, factorUp } from './market-json.js'
import { marketOf } from './markets.js'
import { toMs } from './order-json.js'

/** The reference price that an operator stated. */
const externalCalculation = 0

/** So much a market, and no more than the whole. */
const weightOfRules = (asked: { symbol?: string; symbols?: readonly string[] }): number =>
  asked.symbol ? 2 : Math.min(40, 2 * (asked.symbols?.length ?? 20))

export const executionRuleRoutes = (views: Views): readonly Route[] => [
  publicRoute({
    method: 'GET',
    path: '/api/v3/executionRules',
    weight: { from: 2, of: weightOfRules },
    about: 'The range around the reference price in which orders are executed',
    parameters: { symbol: optional(symbolName), symbols: optional(symbolNames) },
    answer: ({ symbol, symbols }) => ({
      symbolRules: marketsOf(views, symbol, symbols).flatMap(rulesOf),
    }),
  }),
  publicRoute({
    method: 'GET',
    path: '/api/v3/referencePrice',
    weight: 2,
    about: 'The price that ranges and auctions refer to',
    parameters: { symbol: required(symbolName) },
    answer({ symbol }) {
      const market = marketOf(views, symbol)
      const last = views.lastTrade(market.market)
      const priceTicks = market.referencePriceTicks || last?.priceTicks
      if (!priceTicks) throw noReferencePrice()
      return {
        symbol: market.symbol,
        referencePrice: formatPrice(market, priceTicks),
        timestamp: toMs(views.timestampUs()),
      }
    },
  }),
  publicRoute({
    method: 'GET',
    path: '/api/v3/referencePrice/calculation',
    weight: 2,
    about: 'Where the reference price comes from: the last trade, unless an operator stated one',
    parameters: { symbol: required(symbolName) },
    answer({ symbol }) {
      const market = marketOf(views, symbol)
      const isStated = market.referencePriceTicks > 0
      if (!isStated && !views.lastTrade(market.market)) throw noReferencePrice()
      return isStated
        ? {
            symbol: market.symbol,
            calculationType: 'EXTERNAL',
            externalCalculationId: externalCalculation,
          }
        : { symbol: market.symbol, calculationType: 'LAST_PRICE' }
    },
  }),
]

function rulesOf({ symbol, priceBandPpm }: MarketView): readonly object[] {
  if (priceBandPpm === 0) return []
  const [up, down] = [factorUp(priceBandPpm), factorDown(priceBandPpm)]
  const range = {
    ruleType: 'PRICE_RANGE',
    bidLimitMultUp: up,
    bidLimitMultDown: down,
    askLimitMultUp: up,
    askLimitMultDown: down,
  }
  return [{ symbol, rules: [range] }]
}
