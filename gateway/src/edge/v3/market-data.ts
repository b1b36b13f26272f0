// Public market data: depth, trades, aggTrades, ticker/price.
import { Side } from '@openbell/protocol'
import type { History, HistoryPage, HistoryRange, TradeView, Views } from '../../ports.js'
import { formatPrice, formatQuantity, formatQuote } from '../decimals.js'
import { combinationWrong } from '../errors.js'
import { rangeOf, wholePage } from '../history.js'
import {
  limitOf,
  optional,
  required,
  symbolName,
  symbolNames,
  timeMs,
  whole,
} from '../parameters.js'
import type { Route } from '../route.js'
import { publicRoute } from './dialect-route.js'
import { marketsOf } from './general.js'
import { marketOf } from './markets.js'
import { toMs } from './order-json.js'

const depthParameters = {
  symbol: required(symbolName),
  limit: optional(limitOf(100, 5000)),
}
const tradesParameters = {
  symbol: required(symbolName),
  limit: optional(limitOf(500, 1000)),
}
const aggregateParameters = {
  ...tradesParameters,
  fromId: optional(whole),
  startTime: optional(timeMs),
  endTime: optional(timeMs),
}
const priceParameters = { symbol: optional(symbolName), symbols: optional(symbolNames) }

/** Views hold at least so many of a market's newest trades; where they hold fewer, they hold all. */
const tradesHeldMin = 1000

/** By the levels asked for. */
const weightOfDepth = (limit: number): number => {
  if (limit <= 100) return 5
  if (limit <= 500) return 25
  return limit <= 1000 ? 50 : 250
}

export const marketDataRoutes = (views: Views, history: History): readonly Route[] => [
  publicRoute({
    method: 'GET',
    path: '/api/v3/depth',
    weight: { from: 5, of: ({ limit = 100 }) => weightOfDepth(limit) },
    about: 'The book of a market, best prices first',
    parameters: depthParameters,
    answer({ symbol, limit = 100 }) {
      const market = marketOf(views, symbol)
      const { lastUpdateId, bids, asks } = views.depth(market.market, limit)
      const level = ({ priceTicks, totalLots }: (typeof bids)[number]) => [
        formatPrice(market, priceTicks),
        formatQuantity(market, totalLots),
      ]
      return { lastUpdateId, bids: bids.map(level), asks: asks.map(level) }
    },
  }),
  publicRoute({
    method: 'GET',
    path: '/api/v3/trades',
    weight: 25,
    about: 'The newest trades of a market, oldest first',
    parameters: tradesParameters,
    answer({ symbol, limit = 500 }) {
      const market = marketOf(views, symbol)
      return views.recentTrades(market.market, limit).map((trade) => ({
        id: trade.tradeId,
        price: formatPrice(market, trade.priceTicks),
        qty: formatQuantity(market, trade.quantityLots),
        quoteQty: formatQuote(market, trade.quoteUnits),
        time: toMs(trade.timestampUs),
        isBuyerMaker: trade.takerSide === Side.sell,
        isBestMatch: true,
      }))
    },
  }),
  publicRoute({
    method: 'GET',
    path: '/api/v3/aggTrades',
    weight: 4,
    about: 'Trades of a market from an id or a time on; one trade is one aggregate',
    parameters: aggregateParameters,
    async answer({ symbol, limit = 500, fromId, ...interval }) {
      const market = marketOf(views, symbol)
      const hasInterval = interval.startTime !== undefined || interval.endTime !== undefined
      if (fromId !== undefined && hasInterval) throw combinationWrong()
      const range = rangeOf(interval, fromId, limit, 24 * 365)
      const trades = await wholePage(
        heldTrades(views, market.market, range),
        range,
        ({ tradeId }) => tradeId,
        () => history.trades(market.market, range),
      )
      return trades.map((trade) => ({
        a: trade.tradeId,
        p: formatPrice(market, trade.priceTicks),
        q: formatQuantity(market, trade.quantityLots),
        f: trade.tradeId,
        l: trade.tradeId,
        T: toMs(trade.timestampUs),
        m: trade.takerSide === Side.sell,
        M: true,
      }))
    },
  }),
  publicRoute({
    method: 'GET',
    path: '/api/v3/ticker/price',
    weight: { from: 2, of: ({ symbol }) => (symbol ? 2 : 4) },
    about: 'The price of the last trade, of one market, some or all',
    parameters: priceParameters,
    answer({ symbol, symbols }) {
      const prices = marketsOf(views, symbol, symbols).map((market) => ({
        symbol: market.symbol,
        price: formatPrice(market, views.lastTrade(market.market)?.priceTicks ?? 0),
      }))
      return symbol ? prices[0] : prices
    },
  }),
]

/** What of a range is in memory. */
function heldTrades(views: Views, market: number, range: HistoryRange): HistoryPage<TradeView> {
  const { fromId = 0, startUs = 0, endUs = Number.POSITIVE_INFINITY, limit } = range
  const held = views.recentTrades(market, tradesHeldMin)
  const inRange = held.filter(
    ({ tradeId, timestampUs }) =>
      tradeId >= fromId && timestampUs >= startUs && timestampUs <= endUs,
  )
  const oldest = held[0]
  const isAllHeld = held.length < tradesHeldMin || !oldest
  if (range.fromId !== undefined || range.startUs !== undefined) {
    const complete = isAllHeld || oldest.tradeId <= fromId || oldest.timestampUs < startUs
    return { entries: inRange.slice(0, limit), complete }
  }
  return { entries: inRange.slice(-limit), complete: isAllHeld || inRange.length >= limit }
}
