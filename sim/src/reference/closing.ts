// How orders end, and what that means for the other orders of their lists.
import {
  CloseReason,
  Contingency,
  OrderClosed,
  OrderListClosed,
  OrderStatus,
} from '@openbell/protocol'
import { remaining } from './amounts.js'
import { leaveLock, nextEvent } from './balances.js'
import { leaveBooks } from './book.js'
import { finishOrderId } from './used-ids.js'
import type { List, Order, Turn, Venue } from './venue.js'

/** The status that a reason to close gives. */
export function statusOf(reason: number): number {
  switch (reason) {
    case CloseReason.cancelledByOwner:
    case CloseReason.connectionEnded:
    case CloseReason.deadMan:
    case CloseReason.replaced:
    case CloseReason.killSwitch:
    case CloseReason.marketDelisted:
      return OrderStatus.cancelled
    case CloseReason.selfTradePrevented:
      return OrderStatus.expiredInMatch
    default:
      return OrderStatus.expired
  }
}

/** Ends one order, whatever its list; returns whether it had anything locked. */
export function closeAlone(venue: Venue, turn: Turn, order: Order, reason: number): boolean {
  const status = statusOf(reason)
  leaveBooks(turn, order)
  const hadLocked = leaveLock(turn, order)
  endOrder(venue, order, status)
  venue.events.emit(OrderClosed, {
    account: order.account.number,
    market: order.market.number,
    orderId: order.id,
    accountEvent: nextEvent(order.account),
    quantityLots: order.quantity,
    executedLots: order.executed,
    executedQuoteUnits: order.executedQuote,
    status,
    reason,
  })
  return hadLocked
}

function endOrder(venue: Venue, order: Order, status: number): void {
  order.place = 'ended'
  order.status = status
  venue.orders = venue.orders.filter((other) => other !== order)
  finishOrderId(venue, order)
}

/** Ends an order, and with it those whose sense it was. */
export function close(venue: Venue, turn: Turn, order: Order, reason: number): void {
  closeAlone(venue, turn, order, reason)
  const list = listOf(venue, order)
  if (!list) return
  const others = order === list.orders[0] ? list.orders : pairOf(list)
  closeOthers(venue, turn, others, order)
  closeListWhenDone(venue, list)
}

/** Ends an order and all of its list, for one reason; returns how many. */
export function closeWithList(venue: Venue, turn: Turn, order: Order, reason: number): number {
  const list = listOf(venue, order)
  const others = (list?.orders ?? []).filter((other) => other !== order && isOpen(other))
  for (const one of [order, ...others]) closeAlone(venue, turn, one, reason)
  if (list) closeListWhenDone(venue, list)
  return 1 + others.length
}

/** An order of which something was filled: what is left of it goes on, where there is any. */
export function afterFill(venue: Venue, turn: Turn, order: Order): void {
  const list = listOf(venue, order)
  const isFilled = remaining(order) === 0
  if (isFilled) {
    leaveBooks(turn, order)
    leaveLock(turn, order)
    endOrder(venue, order, OrderStatus.filled)
  }
  if (!list) return
  const isOfPair = pairOf(list).includes(order)
  if (isOfPair) closeOthers(venue, turn, pairOf(list), order)
  else if (isFilled && order === list.orders[0]) venue.queue.push(list.orders.filter(isPending))
  if (isFilled || isOfPair) closeListWhenDone(venue, list)
}

/** A leg of a pair has been triggered or made smaller: the other one has lost its sense. */
export function closeOtherLeg(venue: Venue, turn: Turn, order: Order): void {
  const list = listOf(venue, order)
  if (!list || !pairOf(list).includes(order)) return
  closeOthers(venue, turn, pairOf(list), order)
  closeListWhenDone(venue, list)
}

/** Whether an order is one of a pair whose other one is open. */
export function hasOtherLeg(venue: Venue, order: Order): boolean {
  const list = listOf(venue, order)
  const pair = list ? pairOf(list) : []
  return pair.includes(order) && pair.filter(isOpen).length > 1
}

export const listOf = (venue: Venue, order: Order): List | undefined =>
  venue.lists.find((list) => list.orders.includes(order))

/** The two orders of a list of which only one may come about. */
function pairOf(list: List): readonly Order[] {
  if (list.contingency === Contingency.oco) return list.orders
  return list.contingency === Contingency.otoco ? list.orders.slice(1) : []
}

const isOpen = (order: Order): boolean => order.place !== 'ended'

const isPending = (order: Order): boolean => order.place === 'pending'

function closeOthers(venue: Venue, turn: Turn, orders: readonly Order[], order: Order): void {
  for (const other of orders)
    if (other !== order && isOpen(other)) closeAlone(venue, turn, other, CloseReason.otherLeg)
}

/** Ends a list of which at most one order is open, and none pending. */
export function closeListWhenDone(venue: Venue, list: List): void {
  if (!venue.lists.includes(list)) return
  if (list.orders.some(isPending) || list.orders.filter(isOpen).length > 1) return
  endList(venue, list)
}

/** No order of the list waits for another any more, whatever becomes of it. */
export function endList(venue: Venue, list: List): void {
  venue.lists = venue.lists.filter((other) => other !== list)
  for (const order of list.orders) order.listId = 0
  venue.events.emit(OrderListClosed, {
    account: list.account.number,
    market: list.market.number,
    listId: list.id,
    accountEvent: nextEvent(list.account),
  })
}
