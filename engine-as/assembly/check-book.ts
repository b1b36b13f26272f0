// Invariants of the books: links, totals, bitmaps, pages, best prices, the index of ids.
import {
  Book,
  BookSide,
  keyNone,
  Level,
  levelsPerPage,
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
    for (let market: u32 = 0; market < header.marketsListed; market++) {
      for (let side: u32 = 0; side < sidesPerMarket; side++) {
        const book = Book.side(market, side)
        orders += CheckBook.orders(book)
        if (book.directory != 0) pages += CheckBook.pages(book)
      }
      if (CheckBook.mustNotCross(market)) CheckBook.cross(market)
    }
    const elsewhere = header.rules == (Rules.exchange as u32) ? CheckTerms.inNoBook() : 0
    Check.that(orders + elsewhere == header.ordersOpen, brokenPool, header.ordersOpen)
    Check.that(pages == header.pagesUsed, brokenPool, header.pagesUsed)
    CheckBook.slots(header.ordersOpen)
    CheckBook.ids(header.ordersOpen)
  }

  /** Walks a side by price, each level by time; returns the count of its orders. */
  static orders(side: BookSide): u32 {
    let count: u32 = 0
    for (let key = side.bestKey; key != keyNone; key = Book.nextKey(side, key)) {
      const at = Book.level(side, key)
      const level = changetype<Level>(at)
      let lots: u64 = 0
      let before = at
      Check.that(level.head != 0, brokenBit, at)
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
    const isExchange = header.rules == (Rules.exchange as u32)
    Check.that(order.level == level, brokenLinks, slot)
    Check.that((order.side as u32) == side.side, brokenLinks, slot)
    Check.that(!isExchange || (order.market as u32) == side.market, brokenLinks, slot)
    Check.that(order.priceTicks == Book.priceOf(side, key), brokenLinks, slot)
    Check.that(order.remainingLots != 0, brokenLinks, slot)
    Check.that(Ids.find(order.orderId) == slot, brokenId, slot)
  }

  /** Scans a side's directory; returns the count of its pages. */
  static pages(side: BookSide): u32 {
    const entries = Markets.directoryEntries(side.priceMaxTicks)
    let count: u32 = 0
    let first = keyNone
    for (let entry: u32 = 0; entry < entries; entry++) {
      const page = load<u32>(side.directory + (entry << 2))
      Check.that(CheckBook.bit(side.words1, entry) == (page != 0), brokenPage, side.market)
      if (page == 0) continue
      const info = Pages.info(page)
      Check.that(info.entry == entry, brokenPage, page)
      Check.that(info.side == (changetype<usize>(side) as u32), brokenPage, page)
      Check.that(CheckBook.levels(page) == info.levels && info.levels != 0, brokenPage, page)
      if (first == keyNone) first = (entry << 9) | Pages.firstLevel(page)
      count++
    }
    CheckBook.words(side, entries)
    Check.that(side.bestKey == first, brokenBest, side.market)
    const best = first == keyNone ? 0 : Book.level(side, first)
    Check.that(side.bestLevel == best, brokenBest, side.market)
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

  /** Count of a page's used levels. */
  static levels(page: u32): u32 {
    const words = changetype<usize>(Pages.info(page)) as u32
    let count: u32 = 0
    for (let index: u32 = 0; index < levelsPerPage; index++) {
      const level = changetype<Level>(page + (index << 4))
      const isUsed = level.head != 0
      Check.that(CheckBook.bit(words, index) == isUsed, brokenBit, page)
      Check.that(isUsed || (level.tail == 0 && level.totalLots == 0), brokenBit, page)
      if (isUsed) count++
    }
    return count
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
    const taken = (header.ordersEnd - header.orders) / (offsetof<Order>() as u32)
    const isTaking = header.phase == phaseMatch && !Orders.hasTerms(header.workOrder)
    const underWay: u32 = isTaking ? 1 : 0
    let free: u32 = 0
    for (let slot = header.ordersFree; slot != 0 && free <= taken; free++)
      slot = changetype<Order>(slot).next
    Check.that(orders + free + underWay == taken, brokenPool, taken)
    let pagesFree: u32 = 0
    const pagesTaken = (header.pagesEnd - header.pages) / pageBytes
    for (let page = header.pagesFree; page != 0 && pagesFree <= pagesTaken; pagesFree++)
      page = Pages.info(page).nextFree
    Check.that(pagesFree + header.pagesUsed == pagesTaken, brokenPool, pagesTaken)
  }

  static ids(orders: u32): void {
    let count: u32 = 0
    let run: u32 = 0
    for (let slot: u32 = 0; slot <= header.idsMask; slot++) {
      const isUsed = load<u32>(header.idsBase + (slot << 3)) != 0
      run = isUsed ? run + 1 : 0
      if (isUsed) count++
      Check.that(run <= runMax || header.rules != (Rules.exchange as u32), brokenRun, slot)
    }
    const isExchange = header.rules == (Rules.exchange as u32)
    const named = isExchange ? orders - CheckTerms.ratchets() : orders
    Check.that(count == named && count == header.idsCount, brokenId, count)
  }
}
