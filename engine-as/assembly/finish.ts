// What becomes of an order when matching is over: it is filled, its rest stands, or it ends.

import { Accounts } from './accounts'
import { Book } from './book'
import { ClientIds } from './client-ids'
import { Close } from './close'
import { CloseReason, OrderStatus, Side } from './generated/protocol'
import { header } from './header'
import { Held } from './held'
import { Icebergs } from './icebergs'
import { Ids } from './ids'
import { Levels } from './levels'
import { Lists } from './lists'
import { Match } from './match'
import { OrderEvents } from './order-events'
import { flagTerms, Kind, Order, Orders } from './orders'
import { Protection } from './protection'
import { placeBook, TermsPool } from './terms'
import { workKilled, workPrevented, workTrips } from './work-flags'

export class Finish {
  @inline
  static run(): void {
    const slot = header.workOrder
    const order = changetype<Order>(slot)
    const isMarket = Kind.isMarket(Kind.type(order.kind))
    if (isMarket) Finish.freeCost(order)
    if ((header.workFlags & workPrevented) != 0)
      Finish.end(slot, OrderStatus.expiredInMatch, CloseReason.selfTradePrevented)
    else if (order.remainingLots == 0) Finish.filled(slot)
    else Finish.rest(slot, order, isMarket)
  }

  /** A fill-or-kill order that cannot be filled as a whole. */
  static kill(slot: u32): void {
    header.workFlags |= workKilled
    Finish.end(slot, OrderStatus.expired, CloseReason.fillOrKill)
  }

  /** What a buy at the market had locked and did not spend. */
  static freeCost(order: Order): void {
    if ((order.side as u32) != (Side.buy as u32)) return
    const units = header.workLockedUnits - order.executedQuoteUnits
    header.workLockedUnits = 0
    Held.unlock(order, units)
  }

  @inline
  static rest(slot: u32, order: Order, isMarket: bool): void {
    const isStopped = Protection.isStopped(order, Match.against(order))
    const mayRest = Kind.mayRest(order.kind)
    if (isStopped) {
      const reason = header.workLimitReason
      if (reason == (CloseReason.velocity as u32)) header.workFlags |= workTrips
      if (!mayRest || reason != (CloseReason.velocity as u32)) {
        Finish.end(slot, OrderStatus.expired, reason)
        return
      }
    }
    if (mayRest) Finish.append(slot)
    else if (isMarket) Finish.end(slot, OrderStatus.expired, CloseReason.marketRemainder)
    else Finish.end(slot, OrderStatus.expired, CloseReason.immediateRemainder)
  }

  /** Into its book, behind all others of its price. */
  static stand(slot: u32): void {
    Finish.append(slot)
  }

  @inline
  static append(slot: u32): void {
    const order = changetype<Order>(slot)
    const side = Book.side(order.market, order.side)
    const key = Book.keyOf(side, order.priceTicks)
    if (((order.kind as u32) & flagTerms) != 0) {
      TermsPool.of(slot).place = placeBook as u8
      TermsPool.of(slot).lockedUnits = 0
      Icebergs.hide(slot)
    } else {
      Ids.insert(order.orderId, slot)
      Accounts.link(order.account, slot)
      header.ordersOpen++
    }
    Book.append(side, key, slot)
    Levels.note(order.level)
  }

  @inline
  static filled(slot: u32): void {
    if (Orders.hasTerms(slot)) {
      Lists.filled(slot)
      Close.forget(slot, OrderStatus.filled)
    } else {
      ClientIds.finishOrder(slot, OrderStatus.filled)
      Orders.release(slot)
    }
  }

  /** The taker ends; it stands nowhere. */
  static end(slot: u32, status: OrderStatus, reason: CloseReason): void {
    const order = changetype<Order>(slot)
    const units = Finish.lockedUnits(order)
    if (Orders.hasTerms(slot)) {
      TermsPool.of(slot).lockedUnits = units
      Close.alone(slot, status, reason)
      return
    }
    Held.unlock(order, units)
    OrderEvents.closed(slot, status, reason)
    ClientIds.finishOrder(slot, status)
    Orders.release(slot)
  }

  /** What a fill-or-kill order had locked while it waited for its trigger. */
  static heldUnits(order: Order): i64 {
    const slot = changetype<usize>(order) as u32
    return Orders.hasTerms(slot) ? TermsPool.of(slot).lockedUnits : 0
  }

  /** What the taker still has locked; a buy at the market has freed it already. */
  static lockedUnits(order: Order): i64 {
    if ((header.workFlags & workKilled) != 0) return Finish.heldUnits(order)
    const isBuy = (order.side as u32) == (Side.buy as u32)
    if (isBuy && Kind.isMarket(Kind.type(order.kind))) return 0
    return Held.reservation(order, order.remainingLots)
  }
}
