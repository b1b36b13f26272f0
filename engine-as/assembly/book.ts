// The book: a side's prices as a paged window. Prices become keys so that the best is the lowest
// key on both sides (sell: the price; buy: priceMaxTicks - price), and one code serves both.
//
// The triggers of conditional orders are two more books of a market: those at or below a price, with
// the keys of buys, and those at or above one, with the keys of sells.
//
//   directory[key >> 9] → page ─┬ level[key & 511] {head, tail, totalLots} ⇄ order ⇄ order …
//   bitmaps above: pages that exist, in three levels of 64   └ page info: bit for each used level
//
// A level is the sentinel of its orders' ring, so that linking needs no branch; an empty level is
// all zeros. A page without orders is all zeros and goes back to the pool.
import { header } from './header'
import { Order } from './orders'
import { Pages } from './pages'

export const levelsPerPage: u32 = 512
export const pageBytes: u32 = 8192
export const keyNone: u32 = 0xffffffff
/** Beside Side: orders that wait for a price at or below their own, and at or above it. */
export const sideBelow: u32 = 2
export const sideAbove: u32 = 3
export const sidesPerMarket: u32 = 4
/** A level's total carries this mark while the command under way has it noted as changed. */
export const touchedMark: u64 = 1 << 63

@unmanaged
export class Level {
  /** Like `next` and `prev` of an order. */
  head: u32
  tail: u32
  totalLots: u64
}

@unmanaged
export class BookSide {
  bestKey: u32
  /** Address, 0 when the side is empty. */
  bestLevel: u32
  directory: u32
  words1: u32
  words2: u32
  words3: u32
  words3Count: u32
  priceMaxTicks: u32
  /** Side, or one of the triggers' books. */
  side: u32
  market: u32
  /** 1 = the key is the price. */
  isAscending: u32
  reserved: u32
  reserved1: u64
  reserved2: u64
}

/** Of a page, by its number. */
@unmanaged
export class PageInfo {
  word0: u64
  word1: u64
  word2: u64
  word3: u64
  word4: u64
  word5: u64
  word6: u64
  word7: u64
  /** In use. */
  levels: u32
  /** Index in the directory of its side. */
  entry: u32
  /** Address of its side, 0 while free. */
  side: u32
  nextFree: u32
  reserved0: u64
  reserved1: u64
  reserved2: u64
  reserved3: u64
  reserved4: u64
  reserved5: u64
}

export class Book {
  /** `side` as Side or a book of triggers; those of a market lie beside each other. */
  @inline
  static side(market: u32, side: u32): BookSide {
    return changetype<BookSide>(header.sides + (((market << 2) | side) << 6))
  }

  @inline
  static keyOf(side: BookSide, priceTicks: u32): u32 {
    return select<u32>(priceTicks, side.priceMaxTicks - priceTicks, side.isAscending)
  }

  @inline
  static priceOf(side: BookSide, key: u32): u32 {
    return Book.keyOf(side, key)
  }

  /** Address of the level of a key, 0 where its page does not exist. */
  @inline
  static level(side: BookSide, key: u32): u32 {
    const page = load<u32>(side.directory + ((key >> 9) << 2))
    return page == 0 ? 0 : page + ((key & 511) << 4)
  }

  /** Whether an order at this key could be linked without a new page. */
  @inline
  static hasPage(side: BookSide, key: u32): bool {
    if (side.directory == 0) return false
    return load<u32>(side.directory + ((key >> 9) << 2)) != 0
  }

  /** New pages that an order at a price needs. */
  @inline
  static pagesNeeded(side: BookSide, priceTicks: u32): u32 {
    return Book.hasPage(side, Book.keyOf(side, priceTicks)) ? 0 : 1
  }

  /** Puts an order behind all others of its price. The pool of pages must not be exhausted. */
  @inline
  static append(side: BookSide, key: u32, slot: u32): void {
    let page = load<u32>(side.directory + ((key >> 9) << 2))
    if (page == 0) page = Pages.take(side, key >> 9)
    const at = page + ((key & 511) << 4)
    const level = changetype<Level>(at)
    const order = changetype<Order>(slot)
    let tail = level.tail
    if (tail == 0) {
      tail = at
      Pages.mark(at)
      if (key < side.bestKey) {
        side.bestKey = key
        side.bestLevel = at
      }
    }
    order.level = at
    order.next = at
    order.prev = tail
    changetype<Order>(tail).next = slot
    level.tail = slot
    level.totalLots += order.remainingLots
  }

  /** Takes an order out; returns its level's address. Its slot stays as it is. */
  @inline
  static remove(side: BookSide, slot: u32): u32 {
    const order = changetype<Order>(slot)
    const at = order.level
    const next = order.next
    const prev = order.prev
    changetype<Level>(at).totalLots -= order.remainingLots
    changetype<Order>(next).prev = prev
    changetype<Order>(prev).next = next
    if (next == prev) Book.vacate(side, at)
    return at
  }

  /** The first of a level goes to its end, with other lots than it had. */
  static refill(at: u32, slot: u32, lots: u64): void {
    const level = changetype<Level>(at)
    const order = changetype<Order>(slot)
    assert(level.head == slot) // only the first of the best level is filled
    level.totalLots += lots - order.remainingLots
    order.remainingLots = lots
    if (level.tail == slot) return
    const next = order.next
    level.head = next
    changetype<Order>(next).prev = at
    const tail = level.tail
    changetype<Order>(tail).next = slot
    order.prev = tail
    order.next = at
    level.tail = slot
  }

  /** The last order of a level has left. */
  static vacate(side: BookSide, at: u32): void {
    const level = changetype<Level>(at)
    assert((level.totalLots & ~touchedMark) == 0) // an empty level has no lots
    level.head = 0
    level.tail = 0
    level.totalLots = 0
    const page = at & ~(pageBytes - 1)
    if (Pages.unmark(at) != 0) {
      if (at != side.bestLevel) return
      // Nothing was better, so the rest of the page is worse: the next best is in it.
      const index = Pages.nextLevel(page, (at >> 4) & (levelsPerPage - 1))
      side.bestKey = (side.bestKey & ~(levelsPerPage - 1)) | index
      side.bestLevel = page + (index << 4)
    } else {
      Pages.release(side, page)
      if (at == side.bestLevel) Book.leavePage(side)
    }
  }

  /** The page of the best level is gone: the next one that exists has the best. */
  static leavePage(side: BookSide): void {
    const key = Book.nextKey(side, side.bestKey)
    side.bestKey = key
    side.bestLevel = key == keyNone ? 0 : Book.level(side, key)
  }

  /** The first used key above one, or `keyNone`. */
  static nextKey(side: BookSide, key: u32): u32 {
    const entry = key >> 9
    const page = load<u32>(side.directory + (entry << 2))
    if (page != 0) {
      const index = Pages.nextLevel(page, key & 511)
      if (index < levelsPerPage) return (entry << 9) | index
    }
    const next = Pages.nextEntry(side, entry)
    if (next == keyNone) return keyNone
    return (next << 9) | Pages.firstLevel(load<u32>(side.directory + (next << 2)))
  }
}
