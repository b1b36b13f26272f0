// An order goes to work: it takes the best price first, and what is left of it rests or ends.
import { CloseReason, OrderType, TimeInForce } from '@openbell/protocol'
import { isPriceless, remaining } from './amounts.js'
import { tellBalance } from './balances.js'
import { isPrevented, lineAgainst, stand, visiblePart } from './book.js'
import { close } from './closing.js'
import { fill } from './filling.js'
import { prevent } from './prevention.js'
import { type Limit, Limits } from './protection.js'
import type { Order, Turn, Venue } from './venue.js'
import { walkLots } from './walk.js'

/** Why a taker goes no farther. */
type Stop = 'filled' | 'nobody' | 'prevented' | Limit['reason']

/** An order in a trading market; what it needs is locked, except where it is killed at once. */
export function work(venue: Venue, turn: Turn, taker: Order): void {
  if (isKilled(venue, turn, taker)) {
    close(venue, turn, taker, CloseReason.fillOrKill)
    return
  }
  turn.takerSide = taker.terms.side
  finish(venue, turn, taker, match(venue, turn, taker))
}

/** Whether it must be filled whole or not at all, and cannot be. */
export function isKilled(venue: Venue, turn: Turn, taker: Order): boolean {
  if (taker.terms.timeInForce !== TimeInForce.fillOrKill) return false
  const lots = remaining(taker)
  return walkLots(turn.market, taker, new Limits(venue, turn, taker.terms), lots).lots < lots
}

function match(venue: Venue, turn: Turn, taker: Order): Stop {
  const { terms } = taker
  const limits = new Limits(venue, turn, terms)
  for (;;) {
    if (remaining(taker) === 0) return 'filled'
    const maker = lineAgainst(turn.market, terms.side)[0]
    if (!maker) return 'nobody'
    if (!limits.allow(maker.terms.price)) return limits.reasonAt(maker.terms.price)
    if (isPrevented(taker, maker)) {
      if (prevent(venue, turn, taker, maker)) return 'prevented'
    } else {
      const lots = Math.min(remaining(taker), maker.visible)
      fill(venue, turn, { maker, taker, lots, price: maker.terms.price, isAuction: false })
      for (const asset of [turn.market.base, turn.market.quote])
        tellBalance(venue, maker.account, asset)
    }
  }
}

function finish(venue: Venue, turn: Turn, taker: Order, stop: Stop): void {
  if (stop === 'filled') return
  if (stop === CloseReason.velocity) turn.hasTripped = true
  const isOwnLimit = stop === 'own' || stop === 'nobody'
  if (mayRest(taker.terms) && (isOwnLimit || stop === CloseReason.velocity)) rest(turn, taker)
  else if (isOwnLimit) close(venue, turn, taker, remainderOf(taker))
  else close(venue, turn, taker, stop === 'prevented' ? CloseReason.selfTradePrevented : stop)
}

const remainderOf = ({ terms }: Order): number =>
  isPriceless(terms.type) ? CloseReason.marketRemainder : CloseReason.immediateRemainder

/** Whether an order, once it works, stands in the book when it is not filled. */
export const mayRest = ({ type, timeInForce }: Order['terms']): boolean =>
  !isPriceless(type) &&
  timeInForce !== TimeInForce.immediateOrCancel &&
  timeInForce !== TimeInForce.fillOrKill

/** Whether an order that is placed now may rest at once, its price standing in the book. */
export const mayRestAtOnce = (terms: Order['terms']): boolean =>
  (terms.type === OrderType.limit || terms.type === OrderType.limitMaker) && mayRest(terms)

export function rest(turn: Turn, order: Order): void {
  order.visible = visiblePart(order, remaining(order))
  stand(turn, order)
}
