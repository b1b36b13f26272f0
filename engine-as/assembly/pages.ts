// Pages of 512 levels from one shared pool, and the bitmaps that find the next used one.
// It knows nothing of orders.
import { BookSide, keyNone, levelsPerPage, PageInfo, pageBytes } from './book'
import { header } from './header'
import { Markets } from './markets'
import { directoryBytes } from './memory-map'

export class Pages {
  @inline
  static info(page: u32): PageInfo {
    return changetype<PageInfo>(header.pageInfos + (((page - header.pages) >> 13) << 7))
  }

  /** Gives a side its directory; room for it was counted when the market was listed. */
  static openDirectory(side: BookSide): void {
    const entries = Markets.directoryEntries(side.priceMaxTicks)
    const words1 = (entries + 63) >> 6
    const words2 = (words1 + 63) >> 6
    side.directory = header.directoryEnd
    side.words1 = side.directory + (((entries << 2) + 7) & ~7)
    side.words2 = side.words1 + (words1 << 3)
    side.words3 = side.words2 + (words2 << 3)
    side.words3Count = (words2 + 63) >> 6
    header.directoryEnd += directoryBytes(entries)
    assert(header.directoryEnd <= header.pageInfos) // what fits by count fits by bytes
  }

  /** Whether so many more pages may be in use. */
  @inline
  static hasRoom(count: u32): bool {
    return header.pagesUsed + count <= header.pricePagesMax
  }

  /** An empty page, entered into the side's directory. */
  static take(side: BookSide, entry: u32): u32 {
    let page = header.pagesFree
    if (page != 0) {
      header.pagesFree = Pages.info(page).nextFree
    } else {
      page = header.pagesEnd
      assert(page < header.pages + header.pagesCapacity * pageBytes) // checked before it is needed
      header.pagesEnd = page + pageBytes
    }
    const info = Pages.info(page)
    info.entry = entry
    info.side = changetype<usize>(side) as u32
    info.nextFree = 0
    header.pagesUsed++
    store<u32>(side.directory + (entry << 2), page)
    Pages.setBit(side.words1, entry)
    Pages.setBit(side.words2, entry >> 6)
    Pages.setBit(side.words3, entry >> 12)
    return page
  }

  /** The page has no order left, so it is all zeros. */
  static release(side: BookSide, page: u32): void {
    const info = Pages.info(page)
    const entry = info.entry
    info.side = 0
    info.nextFree = header.pagesFree
    header.pagesFree = page
    header.pagesUsed--
    store<u32>(side.directory + (entry << 2), 0)
    if (Pages.clearBit(side.words1, entry) != 0) return
    if (Pages.clearBit(side.words2, entry >> 6) != 0) return
    Pages.clearBit(side.words3, entry >> 12)
  }

  /** A level has its first order. */
  @inline
  static mark(level: u32): void {
    const info = Pages.info(level & ~(pageBytes - 1))
    const index = (level >> 4) & (levelsPerPage - 1)
    Pages.setBit(changetype<usize>(info) as u32, index)
    info.levels++
  }

  /** A level has lost its last order; returns how many levels of its page are left. */
  @inline
  static unmark(level: u32): u32 {
    const info = Pages.info(level & ~(pageBytes - 1))
    const index = (level >> 4) & (levelsPerPage - 1)
    Pages.clearBit(changetype<usize>(info) as u32, index)
    return --info.levels
  }

  /** Index of the first used level of a page above one, or 512. */
  @inline
  static nextLevel(page: u32, index: u32): u32 {
    const words = changetype<usize>(Pages.info(page)) as u32
    let word = index >> 6
    let bits = load<u64>(words + (word << 3)) & Pages.above(index & 63)
    while (bits == 0) {
      if (++word == 8) return levelsPerPage
      bits = load<u64>(words + (word << 3))
    }
    return (word << 6) | (ctz(bits) as u32)
  }

  /** Index of the first used level of a page that has one. */
  @inline
  static firstLevel(page: u32): u32 {
    const words = changetype<usize>(Pages.info(page)) as u32
    let word: u32 = 0
    while (load<u64>(words + (word << 3)) == 0) word++
    return (word << 6) | (ctz(load<u64>(words + (word << 3))) as u32)
  }

  /** The first directory entry above one that has a page, or `keyNone`. */
  static nextEntry(side: BookSide, entry: u32): u32 {
    let word1 = entry >> 6
    let bits = load<u64>(side.words1 + (word1 << 3)) & Pages.above(entry & 63)
    if (bits == 0) {
      let word2 = word1 >> 6
      bits = load<u64>(side.words2 + (word2 << 3)) & Pages.above(word1 & 63)
      if (bits == 0) {
        let word3 = word2 >> 6
        bits = load<u64>(side.words3 + (word3 << 3)) & Pages.above(word2 & 63)
        while (bits == 0) {
          if (++word3 >= side.words3Count) return keyNone
          bits = load<u64>(side.words3 + (word3 << 3))
        }
        word2 = (word3 << 6) | (ctz(bits) as u32)
        bits = load<u64>(side.words2 + (word2 << 3))
      }
      word1 = (word2 << 6) | (ctz(bits) as u32)
      bits = load<u64>(side.words1 + (word1 << 3))
    }
    return (word1 << 6) | (ctz(bits) as u32)
  }

  /** All bits above one. */
  @inline
  static above(bit: u32): u64 {
    return (-2 as u64) << (bit as u64)
  }

  @inline
  static setBit(words: u32, index: u32): void {
    const at = words + ((index >> 6) << 3)
    store<u64>(at, load<u64>(at) | ((1 as u64) << (index as u64)))
  }

  /** Returns what is left of its word. */
  @inline
  static clearBit(words: u32, index: u32): u64 {
    const at = words + ((index >> 6) << 3)
    const left = load<u64>(at) & ~((1 as u64) << (index as u64))
    store<u64>(at, left)
    return left
  }
}
