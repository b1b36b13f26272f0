// Icebergs: of an order that rests only a part is seen. When it is used up, the next part appears at
// the back of the line of its price.
import { Book } from './book'
import { Markets } from './markets'
import { Order, Orders } from './orders'
import { TermsPool } from './terms'

export class Icebergs {
  /** Hides what is more than the visible part, before the order is put into its book. */
  static hide(slot: u32): void {
    const terms = TermsPool.of(slot)
    if (terms.icebergLots == 0) return
    const order = changetype<Order>(slot)
    Markets.at(order.market).icebergs++
    if (order.remainingLots <= terms.icebergLots) return
    terms.hiddenLots = order.remainingLots - terms.icebergLots
    order.remainingLots = terms.icebergLots
    order.quantityLots -= terms.hiddenLots
  }

  /** Shows the next part of the first order of a level; false = there is none. */
  static refill(level: u32, slot: u32): bool {
    if (!Orders.hasTerms(slot)) return false
    const terms = TermsPool.of(slot)
    if (terms.hiddenLots == 0) return false
    const lots = min(terms.icebergLots, terms.hiddenLots)
    terms.hiddenLots -= lots
    changetype<Order>(slot).quantityLots += lots
    Book.refill(level, slot, lots)
    return true
  }
}
