// GET order, openOrders, allOrders and myTrades.
import type { History, Views } from '../../ports.js'
import { combinationWrong, noSuchOrder } from '../errors.js'
import { rangeOf, wholePage } from '../history.js'
import {
  limitOf,
  optional,
  required,
  symbolName,
  timeMs,
  type Values,
  whole,
} from '../parameters.js'
import type { Asked } from './dialect-route.js'
import { checkNamed, type OrderFinder, orderNameParameters } from './find-order.js'
import { marketOf } from './markets.js'
import { fillJson, orderJson } from './order-json.js'

export const queryOrderParameters = orderNameParameters
export const openOrdersParameters = { symbol: optional(symbolName) }
const intervalParameters = {
  symbol: required(symbolName),
  orderId: optional(whole),
  startTime: optional(timeMs),
  endTime: optional(timeMs),
  limit: optional(limitOf(500, 1000)),
}
export const allOrdersParameters = intervalParameters
export const myTradesParameters = { ...intervalParameters, fromId: optional(whole) }

interface Parts {
  readonly views: Views
  readonly history: History
  readonly finder: OrderFinder
}

/** @throws ApiError */
export async function queryOrder(
  { views, finder }: Parts,
  values: Values<typeof queryOrderParameters>,
  { caller }: Asked,
) {
  checkNamed(values)
  const market = marketOf(views, values.symbol)
  const order = await finder.find(caller.account, market, values)
  if (!order) throw noSuchOrder()
  return orderJson(views, market, order)
}

/** @throws ApiError */
export function openOrders(
  { views }: Parts,
  { symbol }: Values<typeof openOrdersParameters>,
  { caller }: Asked,
) {
  const chosen = symbol === undefined ? undefined : marketOf(views, symbol)
  return views.openOrders(caller.account, chosen?.market).flatMap((order) => {
    const market = views.marketByNumber(order.market)
    return market ? [orderJson(views, market, order)] : []
  })
}

/** @throws ApiError */
export async function allOrders(
  { views, history }: Parts,
  { symbol, orderId, limit = 500, ...interval }: Values<typeof allOrdersParameters>,
  { caller }: Asked,
) {
  const market = marketOf(views, symbol)
  const range = rangeOf(interval, orderId, limit)
  const orders = await wholePage(
    views.orders(caller.account, market.market, range),
    range,
    (order) => order.orderId,
    () => history.orders(caller.account, market.market, range),
  )
  return orders.map((order) => orderJson(views, market, order))
}

/** @throws ApiError */
export async function myTrades(
  { views, history }: Parts,
  { symbol, orderId, fromId, limit = 500, ...interval }: Values<typeof myTradesParameters>,
  { caller }: Asked,
) {
  const market = marketOf(views, symbol)
  const hasInterval = interval.startTime !== undefined || interval.endTime !== undefined
  if (hasInterval && (fromId !== undefined || orderId !== undefined)) throw combinationWrong()
  const range = rangeOf(interval, fromId, limit)
  const fills = await wholePage(
    views.fills(caller.account, market.market, range, orderId),
    range,
    // Both sides of a trade with oneself are fills of their own.
    ({ tradeId, isMaker }) => tradeId * 2 + (isMaker ? 0 : 1),
    () => history.fills(caller.account, market.market, range, orderId),
  )
  return fills.map((fill) => fillJson(market, fill, views.orderById(caller.account, fill.orderId)))
}
