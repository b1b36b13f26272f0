// Walking the book: how much an order would get, and for how much, before anything is matched.
import { SelfTradePrevention, TimeInForce } from '@openbell/protocol'
import { notional, remaining } from './amounts.js'
import { isPrevented, lineAgainst, type TakerLike } from './book.js'
import type { Limits } from './protection.js'
import type { Market, Order } from './venue.js'

export interface Found {
  readonly lots: number
  readonly units: bigint
}

interface Offer {
  readonly price: number
  readonly lots: number
  /** Nothing is taken beyond. */
  readonly isLast: boolean
}

/** Up to so many lots. */
export function walkLots(market: Market, taker: TakerLike, limits: Limits, lots: number): Found {
  let found = 0
  let units = 0n
  for (const offer of offers(market, taker, limits)) {
    const taken = Math.min(offer.lots, lots - found)
    found += taken
    units += notional(market, offer.price, taken)
    if (found === lots) break
  }
  return { lots: found, units }
}

/** As long as the next lot fits into what is left of an amount of quote, up to so many lots. */
export function walkQuote(
  market: Market,
  taker: TakerLike,
  limits: Limits,
  quoteUnits: bigint,
  lots: number,
): Found {
  let found = 0
  let units = 0n
  for (const offer of offers(market, taker, limits)) {
    const fitting = Number((quoteUnits - units) / notional(market, offer.price, 1))
    const taken = Math.min(offer.lots, fitting, lots - found)
    found += taken
    units += notional(market, offer.price, taken)
    if (taken < offer.lots) break
  }
  return { lots: found, units }
}

/** Price after price, what the taker may have there. */
function offers(market: Market, taker: TakerLike, limits: Limits): Offer[] {
  const { side } = taker.terms
  const makers = lineAgainst(market, side).filter((maker) => limits.allow(maker.terms.price))
  const prices = [...new Set(makers.map((maker) => maker.terms.price))]
  const found: Offer[] = []
  for (const price of prices) {
    const offer = offerAt(
      makers.filter((maker) => maker.terms.price === price),
      taker,
      price,
    )
    found.push(offer)
    if (offer.isLast) break
  }
  return found
}

/** @param makers in line at one price */
function offerAt(makers: readonly Order[], taker: TakerLike, price: number): Offer {
  const sum = (orders: readonly Order[], lots: (order: Order) => number) =>
    orders.reduce((total, order) => total + lots(order), 0)
  const own = makers.findIndex((maker) => isPrevented(taker, maker))
  if (own >= 0 && endsAtOwn(taker))
    return { price, lots: sum(makers.slice(0, own), (order) => order.visible), isLast: true }
  const others = makers.filter((maker) => !isPrevented(taker, maker))
  return { price, lots: sum(others, remaining), isLast: false }
}

function endsAtOwn({ terms }: TakerLike): boolean {
  const { expireTaker, expireBoth, decrement } = SelfTradePrevention
  if (terms.prevention === expireTaker || terms.prevention === expireBoth) return true
  return terms.prevention === decrement && terms.timeInForce === TimeInForce.fillOrKill
}
