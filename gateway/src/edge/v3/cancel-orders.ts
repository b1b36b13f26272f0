// DELETE order and DELETE openOrders.
import { CancelAllOrders, CancelOrder, OrderStatus, OutcomeStatus } from '@openbell/protocol'
import type { CommandAnswer, Commands, MarketView, OrderView, Views } from '../../ports.js'
import {
  cancelRestrictionsWrong,
  newClientIdEmpty,
  statusUnknown,
  unknownOrder,
} from '../errors.js'
import { clientId, oneOf, optional, required, symbolName, type Values } from '../parameters.js'
import { rejectError } from '../rejects.js'
import type { Asked } from './dialect-route.js'
import { checkNamed, type OrderFinder, type OrderName, orderNameParameters } from './find-order.js'
import { marketOf } from './markets.js'
import { readClosedOrders } from './order-events.js'
import { orderBase, orderIdIn, publicClientId, toMs } from './order-json.js'

export const cancelOrderParameters = {
  ...orderNameParameters,
  newClientOrderId: optional(clientId(newClientIdEmpty)),
  cancelRestrictions: optional(oneOf<never>({}, cancelRestrictionsWrong)),
}
export const cancelAllParameters = { symbol: required(symbolName) }

interface Parts {
  readonly views: Views
  readonly commands: Commands
  readonly finder: OrderFinder
}

/** @throws ApiError, CommandError */
export async function cancelOrder(
  parts: Parts,
  values: Values<typeof cancelOrderParameters>,
  { caller, deadlineMs }: Asked,
) {
  checkNamed(values)
  const market = marketOf(parts.views, values.symbol)
  const head = { account: caller.account, market: market.market, deadlineMs }
  const held = heldOrder(parts, head, values)
  const answer = await parts.commands.send(CancelOrder, head, nameOf(parts, head, values, held))
  const [order] = cancelledOrders(parts.views, answer, caller.account, held ? [held] : [])
  if (!order) throw statusUnknown()
  return cancelledJson(market, order, answer, values.newClientOrderId)
}

/** @throws ApiError, CommandError */
export async function cancelAllOrders(
  { views, commands }: Parts,
  { symbol }: Values<typeof cancelAllParameters>,
  { caller, deadlineMs }: Asked,
) {
  const market = marketOf(views, symbol)
  const head = { account: caller.account, market: market.market, deadlineMs }
  const held = views.openOrders(caller.account, market.market)
  const answer = await commands.send(CancelAllOrders, head, {})
  const orders = cancelledOrders(views, answer, caller.account, held)
  if (orders.length === 0) throw unknownOrder()
  return orders.map((order) => cancelledJson(market, order, answer, undefined))
}

interface Place {
  readonly account: number
  readonly market: number
}

/** The order that is meant, where the views know it. */
function heldOrder(
  { views, finder }: Parts,
  { account, market }: Place,
  { orderId, origClientOrderId }: OrderName,
): OrderView | undefined {
  if (orderId !== undefined) return views.orderById(account, orderId)
  return finder.heldByClientId(account, market, origClientOrderId as string)
}

/**
 * How the core is told. A made client order id names its order by the number in it, unless a client
 * chose the same for an order, or something else for that order.
 */
function nameOf(
  { views }: Parts,
  { account }: Place,
  { orderId, origClientOrderId = '' }: OrderName,
  held: OrderView | undefined,
) {
  const made = orderIdIn(origClientOrderId)
  const isChosen = held?.clientOrderId === origClientOrderId
  if (made === undefined || isChosen || views.orderById(account, made)?.clientOrderId)
    return { orderId: orderId ?? 0, clientOrderId: origClientOrderId }
  if (orderId !== undefined && orderId !== made) throw unknownOrder()
  return { orderId: made, clientOrderId: '' }
}

/**
 * The orders that a cancel ended. Of many that end at once the views keep only the newest, so what
 * they held before is asked first.
 */
function cancelledOrders(
  views: Views,
  answer: CommandAnswer,
  account: number,
  heldBefore: readonly OrderView[],
): readonly OrderView[] {
  const { status, reject } = answer.outcome
  if (status === OutcomeStatus.rejected) throw rejectError(reject)
  const held = new Map(heldBefore.map((order) => [order.orderId, order]))
  return readClosedOrders(answer).flatMap(({ orderId, executedLots, executedQuoteUnits }) => {
    const order = held.get(orderId) ?? views.orderById(account, orderId)
    const ended = { executedLots, executedQuoteUnits, status: OrderStatus.cancelled }
    return order ? [{ ...order, ...ended }] : []
  })
}

const cancelledJson = (
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
      orderListId: -1,
      clientOrderId: newClientOrderId ?? publicClientId(order),
      transactTime: toMs(timestampUs),
    },
    orderBase(market, order),
    { selfTradePreventionMode: 'NONE' },
  )
