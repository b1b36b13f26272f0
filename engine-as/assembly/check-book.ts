// Invariants of the books: links, totals, bitmaps, pages, best prices, the index of ids.
import {
  Book,
  BookSide,
  keyNone,
  keysPerPage,
  Level,
  pageBytes,
  sideBelow,
  sidesPerMarket,
  touchedMark,
} from './book'
import {
  brokenBest,
  brokenBit,
  brokenCross,
  brokenId,
  brokenLinks,
  brokenPage,
  brokenPool,
  brokenRun,
  brokenTotal,
  Check,
} from './check'
import { CheckTerms } from './check-terms'
import { MarketState, Rules, Side } from './generated/protocol'
import { header } from './header'
import { Ids } from './ids'
import { LevelIndex } from './level-index'
import { Levels } from './levels'
import { Markets } from './markets'
import { Order, Orders } from './orders'
import { Pages } from './pages'
import { phaseMatch } from './work'
import { workTrips } from './work-flags'

/** Half full and well scattered, a table of a million has no run of a hundred. */
const runMax: u32 = 256

export class CheckBook {
  static run(): void {
    let orders: u32 = 0
    let pages: u32 = 0
    let levels: u32 = 0
    for (let market: u32 = 0; market < header.marketsListed; market++) {
      for (let side: u32 = 0; side < sidesPerMarket; side++) {
        const book = Book.side(market, side)
        orders += CheckBook.orders(book)
        levels += CheckBook.levels(book)
        if (book.directory != 0) pages += CheckBook.pages(book)
      }
      if (CheckBook.mustNotCross(market)) CheckBook.cross(market)
    }
    const elsewhere = header.rules == (Rules.exchange as u32) ? CheckTerms.inNoBook() : 0
    Check.that(orders + elsewhere == header.ordersOpen, brokenPool, header.ordersOpen)
    CheckBook.slots(header.ordersOpen)
    CheckBook.pools(levels, pages)
    CheckBook.ids(header.ordersOpen)
  }

  /** Walks a side by price, each level by time; returns the count of its orders. */
  static orders(side: BookSide): u32 {
    let count: u32 = 0
    for (let at = side.bestLevel; at != 0; at = changetype<Level>(at).worse) {
      const level = changetype<Level>(at)
      const key = level.key
      let lots: u64 = 0
      let before = at
      Check.that(level.head != at, brokenLinks, at)
      for (let slot = level.head; slot != at && slot != 0; ) {
        const order = changetype<Order>(slot)
        if (side.side < sideBelow) CheckBook.order(side, key, at, slot)
        else CheckTerms.trigger(side, key, at, slot)
        Check.that(order.prev == before, brokenLinks, slot)
        lots += order.remainingLots
        before = slot
        slot = order.next
        if (++count > header.ordersOpen) return count
      }
      Check.that(level.tail == before, brokenLinks, at)
      // Orders that lock nothing while they wait may be for more lots than there are numbers.
      Check.that(Levels.lots(at) == (lots & ~touchedMark), brokenTotal, at)
    }
    return count
  }

  static order(side: BookSide, key: u32, level: u32, slot: u32): void {
    const order = changetype<Order>(slot)
    Check.that(order.level == level, brokenLinks, slot)
    if (header.rules == (Rules.exchange as u32)) {
      Check.that((order.side as u32) == side.side, brokenLinks, slot)
      Check.that((order.market as u32) == side.market, brokenLinks, slot)
    }
    Check.that(order.priceTicks == Book.priceOf(side, key), brokenLinks, slot)
    Check.that(order.remainingLots != 0, brokenLinks, slot)
    Check.that(Ids.find(order.orderId) == slot, brokenId, slot)
  }

  /** The chain from the best level to the worst, and the index of it; returns how many there are. */
  static levels(side: BookSide): u32 {
    let count: u32 = 0
    let better: u32 = 0
    const best = side.bestLevel
    Check.that(
      side.bestKey == (best == 0 ? keyNone : changetype<Level>(best).key),
      brokenBest,
      best,
    )
    for (let at = best; at != 0; at = changetype<Level>(at).worse) {
      const level = changetype<Level>(at)
      Check.that(level.better == better, brokenLinks, at)
      Check.that(better == 0 || changetype<Level>(better).key < level.key, brokenBest, at)
      const isIndexed = Book.isIndexed(at)
      Check.that(Book.sideOf(level) == side, brokenLinks, at)
      Check.that(isIndexed || at == best, brokenBit, at)
      Check.that(LevelIndex.find(side, level.key) == (isIndexed ? at : 0), brokenBit, at)
      better = at
      if (++count > header.ordersOpen) return count
    }
    return count
  }

  /** Scans a side's directory; returns the count of its pages. */
  static pages(side: BookSide): u32 {
    const entries = Markets.directoryEntries(side.priceMaxTicks)
    let count: u32 = 0
    for (let entry: u32 = 0; entry < entries; entry++) {
      const at = load<u32>(side.directory + (entry << 2))
      Check.that(CheckBook.bit(side.words1, entry) == (at != 0), brokenPage, side.market)
      if (at == 0) continue
      Check.that(!Pages.isEmpty(at), brokenPage, at)
      CheckBook.keys(side, at, entry * keysPerPage)
      count++
    }
    CheckBook.words(side, entries)
    return count
  }

  /** The bitmaps above say of each word whether it is empty. */
  static words(side: BookSide, entries: u32): void {
    const words1 = (entries + 63) >> 6
    const words2 = (words1 + 63) >> 6
    for (let word: u32 = 0; word < words1; word++) {
      const isUsed = load<u64>(side.words1 + (word << 3)) != 0
      Check.that(CheckBook.bit(side.words2, word) == isUsed, brokenPage, side.market)
    }
    for (let word: u32 = 0; word < words2; word++) {
      const isUsed = load<u64>(side.words2 + (word << 3)) != 0
      Check.that(CheckBook.bit(side.words3, word) == isUsed, brokenPage, side.market)
    }
  }

  @inline
  static bit(words: u32, index: u32): bool {
    return ((load<u64>(words + ((index >> 6) << 3)) >> ((index & 63) as u64)) & 1) != 0
  }

  /** A page's marked keys are those of indexed levels. */
  static keys(side: BookSide, page: u32, first: u32): void {
    for (let index: u32 = 0; index < keysPerPage; index++) {
      const isIndexed = LevelIndex.find(side, first + index) != 0
      Check.that(CheckBook.bit(page, index) == isIndexed, brokenBit, page)
    }
  }

  /** An auction collects what crosses, and a book stays as it is until trading begins again. */
  static mustNotCross(market: u32): bool {
    if (header.configured == 0 || header.rules != (Rules.exchange as u32)) return true
    if (Markets.at(market).state != (MarketState.trading as u32)) return false
    return (header.workFlags & workTrips) == 0 || header.workMarket != market
  }

  static cross(market: u32): void {
    const buyers = Book.side(market, Side.buy)
    const sellers = Book.side(market, Side.sell)
    if (buyers.bestLevel == 0 || sellers.bestLevel == 0) return
    const bid = Book.priceOf(buyers, buyers.bestKey)
    const ask = Book.priceOf(sellers, sellers.bestKey)
    Check.that(bid < ask, brokenCross, market)
  }

  /** Every slot ever used rests, is free, or is the taker under way. */
  static slots(orders: u32): void {
    const taken = (header.ordersEnd - header.orders) / header.orderBytes
    const isTaking = header.phase == phaseMatch && !Orders.hasTerms(header.workOrder)
    const underWay: u32 = isTaking ? 1 : 0
    let free: u32 = 0
    for (let slot = header.ordersFree; slot != 0 && free <= taken; free++)
      slot = changetype<Order>(slot).next
    Check.that(orders + free + underWay == taken, brokenPool, taken)
  }

  /** Every level and every page ever used is in a book or free. */
  static pools(levels: u32, pages: u32): void {
    const levelsTaken = (header.levelsEnd - header.levels) / (offsetof<Level>() as u32)
    let levelsFree: u32 = 0
    for (let level = header.levelsFree; level != 0 && levelsFree <= levelsTaken; levelsFree++)
      level = changetype<Level>(level).worse
    Check.that(levels + levelsFree == levelsTaken, brokenPool, levelsTaken)
    const pagesTaken = (header.pagesEnd - header.pages) / pageBytes
    let pagesFree: u32 = 0
    for (let page = header.pagesFree; page != 0 && pagesFree <= pagesTaken; pagesFree++)
      page = load<u32>(page)
    Check.that(pages + pagesFree == pagesTaken, brokenPool, pagesTaken)
  }

  static ids(orders: u32): void {
    let count: u32 = 0
    let run: u32 = 0
    const isExchange = header.rules == (Rules.exchange as u32)
    for (let slot: u32 = 0; slot <= header.idsMask; slot++) {
      const isUsed = load<u32>(header.idsBase + (slot << 3)) != 0
      run = isUsed ? run + 1 : 0
      if (isUsed) count++
      Check.that(run <= runMax || !isExchange, brokenRun, slot)
    }
    const named = isExchange ? orders - CheckTerms.ratchets() : orders
    Check.that(count == named && count == header.idsCount, brokenId, count)
  }
}
