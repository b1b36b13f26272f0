// (side, key) → level of all levels but the best of a side that nothing better has come before.
import { BookSide, indexedMark, Level } from './book'
import { HashTable, Table } from './hash-table'
import { Header, headerAddress } from './header'
import { Pages } from './pages'

export class LevelIndex {
  @inline
  static table(): Table {
    return changetype<Table>(headerAddress + offsetof<Header>('levelIndexBase'))
  }

  @inline
  static tag(side: BookSide, key: u32): u32 {
    const both = ((changetype<usize>(side) as u64) << 32) | (key as u64)
    return ((both * 0x9e3779b97f4a7c15) >> 32) as u32
  }

  /** The level's address, 0 where the index has none. */
  @inline
  static find(side: BookSide, key: u32): u32 {
    const table = LevelIndex.table()
    const tag = LevelIndex.tag(side, key)
    const marked = (changetype<usize>(side) as u32) | indexedMark
    let at = HashTable.home(table, tag)
    while (true) {
      const entry = load<u64>(at)
      const found = entry as u32
      if (found == 0) return 0
      if (((entry >> 32) as u32) == tag) {
        const level = changetype<Level>(found)
        if (level.key == key && level.markedSide == marked) return found
      }
      at = HashTable.next(table, at)
    }
  }

  static enter(side: BookSide, at: u32): void {
    const level = changetype<Level>(at)
    level.markedSide |= indexedMark
    HashTable.insert(LevelIndex.table(), LevelIndex.tag(side, level.key), at)
    Pages.mark(side, level.key)
  }

  static leave(side: BookSide, at: u32): void {
    const key = changetype<Level>(at).key
    HashTable.remove(LevelIndex.table(), LevelIndex.tag(side, key), at)
    Pages.unmark(side, key)
  }
}
