// Orders that a command ended, as the dialect tells them: alone, and lists as a whole.
import type { CloseReason, OrderStatus } from '@openbell/protocol'
import type { CommandAnswer, ListView, MarketView, OrderView, Views } from '../../ports.js'
import { refuseRejected } from '../rejects.js'
import { listBase } from './list-json.js'
import { readClosedLists, readClosedOrders } from './order-events.js'
import { conditionalFields, orderBase, publicClientId, publicListId, toMs } from './order-json.js'
import { preventionNames } from './words.js'

/**
 * The orders that a cancel ended. Of many that end at once the views keep only the newest, so what
 * they held before is asked first.
 * @throws ApiError where the cancel was rejected
 */
export function cancelledOrders(
  views: Views,
  answer: CommandAnswer,
  account: number,
  heldBefore: readonly OrderView[],
): readonly OrderView[] {
  refuseRejected(answer.outcome)
  return closedOrders(views, answer, account, heldBefore)
}

export function closedOrders(
  views: Views,
  answer: CommandAnswer,
  account: number,
  heldBefore: readonly OrderView[],
): readonly OrderView[] {
  const held = new Map(heldBefore.map((order) => [order.orderId, order]))
  return readClosedOrders(answer).flatMap((closed) => {
    const order = held.get(closed.orderId) ?? views.orderById(account, closed.orderId)
    if (!order) return []
    const { quantityLots, executedLots, executedQuoteUnits } = closed
    const status = closed.status as OrderStatus
    const closeReason = closed.reason as CloseReason
    return [{ ...order, quantityLots, executedLots, executedQuoteUnits, status, closeReason }]
  })
}

/** A cancelled order. */
export const cancelledJson = (
  market: MarketView,
  order: OrderView,
  { timestampUs }: CommandAnswer,
  newClientOrderId: string | undefined,
) =>
  Object.assign(
    {
      symbol: market.symbol,
      origClientOrderId: publicClientId(order),
      orderId: order.orderId,
      orderListId: publicListId(order),
      clientOrderId: newClientOrderId ?? publicClientId(order),
      transactTime: toMs(timestampUs),
    },
    orderBase(market, order),
    conditionalFields(market, order),
    { selfTradePreventionMode: preventionNames[order.selfTradePrevention] },
  )

/** A list that ended, with what became of its orders. */
export const cancelledListJson = (
  market: MarketView,
  list: ListView,
  orders: readonly OrderView[],
  answer: CommandAnswer,
  newClientOrderId: string | undefined,
) =>
  Object.assign(listBase(market, { ...list, isOpen: false }, answer.timestampUs), {
    orderReports: orders.map((order) => cancelledJson(market, order, answer, newClientOrderId)),
  })

/**
 * Orders that ended together: each alone, or with its list where that ended with it, in the place of
 * the list's first. A list that nobody knows any more is told by its orders.
 */
export function cancelledTogether(
  views: Views,
  orders: readonly OrderView[],
  answer: CommandAnswer,
  newClientOrderId?: string,
): readonly object[] {
  const ended = readClosedLists(answer)
  const told = new Set<number>()
  return orders.flatMap((order): readonly object[] => {
    const market = views.marketByNumber(order.market)
    if (!market || told.has(order.listId)) return []
    const list = ended.has(order.listId) ? views.listById(order.account, order.listId) : undefined
    if (!list) return [cancelledJson(market, order, answer, newClientOrderId)]
    told.add(list.listId)
    const ofList = orders.filter(({ listId }) => listId === list.listId)
    return [cancelledListJson(market, list, ofList, answer, newClientOrderId)]
  })
}
