// DELETE order, and how an order to end is named to the core.
import { CancelOrder, CancelRestriction } from '@openbell/protocol'
import type { CommandAnswer, OrderView, Views } from '../../ports.js'
import type { EdgeDependencies } from '../dependencies.js'
import {
  cancelRestrictionsWrong,
  newClientIdEmpty,
  statusUnknown,
  unknownOrder,
} from '../errors.js'
import { clientId, oneOf, optional, type Values } from '../parameters.js'
import { cancelledOrders, cancelledTogether } from './cancelled.js'
import type { Asked } from './dialect-route.js'
import { checkNamed, type OrderFinder, type OrderName, orderNameParameters } from './find-order.js'
import { madeOrderIds } from './made-ids.js'
import { marketOf } from './markets.js'

const restrictionWords = {
  ONLY_NEW: CancelRestriction.onlyNew,
  ONLY_PARTIALLY_FILLED: CancelRestriction.onlyPartiallyFilled,
} as const
export const cancelRestrictions = optional(oneOf(restrictionWords, cancelRestrictionsWrong))

export const cancelOrderParameters = {
  ...orderNameParameters,
  newClientOrderId: optional(clientId(newClientIdEmpty)),
  cancelRestrictions,
}

export interface CancelParts extends Pick<EdgeDependencies, 'views' | 'commands'> {
  readonly finder: OrderFinder
}

/** An order of a list ends the whole list, and is answered by it. @throws ApiError, CommandError */
export async function cancelOrder(
  parts: CancelParts,
  values: Values<typeof cancelOrderParameters>,
  { caller, deadlineMs }: Asked,
) {
  checkNamed(values)
  const { views, commands } = parts
  const market = marketOf(views, values.symbol)
  const head = { account: caller.account, market: market.market, deadlineMs }
  const held = heldOrder(parts, head, values)
  const answer = await commands.send(CancelOrder, head, {
    ...nameOf(views, head, values, held),
    restriction: values.cancelRestrictions ?? CancelRestriction.none,
  })
  return cancelledAnswer(views, answer, caller.account, held, values.newClientOrderId)
}

/** What cancelling one order is answered by. @throws ApiError */
export function cancelledAnswer(
  views: Views,
  answer: CommandAnswer,
  account: number,
  held: OrderView | undefined,
  newClientOrderId?: string,
): object {
  const orders = cancelledOrders(views, answer, account, held ? [held] : [])
  const [told] = cancelledTogether(views, orders, answer, newClientOrderId)
  if (!told) throw statusUnknown()
  return told
}

interface Place {
  readonly account: number
  readonly market: number
}

/** The order that is meant, where the views know it. */
export function heldOrder(
  { views, finder }: Pick<CancelParts, 'views' | 'finder'>,
  { account, market }: Place,
  { orderId, origClientOrderId }: OrderName,
): OrderView | undefined {
  if (orderId !== undefined) return views.orderById(account, orderId)
  return finder.heldByClientId(account, market, origClientOrderId as string)
}

/**
 * How the core is told. A made client order id names its order by the number in it, unless a client
 * chose the same for an order, or something else for that order.
 * @throws ApiError where two ids cannot mean one order
 */
export function nameOf(
  views: Views,
  { account }: Place,
  { orderId, origClientOrderId = '' }: OrderName,
  held: OrderView | undefined,
) {
  const made = madeOrderIds.numberIn(origClientOrderId)
  const isChosen = held?.clientOrderId === origClientOrderId
  if (made === undefined || isChosen || views.orderById(account, made)?.clientOrderId)
    return { orderId: orderId ?? 0, clientOrderId: origClientOrderId }
  if (orderId !== undefined && orderId !== made) throw unknownOrder()
  return { orderId: made, clientOrderId: '' }
}
