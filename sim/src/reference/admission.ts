// Whether there is room for new orders, and whether the book and the balance allow them: asked of one
// order, or of all orders of a list together.
import { OrderType, Reject } from '@openbell/protocol'
import {
  isBuy,
  isConditional,
  isPriceless,
  lockedAsset,
  remaining,
  reservation,
} from './amounts.js'
import { balanceOf } from './balances.js'
import { isWaitingStop, isWithin, lineAgainst, placesInUse } from './book.js'
import { isByQuote, marketQuantityMax, type Refusal } from './checks.js'
import { mayRestAtOnce } from './matching.js'
import { Limits } from './protection.js'
import { directionOf, isReached } from './triggers.js'
import { idsFit, usedFor } from './used-ids.js'
import type { Account, Market, Terms, Turn, Venue } from './venue.js'
import { type Found, walkLots, walkQuote } from './walk.js'

/** An order that somebody wants to place. */
export interface Wish {
  readonly terms: Terms
  /** It will not wait for the first of its list. */
  readonly isActive: boolean
  readonly isSpecial: boolean
  /** It takes places: it may rest or wait, or belongs to a list. */
  readonly takesPlace: boolean
}

export const wishOf = (terms: Terms): Wish => ({
  terms,
  isActive: true,
  isSpecial: isSpecial(terms),
  takesPlace: isConditional(terms.type) || mayRestAtOnce(terms),
})

function isSpecial(terms: Terms): boolean {
  const { type, timeInForce, quoteUnits, iceberg, connection } = terms
  return (
    isConditional(type) || timeInForce > 2 || quoteUnits !== 0n || iceberg !== 0 || connection !== 0
  )
}

/** From clientOrderIdMustBeUnique to orderListsExhausted. */
export function checkRoom(
  venue: Venue,
  market: Market,
  account: Account,
  wishes: readonly Wish[],
  isList: boolean,
): Refusal {
  const texts = wishes.map(({ terms }) => terms.clientOrderId).filter((text) => text !== '')
  const used = texts.map((text) => usedFor(venue, account, 'order', text))
  if (used.some((one) => one && one.finishedUs === undefined))
    return Reject.clientOrderIdMustBeUnique
  if (new Set(texts).size < texts.length) return Reject.clientOrderIdMustBeUnique
  const fresh = used.filter((one) => one === undefined).length
  if (fresh > 0 && !idsFit(venue, fresh)) return Reject.clientOrderIdsExhausted
  const placed = wishes.filter(({ takesPlace }) => takesPlace)
  if (placed.length === 0) return Reject.none
  return checkCounts(venue, market, account, placed, isList)
}

function checkCounts(
  venue: Venue,
  market: Market,
  account: Account,
  placed: readonly Wish[],
  isList: boolean,
): Refusal {
  const { limit } = venue
  const { rules } = market
  const places = placed.reduce((sum, { terms }) => sum + (terms.trailing === 0 ? 1 : 2), 0)
  if (placesInUse(venue) + places > limit.ordersMax) return Reject.ordersExhausted
  const open = venue.orders.filter((order) => order.account === account)
  const here = open.filter((order) => order.market === market)
  if (open.length + placed.length > limit.ordersPerAccountMax)
    return Reject.ordersOfAccountExhausted
  if (rules.ordersPerAccountMax !== 0 && here.length + placed.length > rules.ordersPerAccountMax)
    return Reject.ordersOfAccountExhausted
  const stops = placed.filter(({ terms }) => isConditional(terms.type)).length
  const waiting = here.filter(isWaitingStop).length
  if (stops > 0 && rules.stopsPerAccountMax !== 0 && waiting + stops > rules.stopsPerAccountMax)
    return Reject.stopsOfAccountExhausted
  const specials = placed.filter((wish) => wish.isSpecial).length
  const special = venue.orders.filter((order) => order.isSpecial).length
  if (specials > 0 && special + specials > limit.specialOrdersMax)
    return Reject.specialOrdersExhausted
  if (isList && venue.lists.length + 1 > limit.orderListsMax) return Reject.orderListsExhausted
  return Reject.none
}

export const crosses = (market: Market, terms: Terms): boolean => {
  const best = lineAgainst(market, terms.side)[0]
  return best !== undefined && isWithin(terms.side, best.terms.price, terms.price)
}

/** Lots and cost of an order at the market, as the book is now. */
export function walkFor(venue: Venue, turn: Turn, account: Account, terms: Terms): Found {
  const taker = { account, terms }
  const limits = new Limits(venue, turn, terms)
  return isByQuote(terms)
    ? walkQuote(turn.market, taker, limits, terms.quoteUnits, marketQuantityMax(turn.market))
    : walkLots(turn.market, taker, limits, terms.quantity)
}

/** What an active order sets aside when it goes to work or waits. */
export function needAtEntry(venue: Venue, turn: Turn, account: Account, terms: Terms): bigint {
  if (terms.type !== OrderType.market) return reservation(turn.market, terms, terms.quantity)
  const found = walkFor(venue, turn, account, terms)
  if (isBuy(terms.side)) return found.units
  return reservation(turn.market, terms, isByQuote(terms) ? found.lots : terms.quantity)
}

/** From makerMustNotMatch to balanceMustSuffice: one rule after the other, first order first. */
export function checkBook(
  venue: Venue,
  turn: Turn,
  account: Account,
  active: readonly Terms[],
): Refusal {
  const { market } = turn
  const has = (reject: Refusal, broken: (terms: Terms) => boolean) =>
    active.some(broken) ? reject : Reject.none
  return (
    has(Reject.makerMustNotMatch, (terms) => isMaker(terms) && crosses(market, terms)) ||
    has(Reject.lastPriceMustExist, ({ trailing }) => trailing !== 0 && market.lastPrice === 0) ||
    has(Reject.stopMustNotTriggerAtOnce, (terms) => triggersAtOnce(market, terms)) ||
    has(
      Reject.bookMustHaveOrders,
      ({ type, side }) => type === OrderType.market && lineAgainst(market, side).length === 0,
    ) ||
    has(
      Reject.quoteMustBuyALot,
      (terms) => isByQuote(terms) && walkFor(venue, turn, account, terms).lots === 0,
    ) ||
    has(Reject.positionMustNotExceedMaximum, (terms) =>
      exceedsPosition(venue, turn, account, terms),
    ) ||
    checkBalance(venue, turn, account, active)
  )
}

const isMaker = ({ type }: Terms): boolean => type === OrderType.limitMaker

export const triggersAtOnce = (market: Market, terms: Terms): boolean =>
  terms.stopPrice !== 0 && isReached(directionOf(terms), terms.stopPrice, market.lastPrice)

function exceedsPosition(venue: Venue, turn: Turn, account: Account, terms: Terms): boolean {
  const { market } = turn
  const most = market.rules.positionMaxLots
  if (most === 0 || !isBuy(terms.side)) return false
  const { available, locked } = balanceOf(account, market.base)
  const owned = (available + locked) / market.lotUnits
  const onOrder = venue.orders
    .filter((order) => order.account === account && order.market === market)
    .filter((order) => isBuy(order.terms.side))
    .reduce((sum, order) => sum + remaining(order), 0)
  const lots = isByQuote(terms) ? walkFor(venue, turn, account, terms).lots : terms.quantity
  return owned + BigInt(onOrder) + BigInt(lots) > BigInt(most)
}

/** Orders that are active together are a pair, and need the greater of what each needs. */
export function checkBalance(
  venue: Venue,
  turn: Turn,
  account: Account,
  active: readonly Terms[],
): Refusal {
  const asset = lockedAsset(turn.market, active[0].side)
  const { available } = balanceOf(account, asset)
  const suffices = active.every((terms) => needAtEntry(venue, turn, account, terms) <= available)
  return suffices ? Reject.none : Reject.balanceMustSuffice
}

/** Whether a type has no limit price and buys, so that it pays what the walk finds. */
export const paysByWalk = (terms: Terms): boolean => isBuy(terms.side) && isPriceless(terms.type)
