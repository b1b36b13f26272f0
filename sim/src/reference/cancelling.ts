// Ending orders: one, many, a part of one, or one for another.
import {
  type AmendOrder,
  type CancelAllOrders,
  type CancelOrder,
  CancelRestriction,
  CloseReason,
  limits,
  OrderAmended,
  Reject,
} from '@openbell/protocol'
import { isPriceless, notional, remaining } from './amounts.js'
import { type Answer, done, refused } from './answer.js'
import { freeRest, nextEvent, userAccount } from './balances.js'
import { noteLevel } from './book.js'
import { closeWithList, listOf } from './closing.js'
import { beginTurn, endTurn } from './turn.js'
import { usedFor } from './used-ids.js'
import type { Account, Market, Order, Venue } from './venue.js'

/** How a client names an open order. */
export interface Named {
  readonly account: Account
  readonly market: Market
  readonly orderId: number
  readonly clientOrderId: string
  readonly restriction: number
}

/** The order that may be cancelled, or why not. */
export function findToCancel(venue: Venue, named: Named): Order | number {
  const order = findNamed(venue, named)
  if (typeof order === 'number') return order
  const { none, onlyNew, onlyPartiallyFilled } = CancelRestriction
  const { restriction } = named
  if (restriction > onlyPartiallyFilled) return Reject.restrictionMustBeKnown
  const isMet =
    restriction === none || (restriction === onlyNew ? order.executed === 0 : order.executed > 0)
  return isMet ? order : Reject.restrictionMustBeMet
}

/** Unknown, finished and foreign orders look alike. */
function findNamed(venue: Venue, named: Omit<Named, 'restriction'>): Order | number {
  const { account, market, orderId, clientOrderId } = named
  const byText = usedFor(venue, account, 'order', clientOrderId)?.order
  const order = orderId === 0 ? byText : venue.orders.find(({ id }) => id === orderId)
  if (!order || order.place === 'ended') return Reject.orderMustBeOpen
  if (order.account !== account || order.market !== market) return Reject.orderMustBeOpen
  const agrees = clientOrderId === '' || order.terms.clientOrderId === clientOrderId
  return agrees ? order : Reject.orderIdsMustAgree
}

/** The account and the market of a command, or why there is none. */
export function whereOf(
  venue: Venue,
  command: { readonly account: number; readonly market: number },
): { account: Account; market: Market } | number {
  const account = userAccount(venue, command.account)
  if (!account) return Reject.accountMustExist
  const market = venue.markets[command.market]
  return market ? { account, market } : Reject.marketMustBeListed
}

export function cancelOrder(venue: Venue, command: CancelOrder): Answer {
  const where = whereOf(venue, command)
  if (typeof where === 'number') return refused(where)
  const order = findToCancel(venue, { ...command, ...where })
  if (typeof order === 'number') return refused(order)
  const turn = beginTurn(where.market, where.account)
  closeWithList(venue, turn, order, CloseReason.cancelledByOwner)
  endTurn(venue, turn)
  return done(order.id)
}

export function cancelAllOrders(venue: Venue, command: CancelAllOrders): Answer {
  const account = userAccount(venue, command.account)
  if (!account) return refused(Reject.accountMustExist)
  if (command.allMarkets === 0 && !venue.markets[command.market])
    return refused(Reject.marketMustBeListed)
  const isMeant = (order: Order) =>
    (command.allMarkets !== 0 || order.market.number === command.market) &&
    (command.sides === 0 || command.sides === order.terms.side + 1) &&
    (command.connection === 0 || isOfConnection(order, command)) &&
    (command.listId === 0 || order.listId === command.listId)
  return done(closeMany(venue, account, command.reason, isMeant))
}

const isOfConnection = (order: Order, command: CancelAllOrders): boolean =>
  order.terms.connection === command.connection &&
  order.terms.connectionSession === command.connectionSession

/** Orders of an account, the oldest first, one turn a market; returns how many were closed. */
export function closeMany(
  venue: Venue,
  account: Account,
  reason: number,
  isMeant: (order: Order) => boolean,
): number {
  let count = 0
  const next = (market?: Market) =>
    venue.orders.find(
      (order) =>
        order.account === account && (!market || order.market === market) && isMeant(order),
    )
  for (let oldest = next(); oldest; oldest = next()) {
    const { market } = oldest
    const turn = beginTurn(market, account)
    for (let order = next(market); order; order = next(market))
      count += closeWithList(venue, turn, order, reason)
    endTurn(venue, turn)
  }
  return count
}

/** Connections of the sessions that are meant have ended: what they held is cancelled. */
export function closeConnections(venue: Venue, isEnded: (session: number) => boolean): void {
  venue.events.commandIndex = limits.commandIndexOwn
  const isMeant = ({ terms }: Order) => terms.connection !== 0 && isEnded(terms.connectionSession)
  for (const account of venue.accounts.values())
    closeMany(venue, account, CloseReason.connectionEnded, isMeant)
}

export function amendOrder(venue: Venue, command: AmendOrder): Answer {
  const where = whereOf(venue, command)
  if (typeof where === 'number') return refused(where)
  const order = findNamed(venue, { ...command, ...where })
  if (typeof order === 'number') return refused(order)
  const { market, terms } = order
  const lots = command.quantityLots
  if (listOf(venue, order)) return refused(Reject.orderMustNotBeInList)
  if (lots >= order.quantity) return refused(Reject.amendmentMustReduce)
  if (lots <= order.executed) return refused(Reject.amendmentMustExceedExecuted)
  if (lots < market.rules.quantityMinLots) return refused(Reject.quantityMustReachMinimum)
  if (
    !isPriceless(terms.type) &&
    notional(market, terms.price, lots) < market.rules.notionalMinUnits
  )
    return refused(Reject.notionalMustReachMinimum)
  const turn = beginTurn(market, where.account)
  reduce(venue, order, lots, () => noteLevel(turn, terms.side, terms.price))
  freeRest(turn, order.lock)
  endTurn(venue, turn)
  return done(order.id)
}

/** What is taken away comes off the hidden part first. */
function reduce(venue: Venue, order: Order, lots: number, visibleChanges: () => void): void {
  order.quantity = lots
  if (order.place === 'resting' && order.visible > remaining(order)) {
    visibleChanges()
    order.visible = remaining(order)
  }
  venue.events.emit(OrderAmended, {
    account: order.account.number,
    market: order.market.number,
    orderId: order.id,
    accountEvent: nextEvent(order.account),
    quantityLots: lots,
    executedLots: order.executed,
  })
}
