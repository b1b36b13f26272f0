// Order id → slot of every resting order.
import { HashTable, Table } from './hash-table'
import { Header, header, headerAddress } from './header'
import { Standing } from './orders'

export class Ids {
  @inline
  static table(): Table {
    return changetype<Table>(headerAddress + offsetof<Header>('idsBase'))
  }

  /** A dense number as the id that tells its shard; exact as a JSON number. */
  @inline
  static ofShard(number: u64): u64 {
    return ((header.shard as u64) << 45) | number
  }

  /** Whether an id is one of those that were given out until a counter stood where it stands. */
  static isNumbered(id: u64, numbered: u64): bool {
    return id > Ids.ofShard(0) && id <= Ids.ofShard(numbered)
  }

  /** Scatters ids that follow each other: neighbours would make runs as long as the book is deep. */
  @inline
  static tag(orderId: u64): u32 {
    return ((orderId * 0x9e3779b97f4a7c15) >> 32) as u32
  }

  /** The slot's address, 0 when no such order rests. */
  @inline
  static find(orderId: u64): u32 {
    return load<u32>(Ids.place(orderId))
  }

  /** Where the entry of an order is, or the empty place where the search ends. */
  @inline
  static place(orderId: u64): usize {
    const table = Ids.table()
    const tag = Ids.tag(orderId)
    let at = HashTable.home(table, tag)
    while (true) {
      const entry = load<u64>(at)
      if ((entry as u32) == 0) return at
      if (((entry >> 32) as u32) == tag)
        if (changetype<Standing>(entry as u32).orderId == orderId) return at
      at = HashTable.next(table, at)
    }
  }

  @inline
  static insert(orderId: u64, slot: u32): void {
    HashTable.insert(Ids.table(), Ids.tag(orderId), slot)
  }

  @inline
  static remove(orderId: u64, slot: u32): void {
    HashTable.remove(Ids.table(), Ids.tag(orderId), slot)
  }
}
