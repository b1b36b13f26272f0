// Orders that wait for a price: where they wait, when they are triggered, and how stops trail.
import { OrderType, StopMoved } from '@openbell/protocol'
import { isBuy } from './amounts.js'
import { nextEvent } from './balances.js'
import { closeOtherLeg, hasOtherLeg } from './closing.js'
import { ownTurn } from './turn.js'
import type { Market, Order, Terms, Trigger, Turn, Venue } from './venue.js'

/** At or above, or at or below its stop price. */
export function directionOf({ side, type }: Terms): Trigger['direction'] {
  const isStop = type === OrderType.stopLoss || type === OrderType.stopLossLimit
  return isStop === isBuy(side) ? 'above' : 'below'
}

/** Whether a last price (0 = there is none) has reached a stop price. */
export const isReached = (
  direction: Trigger['direction'],
  stopPrice: number,
  lastPrice: number,
): boolean =>
  lastPrice !== 0 && (direction === 'above' ? lastPrice >= stopPrice : lastPrice <= stopPrice)

/** Where a trailing order's stop is while it follows an anchor. */
export function trailedStop(market: Market, terms: Terms, anchor: number): number {
  const share = Number((BigInt(anchor) * BigInt(terms.trailing)) / 10_000n)
  const distance = Math.max(1, share)
  if (directionOf(terms) === 'below') return anchor - distance
  return Math.min(anchor + distance, market.priceMax)
}

type Point = Pick<Trigger, 'price' | 'direction' | 'kind'>

/** The prices at which something will happen to an order that waits. */
export function pointsOf(
  market: Market,
  terms: Terms,
  stopPrice: number,
  anchor: number | undefined,
): Point[] {
  const direction = directionOf(terms)
  if (terms.trailing === 0) return [{ price: stopPrice, direction, kind: 'stop' }]
  if (anchor === undefined) return [{ price: stopPrice, direction, kind: 'start' }]
  const better = direction === 'below' ? anchor + 1 : anchor - 1
  const opposite = direction === 'below' ? 'above' : 'below'
  const points: Point[] = [{ price: stopPrice, direction, kind: 'stop' }]
  if (better >= 1 && better <= market.priceMax)
    points.push({ price: better, direction: opposite, kind: 'anchor' })
  return points
}

/** A trailing order without a stop price of its own follows the last price; false for all others. */
export function followLastPrice(order: Order): boolean {
  const { market, terms } = order
  if (terms.trailing === 0 || terms.stopPrice !== 0) return false
  order.anchor = market.lastPrice
  order.stopPrice = trailedStop(market, terms, market.lastPrice)
  return true
}

/** An order begins to wait for a price; its stop price was told before, unless it was pending. */
export function wait(venue: Venue, order: Order): void {
  const isNews = order.anchor === undefined && followLastPrice(order)
  order.place = 'waiting'
  standAtPoints(order)
  if (isNews) tellStop(venue, order)
}

function standAtPoints(order: Order): void {
  const { market, terms, stopPrice, anchor } = order
  for (const point of pointsOf(market, terms, stopPrice, anchor))
    market.triggers.push({ order, ...point })
}

/** After a turn that traded: first against its direction at its first price, then along at its last. */
export function lookAtTriggers(venue: Venue, turn: Turn): void {
  const isUp = isBuy(turn.takerSide)
  look(venue, turn.market, isUp ? 'below' : 'above', turn.firstPrice)
  look(venue, turn.market, isUp ? 'above' : 'below', turn.lastPrice)
}

function look(venue: Venue, market: Market, direction: Trigger['direction'], price: number): void {
  for (;;) {
    const trigger = nextReached(market, direction, price)
    if (!trigger) return
    if (trigger.kind === 'stop') queue(venue, trigger.order)
    else
      ownTurn(venue, market, trigger.order.account, (turn) =>
        moveStop(venue, turn, trigger.order, price),
      )
  }
}

/** The one nearest to the market, the first in line. */
function nextReached(
  market: Market,
  direction: Trigger['direction'],
  price: number,
): Trigger | undefined {
  const reached = market.triggers.filter(
    (trigger) => trigger.direction === direction && isReached(direction, trigger.price, price),
  )
  const prices = reached.map((trigger) => trigger.price)
  const nearest = direction === 'above' ? Math.min(...prices) : Math.max(...prices)
  return reached.find((trigger) => trigger.price === nearest)
}

/** It goes to work when its turn comes; the other leg of a pair has lost its sense now. */
function queue(venue: Venue, order: Order): void {
  const { market } = order
  market.triggers = market.triggers.filter((trigger) => trigger.order !== order)
  order.place = 'queued'
  venue.queue.push([order])
  if (hasOtherLeg(venue, order))
    ownTurn(venue, market, order.account, (turn) => closeOtherLeg(venue, turn, order))
}

function moveStop(venue: Venue, _turn: Turn, order: Order, price: number): void {
  const { market, terms } = order
  market.triggers = market.triggers.filter((trigger) => trigger.order !== order)
  order.anchor = price
  order.stopPrice = trailedStop(market, terms, price)
  standAtPoints(order)
  tellStop(venue, order)
}

function tellStop(venue: Venue, order: Order): void {
  venue.events.emit(StopMoved, {
    account: order.account.number,
    market: order.market.number,
    orderId: order.id,
    accountEvent: nextEvent(order.account),
    stopPriceTicks: order.stopPrice,
  })
}
