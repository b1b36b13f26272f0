// Terms: what only special orders have, in a pool of their own, so that plain orders stay small.
//
//   order links ─▶ terms ─▶ its list, its timer, its anchor's trigger
import { header } from './header'
import { Order, Orders } from './orders'

/** Where a special order is. */
export const placeTaking: u32 = 0
export const placeBook: u32 = 1
export const placeTrigger: u32 = 2
export const placePending: u32 = 3
export const placeQueue: u32 = 4

@unmanaged
export class Terms {
  /** Slot, 0 while free. */
  order: u32
  place: u8
  /** SelfTradePrevention, for when it goes to work. */
  prevention: u8
  /** 1 = its stop price is where it begins to trail. */
  isArming: u8
  /** 1 = in the queue because the first of its list was filled. */
  isFollowing: u8
  /** Address of its list, 0 when it is in none. */
  list: u32
  /** Its place in the heap, from 1; 0 when it has no timer. */
  timer: u32
  /** Slot of its anchor's trigger, 0 when it does not trail. */
  ratchet: u32
  stopPriceTicks: u32
  anchorTicks: u32
  trailingBips: u32
  hiddenLots: u64
  icebergLots: u64
  expiresUs: u64
  /** While it waits; in the book and as a taker its reservation is locked. */
  lockedUnits: i64
  connectionSession: u32
  connection: u32
  /** Of the queue, or of the pool. */
  next: u32
  reserved: u32
}

export class TermsPool {
  /** Zeroed terms of an order; the caller has checked that there is room. */
  @inline
  static give(slot: u32): Terms {
    let at = header.termsFree
    if (at != 0) {
      header.termsFree = changetype<Terms>(at).next
    } else {
      at = header.termsEnd
      header.termsEnd += offsetof<Terms>() as u32
      assert(header.termsEnd <= header.lists) // the limit was checked before
    }
    memory.fill(at, 0, offsetof<Terms>())
    changetype<Terms>(at).order = slot
    Orders.links(slot).terms = at
    header.termsUsed++
    return changetype<Terms>(at)
  }

  static release(terms: Terms): void {
    terms.order = 0
    terms.next = header.termsFree
    header.termsFree = changetype<usize>(terms) as u32
    header.termsUsed--
  }

  @inline
  static of(slot: u32): Terms {
    return changetype<Terms>(Orders.links(slot).terms)
  }

  /** Lots of an order that nobody sees. */
  @inline
  static hiddenLots(slot: u32): u64 {
    return Orders.hasTerms(slot) ? TermsPool.of(slot).hiddenLots : 0
  }

  /** What is left of an order, seen or not. */
  @inline
  static openLots(slot: u32): u64 {
    return changetype<Order>(slot).remainingLots + TermsPool.hiddenLots(slot)
  }

  /** All that an order was for. */
  @inline
  static quantityLots(slot: u32): u64 {
    return changetype<Order>(slot).quantityLots + TermsPool.hiddenLots(slot)
  }

  /** Whether an order stands in no book of the market. */
  @inline
  static isWaiting(slot: u32): bool {
    return Orders.hasTerms(slot) && (TermsPool.of(slot).place as u32) > placeBook
  }
}
