// Protection: how far an order may go beyond its own limit's nearer fences: the price band, the
// slippage from the touch, and the velocity breaker. Taken when a turn begins.
import { Book, BookSide, keyNone } from './book'
import { CloseReason, Side } from './generated/protocol'
import { header } from './header'
import { Market, Markets, rulesFences } from './markets'
import { Kind, Order } from './orders'

const millionth: u64 = 1000000

/** What limits the taker: its own price, or the reason with which its rest ends. */
export const limitOwn: u32 = 0

export class Protection {
  /** Parts in a million of a price, rounded down. */
  @inline
  static share(price: u32, ppm: u32): u64 {
    return ((price as u64) * (ppm as u64)) / millionth
  }

  /** What bands and auctions refer to; 0 = there is none. */
  @inline
  static reference(market: Market): u32 {
    return market.referenceTicks != 0 ? market.referenceTicks : market.lastPriceTicks
  }

  /** The last key of the other side that an order at a price, or without one, may take by itself. */
  @inline
  static ownKey(order: Order, against: BookSide): u32 {
    const isMarket = Kind.isMarket(Kind.type(order.kind))
    return isMarket ? keyNone - 1 : Book.keyOf(against, order.priceTicks)
  }

  /** States how far the taker may go, and what would stop it. */
  @inline
  static begin(order: Order, market: Market, against: BookSide): void {
    header.workLimitKey = Protection.ownKey(order, against)
    header.workLimitReason = limitOwn
    if ((market.rareRules & rulesFences) != 0)
      Protection.fence(Kind.isMarket(Kind.type(order.kind)), against, market)
  }

  /** The same before an order without a limit price has a slot. */
  static beginMarket(number: u32, side: u32): void {
    const market = Markets.at(number)
    header.workLimitKey = keyNone - 1
    header.workLimitReason = limitOwn
    if ((market.rareRules & rulesFences) != 0)
      Protection.fence(true, Book.side(number, side ^ 1), market)
  }

  static fence(isMarket: bool, against: BookSide, market: Market): void {
    const reference = Protection.reference(market)
    if (market.priceBandPpm != 0 && reference != 0)
      Protection.stopAt(against, reference, market.priceBandPpm, CloseReason.priceBand)
    if (market.slippagePpm != 0 && isMarket && against.bestLevel != 0) {
      const touch = Book.priceOf(against, against.bestKey)
      Protection.stopAt(against, touch, market.slippagePpm, CloseReason.slippage)
    }
    if (market.velocityPpm != 0 && Protection.isWindowOpen(market))
      Protection.stopAt(against, market.windowPriceTicks, market.velocityPpm, CloseReason.velocity)
  }

  /** The nearest fence counts, of equal ones the first. */
  static stopAt(against: BookSide, from: u32, ppm: u32, reason: CloseReason): void {
    const key = Protection.worstKey(against, from, ppm)
    if (key >= header.workLimitKey) return
    header.workLimitKey = key
    header.workLimitReason = reason
  }

  /** The last key within a share of a price. */
  static worstKey(against: BookSide, from: u32, ppm: u32): u32 {
    const distance = Protection.share(from, ppm)
    const isBuying = against.side == (Side.sell as u32)
    const worst = isBuying ? (from as u64) + distance : (from as u64) - distance
    return Book.keyOf(against, min(worst, against.priceMaxTicks as u64) as u32)
  }

  static isWindowOpen(market: Market): bool {
    return (
      market.windowPriceTicks != 0 &&
      header.timestampUs - market.windowStartUs < market.velocityWindowUs
    )
  }

  /** Whether something but the order's own limit keeps it from going on. */
  static isStopped(order: Order, against: BookSide): bool {
    if (header.workLimitReason == limitOwn || against.bestLevel == 0) return false
    return (
      against.bestKey > header.workLimitKey && against.bestKey <= Protection.ownKey(order, against)
    )
  }

  /** A turn has traded: the last price, and the window of the breaker. */
  static noteTrades(market: Market): void {
    market.lastPriceTicks = header.lastPrice
    if (market.velocityPpm == 0 || Protection.isWindowOpen(market)) return
    market.windowStartUs = header.timestampUs
    market.windowPriceTicks = header.firstPrice
  }
}
