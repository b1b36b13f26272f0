// Triggers: orders that wait for a price stand in two more books of their market. After a turn that
// traded its first price is looked at in the direction against the turn and its last in the direction
// along it, which is the same as looking at each of its prices.
//
// A trailing order has two triggers: its stop price, and one tick beyond its anchor, the best price so
// far. When either is reached, both move with the price.

import { agendaScan } from './agenda-flags'
import { Book, BookSide, keyNone, Level, sideAbove, sideBelow } from './book'
import { CloseReason, OrderStatus, OrderType, Reject, Side } from './generated/protocol'
import { header } from './header'
import { Held } from './held'
import { Lists } from './lists'
import { Markets } from './markets'
import { OrderEvents } from './order-events'
import { Kind, Order, Orders, typeRatchet } from './orders'
import { Pages } from './pages'
import { Queue } from './queue'
import { placeTrigger, Terms, TermsPool } from './terms'
import { Work } from './work'

const bipsMax: u64 = 10000

export class Triggers {
  /** Whether an order waits for a price at or above its own. */
  @inline
  static isAbove(type: u32, side: u32): bool {
    const isStop = type == (OrderType.stopLoss as u32) || type == (OrderType.stopLossLimit as u32)
    return isStop == (side == (Side.buy as u32))
  }

  @inline
  static isOrderAbove(slot: u32): bool {
    return Triggers.isAbove(Orders.type(slot), changetype<Order>(slot).side)
  }

  /** Whether the last price, if there is one, has come to a stop price. */
  static isReached(isAbove: bool, stopPriceTicks: u64, last: u32): bool {
    if (last == 0) return false
    return isAbove ? (last as u64) >= stopPriceTicks : (last as u64) <= stopPriceTicks
  }

  static book(market: u32, isAbove: bool): BookSide {
    return Book.side(market, isAbove ? sideAbove : sideBelow)
  }

  /** How far a stop price stays behind its anchor. */
  static distance(anchor: u32, trailingBips: u32): u32 {
    const exact = ((anchor as u64) * (trailingBips as u64)) / bipsMax
    return exact == 0 ? 1 : (exact as u32)
  }

  static trailingStop(market: u32, isAbove: bool, anchor: u32, trailingBips: u32): u32 {
    const distance = Triggers.distance(anchor, trailingBips)
    if (!isAbove) return anchor - distance
    return min(anchor + distance, Markets.at(market).priceMaxTicks as u32)
  }

  /** The stop price of an order that trails from now on. */
  static firstStop(slot: u32): u32 {
    const market = changetype<Order>(slot).market as u32
    const last = Markets.at(market).lastPriceTicks
    const bips = TermsPool.of(slot).trailingBips
    return Triggers.trailingStop(market, Triggers.isOrderAbove(slot), last, bips)
  }

  /** Where the anchor's own trigger stands; 0 = nowhere. */
  static ratchetPrice(market: u32, isAbove: bool, anchor: u32): u32 {
    if (isAbove) return anchor - 1
    return (anchor as u64) < Markets.at(market).priceMaxTicks ? anchor + 1 : 0
  }

  /** Whether an order may begin to wait: the price must still have to come to it. */
  static check(market: u32, isAbove: bool, stop: u64, trailingBips: u32): Reject {
    const last = Markets.at(market).lastPriceTicks
    if (trailingBips != 0 && last == 0) return Reject.lastPriceMustExist
    return stop != 0 && Triggers.isReached(isAbove, stop, last)
      ? Reject.stopMustNotTriggerAtOnce
      : Reject.none
  }

  /** An accepted or activated order begins to wait; the pages were checked. */
  static enter(slot: u32): void {
    const order = changetype<Order>(slot)
    const terms = TermsPool.of(slot)
    terms.place = placeTrigger as u8
    header.conditionalsUsed++
    if (terms.trailingBips == 0) {
      Triggers.appendStop(slot, terms)
      return
    }
    if (terms.stopPriceTicks == 0) {
      Triggers.anchor(slot, Markets.at(order.market).lastPriceTicks)
      if (terms.isFollowing != 0) OrderEvents.stopMoved(slot)
    } else {
      terms.isArming = 1
      Triggers.appendStop(slot, terms)
    }
  }

  /** The second place of a trailing order, which it has from the beginning. */
  @inline
  static takeRatchet(slot: u32, terms: Terms): void {
    const order = changetype<Order>(slot)
    const ratchet = Orders.take()
    assert(ratchet != 0) // a trailing order was counted as two
    const one = changetype<Order>(ratchet)
    one.orderId = slot as u64
    one.remainingLots = 0
    one.level = 0
    one.account = order.account
    one.market = order.market
    one.side = order.side
    one.kind = typeRatchet as u8
    terms.ratchet = ratchet
    header.ordersOpen++
  }

  static releaseRatchet(terms: Terms): void {
    if (terms.ratchet == 0) return
    Orders.release(terms.ratchet)
    terms.ratchet = 0
    header.ordersOpen--
  }

  static appendStop(slot: u32, terms: Terms): void {
    const market = changetype<Order>(slot).market as u32
    Triggers.append(Triggers.book(market, Triggers.isOrderAbove(slot)), terms.stopPriceTicks, slot)
  }

  static append(book: BookSide, price: u32, slot: u32): void {
    if (book.directory == 0) Pages.openDirectory(book)
    Book.append(book, Book.keyOf(book, price), slot)
  }

  /** Puts both triggers of a trailing order where they belong. */
  static anchor(slot: u32, price: u32): void {
    const market = changetype<Order>(slot).market as u32
    const terms = TermsPool.of(slot)
    const isAbove = Triggers.isOrderAbove(slot)
    terms.anchorTicks = price
    terms.stopPriceTicks = Triggers.trailingStop(market, isAbove, price, terms.trailingBips)
    Triggers.append(Triggers.book(market, isAbove), terms.stopPriceTicks, slot)
    const ratchet = Triggers.ratchetPrice(market, isAbove, price)
    if (ratchet != 0) Triggers.append(Triggers.book(market, !isAbove), ratchet, terms.ratchet)
  }

  /** Takes a waiting order, and its anchor's trigger, out of the books. */
  static leaveBooks(slot: u32): void {
    const order = changetype<Order>(slot)
    const isAbove = Triggers.isOrderAbove(slot)
    Book.remove(Triggers.book(order.market, isAbove), slot)
    order.level = 0
    const ratchet = TermsPool.of(slot).ratchet
    if (ratchet == 0 || changetype<Order>(ratchet).level == 0) return
    Book.remove(Triggers.book(order.market, !isAbove), ratchet)
    changetype<Order>(ratchet).level = 0
  }

  /** A waiting order waits no more. */
  static leave(slot: u32): void {
    Triggers.leaveBooks(slot)
    header.conditionalsUsed--
    Triggers.releaseRatchet(TermsPool.of(slot))
  }

  /** A turn has traded: its prices are to be looked at. */
  @inline
  static note(market: u32): void {
    if (header.conditionalsUsed == 0) return
    header.agenda |= agendaScan
    header.scanMarket = market
    header.scanStage = 0
    header.scanFirst = header.firstPrice
    header.scanLast = header.lastPrice
  }

  /** Looks at one trigger that was reached; when there is none any more, this work is done. */
  static step(): void {
    for (; header.scanStage < 2; header.scanStage++) {
      const isAlong = header.scanStage == 1
      const isAbove = (header.scanTakerSells != 0) != isAlong
      const price = isAlong ? header.scanLast : header.scanFirst
      const book = Triggers.book(header.scanMarket, isAbove)
      if (book.bestKey == keyNone || book.bestKey > Book.keyOf(book, price)) continue
      Triggers.hit(changetype<Level>(book.bestLevel).head, price)
      return
    }
    header.agenda &= ~agendaScan
  }

  static hit(slot: u32, price: u32): void {
    if (Orders.type(slot) == typeRatchet) {
      Triggers.move(changetype<Order>(slot).orderId as u32, price)
    } else if (TermsPool.of(slot).trailingBips != 0 && TermsPool.of(slot).isArming != 0) {
      Triggers.move(slot, price)
    } else {
      Triggers.trigger(slot)
    }
  }

  /** The price has come to an anchor's trigger, or to where trailing begins. */
  static move(slot: u32, price: u32): void {
    const order = changetype<Order>(slot)
    const terms = TermsPool.of(slot)
    const _isAbove = Triggers.isOrderAbove(slot)
    Triggers.leaveBooks(slot)
    Work.startOwn(order.account, order.market)
    terms.isArming = 0
    Triggers.anchor(slot, price)
    OrderEvents.stopMoved(slot)
  }

  /** Joins the queue; the other of its pair ends, and it keeps of what both had locked what it needs. */
  static trigger(slot: u32): void {
    const order = changetype<Order>(slot)
    const terms = TermsPool.of(slot)
    Triggers.leave(slot)
    Queue.trigger(slot)
    const list = terms.list
    if (list == 0) return
    Work.startOwn(order.account, order.market)
    const before = Held.total(order)
    Lists.closeOthers(list, slot, OrderStatus.expired, CloseReason.otherLeg)
    Lists.end(list)
    const missing = Triggers.needOf(slot) - terms.lockedUnits
    Held.lock(order, missing)
    terms.lockedUnits += missing
    header.changedBalances = 0
    if (Held.total(order) != before) Held.note(order)
  }

  /** What an order locks at entry. */
  static needOf(slot: u32): i64 {
    const order = changetype<Order>(slot)
    const isBuy = (order.side as u32) == (Side.buy as u32)
    if (isBuy && Kind.isMarket(Orders.type(slot))) return 0
    return Held.reservation(order, TermsPool.openLots(slot))
  }
}
