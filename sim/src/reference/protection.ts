// What stops a taker: its own limit, the band, the slippage, the velocity of the market.
import { CloseReason } from '@openbell/protocol'
import { isBuy, isPriceless, shareOf } from './amounts.js'
import { isWithin, lineAgainst } from './book.js'
import { isWindowRunning } from './turn.js'
import type { Terms, Turn, Venue } from './venue.js'

/** The farthest price, and what says so: `own` is the order's own limit, others are a CloseReason. */
export interface Limit {
  readonly price: number
  readonly reason: 'own' | number
}

/** All that limits an order, in the order in which they are named. */
function limitsOf(venue: Venue, turn: Turn, terms: Terms): Limit[] {
  const { market, referencePrice } = turn
  const { rules, window } = market
  const limits: Limit[] = []
  const away = (price: number, ppm: number, reason: Limit['reason']) => {
    const distance = shareOf(price, ppm)
    limits.push({ price: isBuy(terms.side) ? price + distance : price - distance, reason })
  }
  if (!isPriceless(terms.type)) limits.push({ price: terms.price, reason: 'own' })
  if (rules.priceBandPpm !== 0 && referencePrice !== 0)
    away(referencePrice, rules.priceBandPpm, CloseReason.priceBand)
  const touch = lineAgainst(market, terms.side)[0]
  if (isPriceless(terms.type) && rules.slippagePpm !== 0 && touch)
    away(touch.terms.price, rules.slippagePpm, CloseReason.slippage)
  if (rules.velocityPpm !== 0 && window && isWindowRunning(venue, market))
    away(window.price, rules.velocityPpm, CloseReason.velocity)
  return limits
}

/** How far a taker may go, as the book is now. */
export class Limits {
  private readonly all: readonly Limit[]
  private readonly side: number

  constructor(venue: Venue, turn: Turn, terms: Terms) {
    this.all = limitsOf(venue, turn, terms)
    this.side = terms.side
  }

  /** Whether nothing keeps it from a price. */
  allow(price: number): boolean {
    return this.all.every((limit) => isWithin(this.side, price, limit.price))
  }

  /** Why it does not go to a price: its own limit, or else the nearest, of equal ones the first. */
  reasonAt(price: number): Limit['reason'] {
    const [first, ...others] = this.all.filter(
      ({ price: limit }) => !isWithin(this.side, price, limit),
    )
    if (first.reason === 'own') return 'own'
    const nearest = others.reduce(
      (near, limit) => (isWithin(this.side, near.price, limit.price) ? near : limit),
      first,
    )
    return nearest.reason
  }
}
