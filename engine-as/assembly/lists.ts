// Order lists: orders of which one drives the others. What must happen to the others happens in the
// same step as what happens to the one.
import { Accounts } from './accounts'
import { Close } from './close'
import { Emit } from './emit'
import {
  CloseReason,
  Contingency,
  OrderListAccepted,
  OrderListClosed,
  OrderStatus,
  PlaceOrderList,
} from './generated/protocol'
import { header } from './header'
import { Order } from './orders'
import { Queue } from './queue'
import { TermsPool } from './terms'
import { Text } from './text'

@unmanaged
export class OrderList {
  listId: u64
  /** Slots, 0 when there is none or it has ended. */
  first: u32
  second: u32
  third: u32
  account: u32
  market: u32
  contingency: u32
  /** Of the pool. */
  next: u32
  reserved: u32
}

export const legsMax: u32 = 3

export class Lists {
  /** A list without orders; the caller has checked that there is room. */
  @inline
  static give(): u32 {
    let at = header.listsFree
    if (at != 0) {
      header.listsFree = changetype<OrderList>(at).next
    } else {
      at = header.listsEnd
      header.listsEnd += offsetof<OrderList>() as u32
      assert(header.listsEnd <= header.withdrawals) // the limit was checked before
    }
    memory.fill(at, 0, offsetof<OrderList>())
    header.listsUsed++
    return at
  }

  @inline
  static leg(list: u32, index: u32): u32 {
    return load<u32>(list + (offsetof<OrderList>('first') as u32) + (index << 2))
  }

  @inline
  static setLeg(list: u32, index: u32, slot: u32): void {
    store<u32>(list + (offsetof<OrderList>('first') as u32) + (index << 2), slot)
  }

  /** Address of an order's list, 0 when it is in none. */
  @inline
  static of(slot: u32): u32 {
    return TermsPool.of(slot).list
  }

  /** Whether the others of its list wait for this order to be filled. */
  @inline
  static isFirst(list: u32, slot: u32): bool {
    const one = changetype<OrderList>(list)
    return one.first == slot && one.contingency != (Contingency.oco as u32)
  }

  /** The other order of a pair of which one cancels the other; 0 when there is none. */
  static partner(list: u32, slot: u32): u32 {
    for (let index: u32 = 0; index < legsMax; index++) {
      const leg = Lists.leg(list, index)
      if (leg != 0 && leg != slot) return leg
    }
    return 0
  }

  /** An order with terms was filled, in part or wholly. */
  static filled(slot: u32): void {
    const list = Lists.of(slot)
    if (list == 0) return
    if (!Lists.isFirst(list, slot)) {
      Lists.closeOthers(list, slot, OrderStatus.expired, CloseReason.otherLeg)
      Lists.end(list)
    } else if (changetype<Order>(slot).remainingLots == 0) {
      Lists.setLeg(list, 0, 0)
      TermsPool.of(slot).list = 0
      Queue.follow(changetype<OrderList>(list).second)
    }
  }

  /** An order of a list has closed: so do the others, and the list. Returns how many others. */
  static fail(list: u32, slot: u32, status: OrderStatus, reason: CloseReason): u32 {
    for (let index: u32 = 0; index < legsMax; index++)
      if (Lists.leg(list, index) == slot) Lists.setLeg(list, index, 0)
    const count = Lists.closeOthers(list, slot, status, reason)
    Lists.end(list)
    return count
  }

  /** Closes all orders of a list but one, in the order of the list. */
  static closeOthers(list: u32, slot: u32, status: OrderStatus, reason: CloseReason): u32 {
    let count: u32 = 0
    for (let index: u32 = 0; index < legsMax; index++) {
      const leg = Lists.leg(list, index)
      if (leg == 0 || leg == slot) continue
      Lists.setLeg(list, index, 0)
      Close.one(leg, status, reason)
      count++
    }
    return count
  }

  /** Nothing of a list waits for anything else any more; what is left of it are single orders. */
  static end(list: u32): void {
    const one = changetype<OrderList>(list)
    for (let index: u32 = 0; index < legsMax; index++) {
      const leg = Lists.leg(list, index)
      if (leg != 0) TermsPool.of(leg).list = 0
    }
    const event = changetype<OrderListClosed>(
      Emit.event(OrderListClosed.KIND, OrderListClosed.SIZE),
    )
    event.account = one.account
    event.market = one.market
    event.listId = one.listId
    event.accountEvent = Accounts.nextEvent(one.account)
    one.listId = 0
    one.next = header.listsFree
    header.listsFree = list
    header.listsUsed--
  }

  static emitAccepted(list: u32, command: PlaceOrderList): void {
    const one = changetype<OrderList>(list)
    const at = Emit.event(OrderListAccepted.KIND, OrderListAccepted.SIZE)
    const event = changetype<OrderListAccepted>(at)
    event.account = one.account
    event.market = one.market
    event.listId = one.listId
    event.accountEvent = Accounts.nextEvent(one.account)
    event.firstOrderId = changetype<Order>(one.first).orderId
    event.secondOrderId = changetype<Order>(one.second).orderId
    event.thirdOrderId = one.third == 0 ? 0 : changetype<Order>(one.third).orderId
    event.contingency = one.contingency as u8
    event.reserved = 0
    event.reserved2 = 0
    event.reserved4 = 0
    const text = changetype<usize>(command) + offsetof<PlaceOrderList>('listClientOrderId0')
    Text.copy(at + offsetof<OrderListAccepted>('listClientOrderId0'), text)
    event.reserved40 = 0
  }
}
