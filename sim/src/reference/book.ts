// The books: who stands where, and who owns whom.
import { SelfTradePrevention } from '@openbell/protocol'
import { isBuy, isConditional, otherSide } from './amounts.js'
import type { Market, Order, Terms, Turn, Venue } from './venue.js'

export const line = (market: Market, side: number): Order[] =>
  isBuy(side) ? market.buys : market.sells

/** The orders that an order of a side would take, best first. */
export const lineAgainst = (market: Market, side: number): Order[] => line(market, otherSide(side))

/** Whether an order of this side, at or within `limit`, may trade at a price. */
export const isWithin = (side: number, price: number, limit: number): boolean =>
  isBuy(side) ? price <= limit : price >= limit

/** Whether price a is better than b for those who stand on a side. */
const isBetter = (side: number, a: number, b: number): boolean => (isBuy(side) ? a > b : a < b)

/** A level is about to change: the first of a turn gives the market an update id. */
export function noteLevel(turn: Turn, side: number, price: number): void {
  const { market, levels } = turn
  if (levels.some((level) => level.side === side && level.price === price)) return
  if (levels.length === 0) market.updateId++
  market.isIndicationDue = true
  levels.push({ side, price })
}

/** Visible lots at a price. */
export const levelLots = (market: Market, side: number, price: number): number =>
  line(market, side)
    .filter((order) => order.terms.price === price)
    .reduce((sum, order) => sum + order.visible, 0)

/** An order joins the back of the line at its price. */
export function stand(turn: Turn, order: Order): void {
  const { side, price } = order.terms
  const orders = line(order.market, side)
  const worse = orders.findIndex((other) => isBetter(side, price, other.terms.price))
  orders.splice(worse < 0 ? orders.length : worse, 0, order)
  order.place = 'resting'
  noteLevel(turn, side, price)
}

/** The next part of an iceberg appears at the back of the line. */
export function showNextPart(turn: Turn, order: Order): void {
  const orders = line(order.market, order.terms.side)
  orders.splice(orders.indexOf(order), 1)
  order.visible = visiblePart(order, order.quantity - order.executed)
  stand(turn, order)
}

export const visiblePart = (order: Order, lots: number): number =>
  order.terms.iceberg === 0 ? lots : Math.min(order.terms.iceberg, lots)

/** An order leaves the line, or the triggers, wherever it is. */
export function leaveBooks(turn: Turn, order: Order): void {
  const { market, terms } = order
  if (order.place === 'resting') {
    noteLevel(turn, terms.side, terms.price)
    const orders = line(market, terms.side)
    orders.splice(orders.indexOf(order), 1)
  }
  market.triggers = market.triggers.filter((trigger) => trigger.order !== order)
}

/** Whether two orders must not trade with each other, where the taker minds. */
export function areOfOneOwner(taker: Order | TakerLike, maker: Order): boolean {
  const a = taker.account
  const b = maker.account
  return a === b || (a.tradeGroup !== 0 && a.tradeGroup === b.tradeGroup)
}

export interface TakerLike {
  readonly account: Order['account']
  readonly terms: Terms
}

/** Whether the taker's mode keeps it from trading with a maker. */
export const isPrevented = (taker: TakerLike, maker: Order): boolean =>
  taker.terms.prevention !== SelfTradePrevention.none && areOfOneOwner(taker, maker)

/** Places of orders in use: one an open order, and another for the anchor of a trailing one. */
export const placesInUse = (venue: Venue): number =>
  venue.orders.reduce((sum, order) => sum + (isTrailing(order) ? 2 : 1), 0)

/** Whether an order follows the market, or shall do so. */
export const isTrailing = (order: Order): boolean =>
  order.terms.trailing !== 0 && (order.place === 'waiting' || order.place === 'pending')

/** Whether an order waits for a price, now or after the first of its list. */
export const isWaitingStop = (order: Order): boolean =>
  isConditional(order.terms.type) && (order.place === 'waiting' || order.place === 'pending')
