// Open addressing with linear probing and backward-shift delete: no tombstones. A table begins small,
// so that it stays in the cache, and doubles in place inside its region. A small one doubles when it
// is a quarter full, since searches then hardly ever take a second look; a large one when it is half
// full.
//
//   ├ value u32 (0 = empty) ─┼ tag u32 ─┤     home = tag & mask
//
// The tag is the key's hash; whoever looks up compares the key behind the value itself.

/** A table's state, in the header. */
@unmanaged
export class Table {
  base: u32
  /** Slots in use by the table, less one. */
  mask: u32
  /** Entries. */
  count: u32
  /** With more entries it doubles. */
  countMax: u32
  /** Of its region. */
  slotsMax: u32
}

const slotsMin: u32 = 1024
/** A table of fewer is small beside a cache of the second level. */
const slotsLarge: u32 = 32768

export class HashTable {
  /** A region of `slotsMax` zeroed slots, a power of two. */
  static open(table: Table, base: u32, slotsMax: u32): void {
    table.base = base
    HashTable.resize(table, min(slotsMin, slotsMax))
    table.count = 0
    table.slotsMax = slotsMax
  }

  static resize(table: Table, slots: u32): void {
    table.mask = slots - 1
    table.countMax = slots < slotsLarge ? slots >> 2 : slots >> 1
  }

  /** The first place to look at. */
  @inline
  static home(table: Table, tag: u32): usize {
    return table.base + ((tag & table.mask) << 3)
  }

  /** The place after one. */
  @inline
  static next(table: Table, at: usize): usize {
    const base = table.base as usize
    return base + ((at - base + 8) & ((table.mask << 3) as usize))
  }

  @inline
  static insert(table: Table, tag: u32, value: u32): void {
    if (++table.count > table.countMax) HashTable.grow(table)
    HashTable.put(table, ((tag as u64) << 32) | (value as u64))
  }

  /** The same at the empty place where a search for the key has ended. */
  @inline
  static insertAt(table: Table, place: usize, tag: u32, value: u32): void {
    if (table.count >= table.countMax) {
      HashTable.insert(table, tag, value)
    } else {
      table.count++
      store<u64>(place, ((tag as u64) << 32) | (value as u64))
    }
  }

  @inline
  static put(table: Table, entry: u64): void {
    let at = HashTable.home(table, (entry >> 32) as u32)
    while (load<u32>(at) != 0) at = HashTable.next(table, at)
    store<u64>(at, entry)
  }

  /** The value must be there, under this tag. */
  @inline
  static remove(table: Table, tag: u32, value: u32): void {
    let at = HashTable.home(table, tag)
    while (load<u32>(at) != value) {
      assert(load<u32>(at) != 0) // what is removed was inserted
      at = HashTable.next(table, at)
    }
    HashTable.close(table, at)
  }

  /** Empties a place and moves up those behind it that may stand nearer to their homes. */
  @inline
  static close(table: Table, at: usize): void {
    const span = (table.mask << 3) as usize
    let hole = at
    let scan = at
    table.count--
    while (true) {
      scan = HashTable.next(table, scan)
      const entry = load<u64>(scan)
      if ((entry as u32) == 0) break
      const home = HashTable.home(table, (entry >> 32) as u32)
      if (((scan - home) & span) < ((scan - hole) & span)) continue
      store<u64>(hole, entry)
      hole = scan
    }
    store<u64>(hole, 0)
  }

  /**
   * Doubles. The walk starts behind an empty place, so that an entry's home is always behind it or
   * in the new half: what is put ahead of the walk, past the end, is met and put again.
   */
  static grow(table: Table): void {
    const slots = table.mask + 1
    if (slots == table.slotsMax) return
    let start: u32 = 0
    while (load<u32>(table.base + (start << 3)) != 0) start++
    HashTable.resize(table, slots << 1)
    for (let step: u32 = 1; step <= slots; step++) {
      const at = (table.base + (((start + step) & (slots - 1)) << 3)) as usize
      const entry = load<u64>(at)
      if ((entry as u32) == 0) continue
      store<u64>(at, 0)
      HashTable.put(table, entry)
    }
  }
}
