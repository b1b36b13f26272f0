// GET myPreventedMatches: orders of one owner that met and did not trade.
import { SelfTradePrevention } from '@openbell/protocol'
import type { History, MarketView, PreventedMatchView, Views } from '../../ports.js'
import { formatPrice, formatQuantity } from '../decimals.js'
import { combinationWrong } from '../errors.js'
import { wholePage } from '../history.js'
import { limitOf, optional, required, symbolName, type Values, whole } from '../parameters.js'
import type { Asked } from './dialect-route.js'
import { marketOf } from './markets.js'
import { toMs } from './order-json.js'
import { preventionNames } from './words.js'

export const preventedMatchesParameters = {
  symbol: required(symbolName),
  preventedMatchId: optional(whole),
  orderId: optional(whole),
  fromPreventedMatchId: optional(whole),
  limit: optional(limitOf(500, 1000)),
}

/** By its id, or of one order, oldest first. @throws ApiError */
export async function preventedMatches(
  { views, history }: { readonly views: Views; readonly history: History },
  values: Values<typeof preventedMatchesParameters>,
  { caller: { account } }: Asked,
) {
  const { preventedMatchId: preventedId, orderId, fromPreventedMatchId: fromId } = values
  const isById = preventedId !== undefined
  if (isById === (orderId !== undefined) || (isById && fromId !== undefined))
    throw combinationWrong()
  const market = marketOf(views, values.symbol)
  const range = {
    limit: values.limit ?? 500,
    ...(preventedId !== undefined && { preventedId }),
    ...(orderId !== undefined && { orderId }),
    ...(fromId !== undefined && { fromId }),
  }
  const matches = await wholePage(
    views.preventedMatches(account, market.market, range),
    range,
    (match) => match.preventedId,
    () => history.preventedMatches(account, market.market, range),
  )
  return matches.map((match) => matchJson(market, match))
}

const takesFromTaker: readonly SelfTradePrevention[] = [
  SelfTradePrevention.expireTaker,
  SelfTradePrevention.expireBoth,
  SelfTradePrevention.decrement,
]

const matchJson = (market: MarketView, match: PreventedMatchView) => ({
  symbol: market.symbol,
  preventedMatchId: match.preventedId,
  takerOrderId: match.takerOrderId,
  makerSymbol: market.symbol,
  makerOrderId: match.makerOrderId,
  tradeGroupId: match.tradeGroup || -1,
  selfTradePreventionMode: preventionNames[match.mode],
  price: formatPrice(market, match.priceTicks),
  ...(takesFromTaker.includes(match.mode) && {
    takerPreventedQuantity: formatQuantity(market, match.takerPreventedLots),
  }),
  ...(match.mode !== SelfTradePrevention.expireTaker && {
    makerPreventedQuantity: formatQuantity(market, match.makerPreventedLots),
  }),
  transactTime: toMs(match.timestampUs),
})
