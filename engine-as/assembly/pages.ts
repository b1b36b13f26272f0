// The keys of a side's indexed levels: pages of 512 from one shared pool, entered into the side's
// directory while they have a bit, and bitmaps above that find the nearest one.
//
//   directory[key >> 9] ─▶ page: bit key & 511        words1, words2, words3: pages that exist, 64-ary
//
// It knows nothing of levels and orders.
import { BookSide, keyNone, keysPerPage, pageBytes } from './book'
import { header } from './header'
import { Markets } from './markets'
import { directoryBytes } from './memory-map'

export class Pages {
  /** Gives a side its directory; room for it was counted when the market was listed. */
  static openDirectory(side: BookSide): void {
    const entries = Markets.directoryEntries(side.priceMaxTicks)
    const words1 = (entries + 63) >> 6
    const words2 = (words1 + 63) >> 6
    side.directory = header.directoryEnd
    side.words1 = side.directory + (((entries << 2) + 7) & ~7)
    side.words2 = side.words1 + (words1 << 3)
    side.words3 = side.words2 + (words2 << 3)
    header.directoryEnd += directoryBytes(entries)
    assert(header.directoryEnd <= header.pages) // what fits by count fits by bytes
  }

  /** A key that has a level now. */
  static mark(side: BookSide, key: u32): void {
    const entry = key >> 9
    let at = load<u32>(side.directory + (entry << 2))
    if (at == 0) at = Pages.take(side, entry)
    Pages.setBit(at, key & (keysPerPage - 1))
  }

  /** A key that has lost its level. */
  static unmark(side: BookSide, key: u32): void {
    const at = load<u32>(side.directory + ((key >> 9) << 2))
    const left = Pages.clearBit(at, key & (keysPerPage - 1))
    if (left == 0 && Pages.isEmpty(at)) Pages.release(side, key >> 9, at)
  }

  @inline
  static isEmpty(page: u32): bool {
    const first = load<u64>(page) | load<u64>(page, 8) | load<u64>(page, 16) | load<u64>(page, 24)
    const last =
      load<u64>(page, 32) | load<u64>(page, 40) | load<u64>(page, 48) | load<u64>(page, 56)
    return (first | last) == 0
  }

  /** A page without bits, entered into the side's directory. */
  static take(side: BookSide, entry: u32): u32 {
    let at = header.pagesFree
    if (at != 0) {
      header.pagesFree = load<u32>(at)
      store<u32>(at, 0)
    } else {
      at = header.pagesEnd
      assert(at < header.levels) // there is a page for every level
      header.pagesEnd = at + pageBytes
    }
    store<u32>(side.directory + (entry << 2), at)
    Pages.setBit(side.words1, entry)
    Pages.setBit(side.words2, entry >> 6)
    Pages.setBit(side.words3, entry >> 12)
    return at
  }

  /** The page of a directory entry has no bit left; its first word links it to the next free one. */
  static release(side: BookSide, entry: u32, at: u32): void {
    store<u32>(at, header.pagesFree)
    header.pagesFree = at
    store<u32>(side.directory + (entry << 2), 0)
    if (Pages.clearBit(side.words1, entry) != 0) return
    if (Pages.clearBit(side.words2, entry >> 6) != 0) return
    Pages.clearBit(side.words3, entry >> 12)
  }

  /** The greatest marked key below one, or `keyNone`. */
  static below(side: BookSide, key: u32): u32 {
    const entry = key >> 9
    const page = load<u32>(side.directory + (entry << 2))
    if (page != 0) {
      const word = (key >> 6) & 7
      const bits = load<u64>(page + (word << 3)) & Pages.under(key)
      const index = Pages.lastOf(page, word, bits)
      if (index != keyNone) return (entry << 9) | index
    }
    const before = Pages.entryBelow(side, entry)
    if (before == keyNone) return keyNone
    const at = load<u32>(side.directory + (before << 2))
    return (before << 9) | Pages.lastOf(at, keysPerPage >> 6, 0)
  }

  /** The last marked index of a page among these bits of a word and all words before it. */
  @inline
  static lastOf(page: u32, word: u32, bits: u64): u32 {
    while (bits == 0) {
      if (word == 0) return keyNone
      bits = load<u64>(page + (--word << 3))
    }
    return (word << 6) | Pages.highest(bits)
  }

  /** The last directory entry below one that has a page, or `keyNone`. */
  static entryBelow(side: BookSide, entry: u32): u32 {
    let word1 = entry >> 6
    let bits = load<u64>(side.words1 + (word1 << 3)) & Pages.under(entry)
    if (bits == 0) {
      let word2 = word1 >> 6
      bits = load<u64>(side.words2 + (word2 << 3)) & Pages.under(word1)
      if (bits == 0) {
        let word3 = word2 >> 6
        bits = load<u64>(side.words3 + (word3 << 3)) & Pages.under(word2)
        while (bits == 0) {
          if (word3 == 0) return keyNone
          bits = load<u64>(side.words3 + (--word3 << 3))
        }
        word2 = (word3 << 6) | Pages.highest(bits)
        bits = load<u64>(side.words2 + (word2 << 3))
      }
      word1 = (word2 << 6) | Pages.highest(bits)
      bits = load<u64>(side.words1 + (word1 << 3))
    }
    return (word1 << 6) | Pages.highest(bits)
  }

  /** All bits below one of a word. */
  @inline
  static under(index: u32): u64 {
    return ((1 as u64) << ((index & 63) as u64)) - 1
  }

  @inline
  static highest(bits: u64): u32 {
    return 63 - (clz(bits) as u32)
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
