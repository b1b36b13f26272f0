// The core's own work after a command: triggers are looked at, and what they called goes to work.
import {
  ActivationReason,
  CloseReason,
  MarketState,
  OrderActivated,
  OrderType,
  Reject,
} from '@openbell/protocol'
import {
  checkBalance,
  crosses,
  needAtEntry,
  paysByWalk,
  triggersAtOnce,
  walkFor,
} from './admission.js'
import { isConditional, remaining } from './amounts.js'
import { balanceOf, lock, nextEvent } from './balances.js'
import { lineAgainst } from './book.js'
import { close, closeAlone, closeListWhenDone, endList, listOf } from './closing.js'
import { enterPair } from './lists.js'
import { mayRest, rest, work } from './matching.js'
import { enter } from './placing.js'
import { Limits } from './protection.js'
import { lookAtTriggers } from './triggers.js'
import { ownTurn } from './turn.js'
import type { Account, Order, Terms, Turn, Venue } from './venue.js'
import { walkLots } from './walk.js'

/** A cascade runs to its end before anything else. */
export function followUp(venue: Venue): void {
  for (;;) {
    const turn = venue.traded.shift()
    if (turn) {
      lookAtTriggers(venue, turn)
      continue
    }
    const orders = venue.queue.shift()
    if (!orders) return
    const [{ market, account }] = orders
    ownTurn(venue, market, account, (own) => {
      if (orders[0].place === 'queued') goTriggered(venue, own, orders[0])
      else goPending(venue, own, orders)
    })
  }
}

function tellActivated(venue: Venue, order: Order, reason: number, isWaiting: boolean): void {
  venue.events.emit(OrderActivated, {
    account: order.account.number,
    market: order.market.number,
    orderId: order.id,
    accountEvent: nextEvent(order.account),
    isWaiting: isWaiting ? 1 : 0,
    reason,
  })
}

function goTriggered(venue: Venue, turn: Turn, order: Order): void {
  tellActivated(venue, order, ActivationReason.triggered, false)
  order.place = 'taking'
  const { market, terms } = order
  if (!mayGoTriggered(venue, order)) close(venue, turn, order, CloseReason.activationRefused)
  else if (market.state !== MarketState.trading) rest(turn, order)
  else if (!paysByWalk(terms) || lineAgainst(market, terms.side).length === 0)
    work(venue, turn, order)
  else {
    const found = walkLots(market, order, new Limits(venue, turn, terms), remaining(order))
    const { available } = balanceOf(order.account, market.quote)
    if (found.lots === 0 || found.units > available) {
      close(venue, turn, order, CloseReason.activationRefused)
    } else {
      lock(turn, order.lock, found.units)
      work(venue, turn, order)
    }
  }
}

function mayGoTriggered(_venue: Venue, { account, market, terms }: Order): boolean {
  if (account.isFrozen) return false
  return market.state === MarketState.trading || (mayRest(terms) && collects(market.state))
}

const collects = (state: number): boolean =>
  state === MarketState.auction || state === MarketState.preOpen

/** The first of the list was filled: its only other order, or a pair. */
function goPending(venue: Venue, turn: Turn, orders: readonly Order[]): void {
  for (const order of orders)
    tellActivated(venue, order, ActivationReason.firstFilled, isConditional(order.terms.type))
  const list = listOf(venue, orders[0])
  if (list && orders.length === 1) endList(venue, list)
  if (!mayGo(venue, turn, orders)) {
    for (const order of orders) closeAlone(venue, turn, order, CloseReason.activationRefused)
    if (list) closeListWhenDone(venue, list)
    return
  }
  for (const order of orders) order.place = 'taking'
  const [order] = orders
  if (orders.length === 2) enterPair(venue, turn, orders)
  else enter(venue, turn, order, needAtEntry(venue, turn, order.account, order.terms))
}

function mayGo(venue: Venue, turn: Turn, orders: readonly Order[]): boolean {
  const { market } = turn
  const [{ account }] = orders
  if (account.isFrozen) return false
  const terms = orders.map((order) => order.terms)
  for (const one of terms) {
    if (!suitsState(market.state, one)) return false
    if (one.type === OrderType.limitMaker && crosses(market, one)) return false
    if (one.trailing !== 0 && market.lastPrice === 0) return false
    if (isConditional(one.type) && triggersAtOnce(market, one)) return false
    if (one.type === OrderType.market && lineAgainst(market, one.side).length === 0) return false
  }
  if (terms.some((one) => findsNothing(venue, turn, account, one))) return false
  return checkBalance(venue, turn, account, terms) === Reject.none
}

const findsNothing = (venue: Venue, turn: Turn, account: Account, terms: Terms): boolean =>
  terms.type === OrderType.market &&
  paysByWalk(terms) &&
  walkFor(venue, turn, account, terms).lots === 0

function suitsState(state: number, terms: Order['terms']): boolean {
  if (state === MarketState.trading) return true
  if (!collects(state)) return false
  return isConditional(terms.type) || (terms.type === OrderType.limit && mayRest(terms))
}
