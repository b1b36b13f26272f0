// Lists of two or three orders, of which one drives the others.
import {
  Contingency,
  MarketState,
  OrderListAccepted,
  OrderType,
  type PlaceOrderList,
  Reject,
} from '@openbell/protocol'
import { accept, emptyLock } from './accepting.js'
import { checkBook, checkRoom, needAtEntry, type Wish } from './admission.js'
import { greatest, lockedAsset } from './amounts.js'
import { type Answer, done, refused } from './answer.js'
import { lock, nextEvent, userAccount } from './balances.js'
import { checkAccess, checkBody, checkKinds, checkReference, type Refusal } from './checks.js'
import { rest } from './matching.js'
import { enter, retried } from './placing.js'
import { wait } from './triggers.js'
import { beginTurn, endTurn } from './turn.js'
import { bodyOf } from './used-ids.js'
import type { Account, Order, Terms, Turn, Venue } from './venue.js'

export function placeOrderList(venue: Venue, command: PlaceOrderList): Answer {
  const account = userAccount(venue, command.account)
  if (!account) return refused(Reject.accountMustExist)
  const all = legsOf(command)
  const legs = command.contingency === Contingency.otoco ? all : all.slice(0, 2)
  const text = legs[0].clientOrderId
  const body = JSON.stringify([
    command.contingency,
    command.listClientOrderId,
    ...legs.map((terms) => bodyOf(terms)),
  ])
  const known = retried(venue, account, text, body)
  if (known) return known
  const access = checkAccess(venue, account, command.market)
  if (access) return refused(access)
  if (command.contingency > Contingency.otoco) return refused(Reject.contingencyMustBeKnown)
  const turn = beginTurn(venue.markets[command.market], account)
  const isOco = command.contingency === Contingency.oco
  const wishes = legs.map((terms, index) => wishFor(terms, isOco || index === 0))
  const active = wishes.filter(({ isActive }) => isActive).map(({ terms }) => terms)
  const refusal =
    checkLegs(venue, turn, wishes) ||
    (suitsList(command.contingency, legs) ? Reject.none : Reject.legsMustSuitList) ||
    checkRoom(venue, turn.market, account, wishes, true) ||
    checkBook(venue, turn, account, active)
  if (refusal) return refused(refusal)
  const listId = venue.nextId('lists')
  const orders = acceptLegs(venue, turn, account, wishes, body, listId)
  tellList(venue, command, listId, orders)
  const { contingency } = command
  venue.lists.push({ id: listId, contingency, account, market: turn.market, orders })
  activatePairOrFirst(venue, turn, orders, active.length)
  endTurn(venue, turn)
  return done(listId)
}

const wishFor = (terms: Terms, isActive: boolean): Wish => ({
  terms,
  isActive,
  isSpecial: true,
  takesPlace: true,
})

function legsOf(command: PlaceOrderList): Terms[] {
  const legOf = (name: 'first' | 'second' | 'third'): Terms => ({
    account: command.account,
    market: command.market,
    side: command[`${name}Side`],
    type: command[`${name}OrderType`],
    timeInForce: command[`${name}TimeInForce`],
    prevention: command.selfTradePrevention,
    price: command[`${name}PriceTicks`],
    quantity: command[`${name}QuantityLots`],
    quoteUnits: 0n,
    stopPrice: command[`${name}StopPriceTicks`],
    iceberg: command[`${name}IcebergLots`],
    expiresUs: 0,
    trailing: command[`${name}TrailingBips`],
    connection: command.connection,
    connectionSession: command.connection === 0 ? 0 : command.session,
    clientOrderId: command[`${name}ClientOrderId`],
  })
  return [legOf('first'), legOf('second'), legOf('third')]
}

function checkLegs(venue: Venue, turn: Turn, wishes: readonly Wish[]): Refusal {
  const { market, referencePrice } = turn
  for (const { terms, isActive } of wishes) {
    const kinds = checkKinds(terms, false)
    if (kinds) return kinds
    if (market.state !== MarketState.trading) return Reject.orderMustSuitMarketState
    const refusal =
      checkBody(venue, market, terms) ||
      (isActive ? checkReference(market, terms, referencePrice) : Reject.none)
    if (refusal) return refusal
  }
  return Reject.none
}

function suitsList(contingency: number, legs: readonly Terms[]): boolean {
  if (contingency === Contingency.oco) return isPair(legs[0], legs[1])
  const isFirst = legs[0].type === OrderType.limit || legs[0].type === OrderType.limitMaker
  return isFirst && (contingency === Contingency.oto || isPair(legs[1], legs[2]))
}

const above: readonly number[] = [
  OrderType.limitMaker,
  OrderType.takeProfit,
  OrderType.takeProfitLimit,
]
const below: readonly number[] = [OrderType.stopLoss, OrderType.stopLossLimit]

function isPair(a: Terms, b: Terms): boolean {
  if (a.side !== b.side || a.quantity !== b.quantity) return false
  return (
    (above.includes(a.type) && below.includes(b.type)) ||
    (below.includes(a.type) && above.includes(b.type))
  )
}

function acceptLegs(
  venue: Venue,
  turn: Turn,
  account: Account,
  wishes: readonly Wish[],
  listBody: string,
  listId: number,
): Order[] {
  const { market } = turn
  const pair = wishes.slice(wishes.length === 3 ? 1 : 0)
  const isPaired = wishes.length === 3 || wishes.every(({ isActive }) => isActive)
  const shared = emptyLock(account, lockedAsset(market, pair[0].terms.side))
  return wishes.map((wish, index) =>
    accept(venue, {
      account,
      market,
      terms: wish.terms,
      body: index === 0 ? listBody : '',
      isSpecial: true,
      isPending: !wish.isActive,
      listId,
      quantity: wish.terms.quantity,
      ...(isPaired && pair.includes(wish) ? { lock: shared } : {}),
    }),
  )
}

function tellList(
  venue: Venue,
  command: PlaceOrderList,
  listId: number,
  orders: readonly Order[],
): void {
  venue.events.emit(OrderListAccepted, {
    account: command.account,
    market: command.market,
    listId,
    accountEvent: nextEvent(orders[0].account),
    firstOrderId: orders[0].id,
    secondOrderId: orders[1].id,
    thirdOrderId: orders[2]?.id ?? 0,
    contingency: command.contingency,
    listClientOrderId: command.listClientOrderId,
  })
}

function activatePairOrFirst(
  venue: Venue,
  turn: Turn,
  orders: readonly Order[],
  activeCount: number,
): void {
  const [first] = orders
  if (activeCount === 2) enterPair(venue, turn, orders)
  else enter(venue, turn, first, needAtEntry(venue, turn, first.account, first.terms))
}

/** A pair locks the greater of what its orders need; a limit maker rests, the others wait. */
export function enterPair(venue: Venue, turn: Turn, pair: readonly Order[]): void {
  const needs = pair.map((order) => needAtEntry(venue, turn, order.account, order.terms))
  lock(turn, pair[0].lock, greatest(needs))
  for (const order of pair) {
    if (order.terms.type === OrderType.limitMaker) rest(turn, order)
    else wait(venue, order)
  }
}
