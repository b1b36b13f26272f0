// Activation: a waiting order goes to work, because its trigger was reached or because the first order
// of its list was filled. It is asked again, and what may not go to work ends.

import { Accounts } from './accounts'
import { Close } from './close'
import { Entry } from './entry'
import { Finish } from './finish'
import {
  ActivationReason,
  CloseReason,
  MarketState,
  OrderStatus,
  OrderType,
  Reject,
  Side,
} from './generated/protocol'
import { header } from './header'
import { Held } from './held'
import { Lists, OrderList } from './lists'
import { Markets } from './markets'
import { Match } from './match'
import { OrderEvents } from './order-events'
import { Kind, Order, Orders } from './orders'
import { Prevention } from './prevention'
import { Protection } from './protection'
import { Queue } from './queue'
import { placeTaking, TermsPool } from './terms'
import { Triggers } from './triggers'
import { Walk } from './walk'
import { Work } from './work'

export class Activate {
  /** The turn of the next order in the queue. */
  static next(): void {
    const slot = Queue.take()
    const order = changetype<Order>(slot)
    const terms = TermsPool.of(slot)
    Work.startOwn(order.account, order.market)
    terms.place = placeTaking as u8
    header.workOrder = slot
    if (terms.isFollowing == 0) Activate.triggered(slot)
    else if (Lists.partner(terms.list, slot) == 0) Activate.follower(slot)
    else Activate.pair(terms.list)
  }

  static triggered(slot: u32): void {
    OrderEvents.activated(slot, false, ActivationReason.triggered)
    if (!Activate.begin(slot)) Activate.refuse(slot)
  }

  /** The one order that waited for the first of its list. */
  static follower(slot: u32): void {
    const isConditional = Kind.isConditional(Orders.type(slot))
    OrderEvents.activated(slot, isConditional, ActivationReason.firstFilled)
    Lists.end(TermsPool.of(slot).list)
    if (Activate.mayFollow(slot) && Activate.begins(slot, isConditional)) return
    Activate.refuse(slot)
  }

  static begins(slot: u32, isConditional: bool): bool {
    if (!isConditional) return Activate.begin(slot)
    const units = Triggers.needOf(slot)
    if (!Held.canLock(changetype<Order>(slot), units)) return false
    Entry.settle(slot, units)
    return true
  }

  /** Two orders of which one will cancel the other. */
  static pair(list: u32): void {
    const second = changetype<OrderList>(list).second
    const third = changetype<OrderList>(list).third
    TermsPool.of(third).place = placeTaking as u8
    TermsPool.of(third).isFollowing = 1
    const isSecondMaker = Orders.type(second) == (OrderType.limitMaker as u32)
    const isThirdMaker = Orders.type(third) == (OrderType.limitMaker as u32)
    OrderEvents.activated(second, !isSecondMaker, ActivationReason.firstFilled)
    OrderEvents.activated(third, !isThirdMaker, ActivationReason.firstFilled)
    const units = max<i64>(Triggers.needOf(second), Triggers.needOf(third))
    if (Activate.mayPair(second, third, units)) {
      Activate.settlePair(second, third)
    } else {
      const reason = CloseReason.activationRefused
      Close.withList(second, OrderStatus.expired, reason, OrderStatus.expired, reason)
    }
  }

  static mayPair(second: u32, third: u32, units: i64): bool {
    if (!Activate.mayFollow(second) || !Activate.mayFollow(third)) return false
    return Held.canLock(changetype<Order>(second), units)
  }

  /**
   * Both of a pair rest or wait for their triggers. Together they lock the greater of what each
   * needs: who rests, or else the first, locks its own, and the other what is missing.
   */
  static settlePair(one: u32, other: u32): void {
    const isOtherFirst = !Kind.isConditional(Orders.type(other))
    const oneNeed = Triggers.needOf(one)
    const otherNeed = Triggers.needOf(other)
    const missing = max<i64>(0, isOtherFirst ? oneNeed - otherNeed : otherNeed - oneNeed)
    Entry.settle(one, isOtherFirst ? missing : oneNeed)
    Entry.settle(other, isOtherFirst ? otherNeed : missing)
  }

  /** What is asked of an order that waited for another. */
  static mayFollow(slot: u32): bool {
    const order = changetype<Order>(slot)
    const type = Orders.type(slot)
    const market = Markets.at(order.market)
    if (Accounts.at(order.account).frozen != 0) return false
    if (market.state > (MarketState.trading as u32)) return false
    if (Kind.isConditional(type)) {
      const terms = TermsPool.of(slot)
      const isAbove = Triggers.isOrderAbove(slot)
      const stop = terms.stopPriceTicks
      return Triggers.check(order.market, isAbove, stop, terms.trailingBips) == Reject.none
    }
    if (type != (OrderType.limitMaker as u32)) return true
    if (market.state != (MarketState.trading as u32)) return false
    return !Match.crosses(order.market, order.side, order.priceTicks)
  }

  /** The order matches or joins an auction; false = it may not, and nothing has changed. */
  static begin(slot: u32): bool {
    const order = changetype<Order>(slot)
    const state = Markets.at(order.market).state
    if (Accounts.at(order.account).frozen != 0) return false
    if (state > (MarketState.trading as u32)) return false
    if (state == (MarketState.trading as u32)) return Activate.take(slot)
    if (!Kind.mayRest(order.kind) || !Held.canLock(order, Activate.missing(slot))) return false
    Held.lock(order, Activate.missing(slot))
    Finish.stand(slot)
    return true
  }

  static take(slot: u32): bool {
    const order = changetype<Order>(slot)
    const isBuy = (order.side as u32) == (Side.buy as u32)
    Prevention.begin(order.account, TermsPool.of(slot).prevention)
    if (Orders.isMarket(slot) && Match.against(order).bestLevel == 0) return Activate.endUnmet(slot)
    if (isBuy && Orders.isMarket(slot)) return Activate.takeAtCost(slot)
    const units = Activate.missing(slot)
    if (!Held.canLock(order, units)) return false
    Entry.take(slot, units)
    return true
  }

  /** A buy without a limit price locks what the walk through the book finds. */
  static takeAtCost(slot: u32): bool {
    const order = changetype<Order>(slot)
    Protection.beginMarket(order.market, order.side)
    Walk.forLots(Match.against(order), order.remainingLots, Walk.stopsAtOwn())
    if (header.walkLots == 0 || !Held.canLock(order, header.walkCost)) return false
    Entry.take(slot, header.walkCost)
    return true
  }

  /** What an order needs beyond what it has locked while it waited. */
  static missing(slot: u32): i64 {
    const order = changetype<Order>(slot)
    return Held.reservation(order, order.remainingLots) - TermsPool.of(slot).lockedUnits
  }

  /** Nobody is there to trade with; who followed another is refused. */
  static endUnmet(slot: u32): bool {
    if (TermsPool.of(slot).isFollowing != 0) return false
    Close.alone(slot, OrderStatus.expired, CloseReason.marketRemainder)
    return true
  }

  static refuse(slot: u32): void {
    Close.alone(slot, OrderStatus.expired, CloseReason.activationRefused)
  }
}
