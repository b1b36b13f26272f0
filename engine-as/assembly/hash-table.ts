// Open addressing with linear probing and backward-shift delete: no tombstones, no allocation.
//
//   ├ value u32 (0 = empty) ─┼ tag u32 ─┤     home = tag & mask
//
// The tag is the key's hash; whoever looks up compares the key behind the value itself.

export class HashTable {
  /** The first place to look at. */
  @inline
  static home(table: usize, mask: u32, tag: u32): usize {
    return table + (((tag & mask) as usize) << 3)
  }

  /** The place after one. */
  @inline
  static next(table: usize, mask: u32, at: usize): usize {
    return table + ((at - table + 8) & (((mask as usize) << 3) | 7))
  }

  static insert(table: usize, mask: u32, tag: u32, value: u32): void {
    let at = HashTable.home(table, mask, tag)
    while (load<u32>(at) != 0) at = HashTable.next(table, mask, at)
    store<u64>(at, ((tag as u64) << 32) | (value as u64))
  }

  /** The value must be there, under this tag. */
  static remove(table: usize, mask: u32, tag: u32, value: u32): void {
    let at = HashTable.home(table, mask, tag)
    while (load<u32>(at) != value) {
      assert(load<u32>(at) != 0) // what is removed was inserted
      at = HashTable.next(table, mask, at)
    }
    HashTable.close(table, mask, at)
  }

  /** Empties a place and moves up those behind it that may stand nearer to their homes. */
  @inline
  static close(table: usize, mask: u32, at: usize): void {
    const span = ((mask as usize) << 3) | 7
    let hole = at
    let scan = at
    while (true) {
      scan = HashTable.next(table, mask, scan)
      const entry = load<u64>(scan)
      if ((entry as u32) == 0) break
      const home = HashTable.home(table, mask, (entry >> 32) as u32)
      if (((scan - home) & span) < ((scan - hole) & span)) continue
      store<u64>(hole, entry)
      hole = scan
    }
    store<u64>(hole, 0)
  }
}
