// Walking the book: how many lots, and for how much, an order would get within its limit. It changes
// nothing but its results in the header.
import { Accounts } from './accounts'
import { Book, BookSide, Level } from './book'
import { SelfTradePrevention } from './generated/protocol'
import { header } from './header'
import { Levels } from './levels'
import { Market, Markets } from './markets'
import { Order } from './orders'
import { Prevention } from './prevention'
import { Settle } from './settle'
import { TermsPool } from './terms'

export class Walk {
  /** For up to `lots`, with the taker's owner and limit already in the header. */
  static forLots(against: BookSide, lots: u64, stopsAtOwn: bool): void {
    Walk.run(against, lots, -1, stopsAtOwn)
  }

  /** For as many lots as `quoteUnits` pay for, or earn, but no more than an order may have. */
  static forQuote(against: BookSide, quoteUnits: i64): void {
    const most = Markets.marketQuantityMax(Markets.at(against.market))
    Walk.run(against, most, quoteUnits, Walk.stopsAtOwn())
  }

  /** Whether the taker's prevention mode ends it where it meets an order of its owner. */
  static stopsAtOwn(): bool {
    const mode = header.workPrevention
    return (
      mode == (SelfTradePrevention.expireTaker as u32) ||
      mode == (SelfTradePrevention.expireBoth as u32)
    )
  }

  /** @param quoteUnits below zero = no bound */
  static run(against: BookSide, lots: u64, quoteUnits: i64, stopsAtOwn: bool): void {
    const market = Markets.at(against.market)
    const isPlain = Walk.isPlain(market)
    let left = lots
    let quoteLeft = quoteUnits
    header.walkLots = 0
    header.walkCost = 0
    header.walkStopped = 0
    for (let at = against.bestLevel; at != 0 && left != 0; ) {
      const key = changetype<Level>(at).key
      if (key > header.workLimitKey) return
      const price = Book.priceOf(against, key)
      const there = isPlain ? Levels.lots(at) : Walk.level(at, stopsAtOwn)
      let taken = min(left, there)
      if (quoteUnits >= 0)
        taken = min(taken, (quoteLeft / Settle.notional(market, price, 1)) as u64)
      const cost = Settle.notional(market, price, taken)
      header.walkLots += taken
      header.walkCost += cost
      left -= taken
      quoteLeft -= cost
      if (header.walkStopped != 0 || (quoteUnits >= 0 && taken < there)) return
      at = changetype<Level>(at).worse
      if (header.stepsLeft != 0) header.stepsLeft--
    }
  }

  /** Whether levels' totals are all that counts. */
  static isPlain(market: Market): bool {
    if (market.icebergs != 0) return false
    if (header.workGroup != 0) return false
    const self = header.workSelf
    return self >= header.accountsEnd || Accounts.at(self).openOrders == 0
  }

  /** Lots of a level that the taker would trade with; may find that it would end there. */
  static level(at: u32, stopsAtOwn: bool): u64 {
    let seen: u64 = 0
    let hidden: u64 = 0
    for (let slot = changetype<Level>(at).head; slot != at; ) {
      const order = changetype<Order>(slot)
      if (!Prevention.concerns(order.account)) {
        seen += order.remainingLots
        hidden += TermsPool.hiddenLots(slot)
      } else if (stopsAtOwn) {
        header.walkStopped = 1
        return seen
      }
      slot = order.next
      if (header.stepsLeft != 0) header.stepsLeft--
    }
    return seen + hidden
  }
}
