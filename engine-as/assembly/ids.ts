// Order id → slot of every resting order.
import { HashTable } from './hash-table'
import { header } from './header'
import { Order } from './orders'

export class Ids {
  /**
   * Ids that follow each other stay neighbours (the living orders are mostly the newest, so their
   * places share cache lines); the higher bits spread ids that a client chose at wide strides.
   */
  @inline
  static tag(orderId: u64): u32 {
    return (orderId as u32) ^ (((orderId >> 20) as u32) * 0x9e3779b1)
  }

  /** The slot's address, 0 when no such order rests. */
  @inline
  static find(orderId: u64): u32 {
    const table = header.ids as usize
    const mask = header.idsMask
    const tag = Ids.tag(orderId)
    let at = HashTable.home(table, mask, tag)
    while (true) {
      const entry = load<u64>(at)
      const slot = entry as u32
      if (slot == 0) return 0
      if (((entry >> 32) as u32) == tag && changetype<Order>(slot).orderId == orderId) return slot
      at = HashTable.next(table, mask, at)
    }
  }

  @inline
  static insert(orderId: u64, slot: u32): void {
    HashTable.insert(header.ids, header.idsMask, Ids.tag(orderId), slot)
  }

  @inline
  static remove(orderId: u64, slot: u32): void {
    HashTable.remove(header.ids, header.idsMask, Ids.tag(orderId), slot)
  }
}
