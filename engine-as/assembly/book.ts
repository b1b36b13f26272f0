// The book: the prices of a side at which orders stand. Prices become keys so that the best is the
// lowest key on both sides (sell: the price; buy: priceMaxTicks - price), and one code serves both.
//
// The triggers of conditional orders are two more books of a market: those at or below a price, with
// the keys of buys, and those at or above one, with the keys of sells.
//
//   side.bestLevel ─▶ level {head, tail, totalLots} ⇄ worse level ⇄ … ⇄ worst level
//                       ⇅
//                     order ⇄ order ⇄ order                              a ring, first in line first
//
// A level is the sentinel of its orders' ring, so that linking needs no branch. It lives as long as
// it has orders. Where in the chain a new level belongs is found by an index of all levels
// (LevelIndex) and by bitmaps of their keys (Pages). The best level enters them only when a better
// one comes: most orders come and go at the top, and cost them nothing.
import { header } from './header'
import { LevelIndex } from './level-index'
import { Standing } from './orders'
import { Pages } from './pages'

export const keysPerPage: u32 = 512
/** A bit a key. */
export const pageBytes: u32 = keysPerPage >> 3
export const keyNone: u32 = 0xffffffff
/** Beside Side: orders that wait for a price at or below their own, and at or above it. */
export const sideBelow: u32 = 2
export const sideAbove: u32 = 3
export const sidesPerMarket: u32 = 4
/** A level's total carries this mark while the command under way has it noted as changed. */
export const touchedMark: u64 = 1 << 63
/** A level's side carries this mark while the level is in the index and its key in the bitmaps. */
export const indexedMark: u32 = 1

@unmanaged
export class Level {
  /** Like `next` and `prev` of an order. */
  head: u32
  tail: u32
  totalLots: u64
  key: u32
  /** Address, and `indexedMark`. */
  markedSide: u32
  /** The neighbouring levels, 0 where there is none. Free: `worse` is the next free one. */
  better: u32
  worse: u32
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
  priceMaxTicks: u32
  /** Side, or one of the triggers' books. */
  side: u32
  market: u32
  /** 1 = the key is the price. */
  isAscending: u32
  reserved1: u64
  reserved2: u64
  reserved3: u64
}

export class Book {
  /** `side` as Side or a book of triggers; those of a market lie beside each other. */
  @inline
  static side(market: u32, side: u32): BookSide {
    return changetype<BookSide>(header.sides + (((market << 2) | side) << 6))
  }

  /** Sells where these are buys, and buys where these are sells. */
  @inline
  static opposite(side: BookSide): BookSide {
    return changetype<BookSide>(changetype<usize>(side) ^ offsetof<BookSide>())
  }

  /** The key that the same price has on the opposite side. */
  @inline
  static mirrored(side: BookSide, key: u32): u32 {
    return side.priceMaxTicks - key
  }

  @inline
  static keyOf(side: BookSide, priceTicks: u32): u32 {
    return select<u32>(priceTicks, side.priceMaxTicks - priceTicks, side.isAscending)
  }

  @inline
  static priceOf(side: BookSide, key: u32): u32 {
    return Book.keyOf(side, key)
  }

  @inline
  static priceOfLevel(at: u32): u32 {
    const level = changetype<Level>(at)
    return Book.priceOf(Book.sideOf(level), level.key)
  }

  @inline
  static sideOf(level: Level): BookSide {
    return changetype<BookSide>(level.markedSide & ~indexedMark)
  }

  @inline
  static isIndexed(at: u32): bool {
    return (changetype<Level>(at).markedSide & indexedMark) != 0
  }

  /** Address of the level of a key, 0 where nobody stands. */
  @inline
  static level(side: BookSide, key: u32): u32 {
    return key == side.bestKey ? side.bestLevel : LevelIndex.find(side, key)
  }

  /** Puts an order behind all others of its price. */
  @inline
  static append(side: BookSide, key: u32, slot: u32): void {
    let at = side.bestLevel
    if (key != side.bestKey) at = key < side.bestKey ? Book.lead(side, key) : Book.behind(side, key)
    const level = changetype<Level>(at)
    const order = changetype<Standing>(slot)
    const tail = level.tail
    order.level = at
    order.next = at
    order.prev = tail
    changetype<Standing>(tail).next = slot
    level.tail = slot
    level.totalLots += order.remainingLots
  }

  /** A new best level. */
  @inline
  static lead(side: BookSide, key: u32): u32 {
    const before = side.bestLevel
    if (before != 0 && !Book.isIndexed(before)) LevelIndex.enter(side, before)
    const at = Book.open(side, key, 0, before)
    side.bestKey = key
    side.bestLevel = at
    return at
  }

  /** The level of a key that is worse than the best. */
  @inline
  static behind(side: BookSide, key: u32): u32 {
    const at = LevelIndex.find(side, key)
    return at != 0 ? at : Book.insert(side, key)
  }

  static insert(side: BookSide, key: u32): u32 {
    const nearest = Pages.below(side, key)
    const better = nearest == keyNone ? side.bestLevel : Book.level(side, nearest)
    const at = Book.open(side, key, better, changetype<Level>(better).worse)
    LevelIndex.enter(side, at)
    return at
  }

  /** A level without orders between its neighbours. */
  @inline
  static open(side: BookSide, key: u32, better: u32, worse: u32): u32 {
    let at = header.levelsFree
    if (at != 0) {
      header.levelsFree = changetype<Level>(at).worse
    } else {
      at = header.levelsEnd
      const levelsMax = header.ordersCapacity + 1 // each order has one at most
      assert(at < header.levels + levelsMax * (offsetof<Level>() as u32))
      header.levelsEnd = at + (offsetof<Level>() as u32)
    }
    const level = changetype<Level>(at)
    level.head = at
    level.tail = at
    level.totalLots = 0
    level.key = key
    level.markedSide = changetype<usize>(side) as u32
    level.better = better
    level.worse = worse
    if (better != 0) changetype<Level>(better).worse = at
    if (worse != 0) changetype<Level>(worse).better = at
    return at
  }

  /** Takes an order out; returns its level's address. Its slot stays as it is. */
  @inline
  static remove(side: BookSide, slot: u32): u32 {
    const order = changetype<Standing>(slot)
    const at = order.level
    const next = order.next
    const prev = order.prev
    changetype<Level>(at).totalLots -= order.remainingLots
    changetype<Standing>(next).prev = prev
    changetype<Standing>(prev).next = next
    if (next == prev) Book.vacate(side, at)
    return at
  }

  /** The first of a level goes to its end, with other lots than it had. */
  static refill(at: u32, slot: u32, lots: u64): void {
    const level = changetype<Level>(at)
    const order = changetype<Standing>(slot)
    assert(level.head == slot) // only the first of the best level is filled
    level.totalLots += lots - order.remainingLots
    order.remainingLots = lots
    if (level.tail == slot) return
    const next = order.next
    level.head = next
    changetype<Standing>(next).prev = at
    const tail = level.tail
    changetype<Standing>(tail).next = slot
    order.prev = tail
    order.next = at
    level.tail = slot
  }

  /** The last order of a level has left. */
  @inline
  static vacate(side: BookSide, at: u32): void {
    const level = changetype<Level>(at)
    assert((level.totalLots & ~touchedMark) == 0) // an empty level has no lots
    if (Book.isIndexed(at)) LevelIndex.leave(side, at)
    const better = level.better
    const worse = level.worse
    if (worse != 0) changetype<Level>(worse).better = better
    if (better != 0) {
      changetype<Level>(better).worse = worse
    } else {
      side.bestLevel = worse
      side.bestKey = worse == 0 ? keyNone : changetype<Level>(worse).key
    }
    level.worse = header.levelsFree
    header.levelsFree = at
  }
}
