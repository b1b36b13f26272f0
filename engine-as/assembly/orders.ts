// Order slots: a pool, links as addresses, the last one given back is taken first. By the benchmark's
// rules an order is what stands in a book, 32 bytes; by the exchange's it has 64.
//
//   standing    0 next ─ 4 prev ─ 8 orderId ─ 16 remaining ─ 24 price ─ 28 level
//   order       32 account ─ 36 market ─ 38 side ─ 39 kind ─ 40 quantity ─ 48 executedQuote
//               56 accountNext ─ 60 accountPrev
//   order links 0 clientId ─ 4 terms                                        (beside, for its slot)
import { OrderType, TimeInForce } from './generated/protocol'
import { header } from './header'

/** What the book knows of an order. Free: `next` is the next free slot and everything else is stale. */
@unmanaged
export class Standing {
  next: u32
  prev: u32
  orderId: u64
  /** Of an iceberg that rests: of its visible part, and `quantityLots` is less by the hidden one. */
  remainingLots: u64
  priceTicks: u32
  /** Address of the level that it stands in, 0 while it stands in none. */
  level: u32
}

/** An order of an account. */
@unmanaged
export class Order extends Standing {
  account: u32
  market: u16
  side: u8
  /** OrderType | TimeInForce << 3 | `flagNamed` | `flagTerms` */
  kind: u8
  quantityLots: u64
  executedQuoteUnits: i64
  /** Slots of its account's list of open orders, 0 at its ends. */
  accountNext: u32
  accountPrev: u32
}

/** What few orders have; its flags say whether it is there, and it is stale where they do not. */
@unmanaged
export class OrderLinks {
  /** Address of the entry of its client order id. */
  clientId: u32
  /** Address of its terms. */
  terms: u32
}

/** The order has a client order id. */
export const flagNamed: u32 = 0x40
/** The order has terms of its own: whoever fills or ends it must look at them. */
export const flagTerms: u32 = 0x80
/** In the place of a type: no order, but the trigger that a trailing order's anchor has. */
export const typeRatchet: u32 = 7

const typeMask: u32 = 7
const timeInForceShift: u32 = 3
const timeInForceMask: u32 = 7

const marketTypes: u32 =
  (1 << (OrderType.market as u32)) |
  (1 << (OrderType.stopLoss as u32)) |
  (1 << (OrderType.takeProfit as u32))
const standingTimes: u32 =
  (1 << (TimeInForce.goodTillCancelled as u32)) |
  (1 << (TimeInForce.goodTillDate as u32)) |
  (1 << (TimeInForce.day as u32))

export class Kind {
  @inline
  static of(type: u32, timeInForce: u32): u32 {
    return type | (timeInForce << timeInForceShift)
  }

  @inline
  static type(kind: u32): u32 {
    return kind & typeMask
  }

  @inline
  static timeInForce(kind: u32): u32 {
    return (kind >> timeInForceShift) & timeInForceMask
  }

  /** Whether a type has no limit price. */
  @inline
  static isMarket(type: u32): bool {
    return ((marketTypes >> type) & 1) != 0
  }

  @inline
  static isConditional(type: u32): bool {
    return type > (OrderType.market as u32)
  }

  /** Whether what is left after matching stands in the book. */
  @inline
  static mayRest(kind: u32): bool {
    return !Kind.isMarket(Kind.type(kind)) && ((standingTimes >> Kind.timeInForce(kind)) & 1) != 0
  }
}

export class Orders {
  /** A slot with stale content, or 0 when the pool is used up. */
  @inline
  static take(): u32 {
    const free = header.ordersFree
    if (free != 0) {
      header.ordersFree = changetype<Standing>(free).next
      return free
    }
    const fresh = header.ordersEnd
    if (fresh - header.orders > header.ordersCapacity * header.orderBytes) return 0
    header.ordersEnd = fresh + header.orderBytes
    return fresh
  }

  @inline
  static release(slot: u32): void {
    changetype<Standing>(slot).next = header.ordersFree
    header.ordersFree = slot
  }

  @inline
  static links(slot: u32): OrderLinks {
    return changetype<OrderLinks>(header.orderLinks + ((slot - header.orders) >> 3))
  }

  @inline
  static type(slot: u32): u32 {
    return Kind.type(changetype<Order>(slot).kind)
  }

  @inline
  static isMarket(slot: u32): bool {
    return Kind.isMarket(Orders.type(slot))
  }

  /** Address of the entry of its client order id, 0 when it has none. */
  @inline
  static clientId(slot: u32): u32 {
    return ((changetype<Order>(slot).kind as u32) & flagNamed) == 0
      ? 0
      : Orders.links(slot).clientId
  }

  @inline
  static hasTerms(slot: u32): bool {
    return ((changetype<Order>(slot).kind as u32) & flagTerms) != 0
  }
}
