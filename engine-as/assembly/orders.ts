// Order slots: a pool of 64-byte slots, links as addresses, the last one given back is taken first.
//
//   order       0 next ─ 4 prev ─ 8 orderId ─ 16 remaining ─ 24 price ─ 28 level ─ 32 account
//               36 market ─ 38 side ─ 39 kind ─ 40 quantity ─ 48 executedQuote ─ 56 createdUs
//   order links 0 accountNext ─ 4 accountPrev ─ 8 clientId ─ 12 reserved     (beside, for its slot)
import { header } from './header'

/** What matching touches. Free: `next` is the next free slot and everything else is stale. */
@unmanaged
export class Order {
  next: u32
  prev: u32
  orderId: u64
  remainingLots: u64
  priceTicks: u32
  /** Address of the level that it stands in, 0 while it does not rest. */
  level: u32
  account: u32
  market: u16
  side: u8
  /** OrderType | TimeInForce << 4 */
  kind: u8
  quantityLots: u64
  executedQuoteUnits: i64
  createdUs: u64
}

/** What only the exchange's rules need. */
@unmanaged
export class OrderLinks {
  accountNext: u32
  accountPrev: u32
  /** Address of the entry of its client order id, 0 when it has none. */
  clientId: u32
  reserved: u32
}

export class Orders {
  /** A slot with stale content, or 0 when the pool is used up. */
  @inline
  static take(): u32 {
    const free = header.ordersFree
    if (free != 0) {
      header.ordersFree = changetype<Order>(free).next
      return free
    }
    const fresh = header.ordersEnd
    if (fresh > header.orders + (header.ordersCapacity << 6)) return 0
    header.ordersEnd = fresh + (offsetof<Order>() as u32)
    return fresh
  }

  @inline
  static release(slot: u32): void {
    changetype<Order>(slot).next = header.ordersFree
    header.ordersFree = slot
  }

  @inline
  static links(slot: u32): OrderLinks {
    return changetype<OrderLinks>(header.orderLinks + ((slot - header.orders) >> 2))
  }
}
