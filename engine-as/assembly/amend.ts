// Amendments: an open order becomes smaller and keeps its place. Anything else is a ReplaceOrder.

import { Accounts } from './accounts'
import { Level } from './book'
import { Budget } from './budget'
import { Cancel } from './cancel'
import { answerUnderWay } from './emit'
import { AmendOrder, Reject } from './generated/protocol'
import { header } from './header'
import { Held } from './held'
import { Levels } from './levels'
import { Markets } from './markets'
import { OrderEvents } from './order-events'
import { Kind, Order, Orders } from './orders'
import { Settle } from './settle'
import { TermsPool } from './terms'
import { Triggers } from './triggers'
import { phaseLevels, Work } from './work'

export class Amend {
  static run(command: AmendOrder): u32 {
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    if (!Markets.isListed(command.market)) return Reject.marketMustBeListed
    const text = changetype<usize>(command) + offsetof<AmendOrder>('clientOrderId0')
    const slot = Cancel.find(command.account, command.orderId, text)
    let reject = Cancel.checkIds(slot, command.account, command.market, command.orderId, text)
    if (reject == Reject.none) reject = Amend.check(slot, command.quantityLots)
    if (reject != Reject.none) return reject
    Work.start(command.account, command.market)
    header.outcomeResult = changetype<Order>(slot).orderId
    header.phase = phaseLevels
    Budget.take()
    Amend.shrink(slot, TermsPool.quantityLots(slot) - command.quantityLots)
    OrderEvents.amended(slot)
    return answerUnderWay
  }

  static check(slot: u32, lots: u64): Reject {
    const order = changetype<Order>(slot)
    const market = Markets.at(order.market)
    if (Orders.hasTerms(slot) && TermsPool.of(slot).list != 0) return Reject.orderMustNotBeInList
    if (lots >= TermsPool.quantityLots(slot)) return Reject.amendmentMustReduce
    if (lots <= order.quantityLots - order.remainingLots) return Reject.amendmentMustExceedExecuted
    if (lots < market.quantityMinLots) return Reject.quantityMustReachMinimum
    if (Kind.isMarket(Orders.type(slot))) return Reject.none
    if (Settle.notional(market, order.priceTicks, lots) < market.notionalMinUnits)
      return Reject.notionalMustReachMinimum
    return Reject.none
  }

  /** Takes lots off an order, the hidden ones first, and frees what they had locked. */
  static shrink(slot: u32, lots: u64): void {
    const order = changetype<Order>(slot)
    const isWaiting = TermsPool.isWaiting(slot)
    let shown = lots
    if (Orders.hasTerms(slot)) {
      const hidden = min(lots, TermsPool.of(slot).hiddenLots)
      TermsPool.of(slot).hiddenLots -= hidden
      shown -= hidden
    }
    if (shown != 0) Amend.shrinkShown(order, shown, isWaiting)
    const units = isWaiting ? Amend.freeWaiting(slot) : Held.reservation(order, lots)
    Held.unlock(order, units)
  }

  static shrinkShown(order: Order, lots: u64, isWaiting: bool): void {
    order.quantityLots -= lots
    order.remainingLots -= lots
    if (!isWaiting) Levels.note(order.level)
    changetype<Level>(order.level).totalLots -= lots
  }

  /** What a waiting order needs no more of what it had locked. */
  static freeWaiting(slot: u32): i64 {
    const terms = TermsPool.of(slot)
    const units = terms.lockedUnits - Triggers.needOf(slot)
    terms.lockedUnits -= units
    return units
  }
}
