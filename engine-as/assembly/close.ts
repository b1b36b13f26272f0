// Closing: takes an open order out of wherever it stands, frees what it had locked, and says so.

import { Accounts } from './accounts'
import { Book } from './book'
import { ClientIds } from './client-ids'
import { CloseReason, OrderStatus } from './generated/protocol'
import { header } from './header'
import { Held } from './held'
import { Ids } from './ids'
import { Levels } from './levels'
import { Lists } from './lists'
import { Markets } from './markets'
import { OrderEvents } from './order-events'
import { Order, Orders } from './orders'
import { placeBook, placePending, placeTaking, placeTrigger, Terms, TermsPool } from './terms'
import { Timers } from './timers'
import { Triggers } from './triggers'

export class Close {
  /** An order and all of its list, with the same status and reason; returns how many closed. */
  static whole(slot: u32, status: OrderStatus, reason: CloseReason): u32 {
    return Close.withList(slot, status, reason, status, reason)
  }

  /** An order that ends for a reason of its own; the others of its list hear of it. */
  static alone(slot: u32, status: OrderStatus, reason: CloseReason): void {
    Close.withList(slot, status, reason, OrderStatus.expired, CloseReason.otherLeg)
  }

  static withList(
    slot: u32,
    status: OrderStatus,
    reason: CloseReason,
    othersStatus: OrderStatus,
    othersReason: CloseReason,
  ): u32 {
    if (!Orders.hasTerms(slot)) {
      Close.oneNow(slot, status, reason)
      return 1
    }
    const list = Lists.of(slot)
    Close.one(slot, status, reason)
    if (list == 0) return 1
    return 1 + Lists.fail(list, slot, othersStatus, othersReason)
  }

  /** This order and nothing else. */
  static one(slot: u32, status: OrderStatus, reason: CloseReason): void {
    Close.oneNow(slot, status, reason)
  }

  @inline
  static oneNow(slot: u32, status: OrderStatus, reason: CloseReason): void {
    const order = changetype<Order>(slot)
    Held.unlock(order, Close.takeOut(slot))
    OrderEvents.closed(slot, status, reason)
    Close.forgetNow(slot, status)
  }

  /** Out of its book or trigger; returns what it had locked. */
  @inline
  static takeOut(slot: u32): i64 {
    const order = changetype<Order>(slot)
    if (Orders.hasTerms(slot)) {
      const terms = TermsPool.of(slot)
      const place = terms.place as u32
      if (place == placeTrigger) Triggers.leave(slot)
      if (place != placeBook) {
        assert(place == placeTrigger || place == placePending || place == placeTaking) // not queued
        const units = terms.lockedUnits
        terms.lockedUnits = 0
        return units
      }
      if (terms.icebergLots != 0) Markets.at(order.market).icebergs--
    }
    const side = Book.side(order.market, order.side)
    Levels.note(order.level)
    Book.remove(side, slot)
    return Held.reservation(order, TermsPool.openLots(slot))
  }

  /** An order that was open is open no more, and its slot is free. */
  static forget(slot: u32, status: OrderStatus): void {
    Close.forgetNow(slot, status)
  }

  @inline
  static forgetNow(slot: u32, status: OrderStatus): void {
    Ids.remove(changetype<Order>(slot).orderId, slot)
    Accounts.unlink(slot)
    ClientIds.finishOrder(slot, status)
    if (Orders.hasTerms(slot)) Close.releaseTerms(TermsPool.of(slot))
    Orders.release(slot)
    header.ordersOpen--
  }

  static releaseTerms(terms: Terms): void {
    if (terms.timer != 0) Timers.stop(terms.timer)
    Triggers.releaseRatchet(terms)
    TermsPool.release(terms)
  }
}
