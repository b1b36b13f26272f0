// Self-trade prevention: what happens where an order would meet one of the same account or group.
// The taker's mode counts.

import { Accounts } from './accounts'
import { BookSide, Level } from './book'
import { Close } from './close'
import { Emit } from './emit'
import {
  CloseReason,
  OrderStatus,
  SelfTradePrevention,
  Side,
  TradeFlag,
  TradePrevented,
} from './generated/protocol'
import { header } from './header'
import { Held } from './held'
import { Icebergs } from './icebergs'
import { Ids } from './ids'
import { Levels } from './levels'
import { Lists } from './lists'
import { Kind, Order, Orders } from './orders'
import { TermsPool } from './terms'
import { workPrevented } from './work-flags'

/** No account has this number. */
const accountNone: u32 = 0xffffffff

export class Prevention {
  /** States whom the taker under way must not meet. */
  static begin(account: u32, mode: u32): void {
    const isOn = mode != (SelfTradePrevention.none as u32)
    header.workPrevention = mode
    header.workSelf = isOn ? account : accountNone
    header.workGroup = isOn ? Accounts.at(account).tradeGroup : 0
  }

  /** Whether an own order in the way keeps the taker from being filled as a whole. */
  static endsWhole(): bool {
    return (
      header.workSelf != accountNone &&
      header.workPrevention != (SelfTradePrevention.expireMaker as u32)
    )
  }

  @inline
  static concerns(account: u32): bool {
    if (account == header.workSelf) return true
    return header.workGroup != 0 && Accounts.at(account).tradeGroup == header.workGroup
  }

  /** One meeting of the taker with the first order of the best level. */
  static step(takerSlot: u32, against: BookSide, makerSlot: u32): void {
    const taker = changetype<Order>(takerSlot)
    const mode = header.workPrevention
    if (mode == (SelfTradePrevention.decrement as u32)) {
      Prevention.decrement(taker, against, makerSlot)
      return
    }
    const endsMaker = mode != (SelfTradePrevention.expireTaker as u32)
    const endsTaker = mode != (SelfTradePrevention.expireMaker as u32)
    const makerLots = endsMaker ? TermsPool.openLots(makerSlot) : 0
    const takerLots = endsTaker ? taker.remainingLots : 0
    Prevention.emit(taker, makerSlot, makerLots, takerLots)
    if (endsMaker) Prevention.close(makerSlot)
    if (endsTaker) header.workFlags |= workPrevented
  }

  static close(slot: u32): void {
    const order = changetype<Order>(slot)
    Close.alone(slot, OrderStatus.expiredInMatch, CloseReason.selfTradePrevented)
    Held.tell(order)
  }

  /** Both become smaller by what would have traded. */
  static decrement(taker: Order, against: BookSide, slot: u32): void {
    const maker = changetype<Order>(slot)
    const lots = min(taker.remainingLots, maker.remainingLots)
    taker.quantityLots -= lots
    taker.remainingLots -= lots
    maker.quantityLots -= lots
    Prevention.emit(taker, slot, lots, lots)
    const isBuyer = (taker.side as u32) == (Side.buy as u32)
    if (!isBuyer || !Kind.isMarket(Kind.type(taker.kind)))
      Held.unlock(taker, Held.reservation(taker, lots))
    if (taker.remainingLots == 0) header.workFlags |= workPrevented
    Prevention.shrinkMaker(maker, against, slot, lots)
  }

  static shrinkMaker(maker: Order, against: BookSide, slot: u32, lots: u64): void {
    Levels.note(against.bestLevel)
    changetype<Level>(against.bestLevel).totalLots -= lots
    maker.remainingLots -= lots
    Held.unlock(maker, Held.reservation(maker, lots))
    if (maker.remainingLots == 0 && !Icebergs.refill(against.bestLevel, slot))
      Close.alone(slot, OrderStatus.expiredInMatch, CloseReason.selfTradePrevented)
    else if (Orders.hasTerms(slot)) Lists.filled(slot)
    Held.tell(maker)
  }

  static emit(taker: Order, makerSlot: u32, makerLots: u64, takerLots: u64): void {
    const maker = changetype<Order>(makerSlot)
    const flags: u32 = taker.side == (Side.sell as u8) ? TradeFlag.takerSells : 0
    const at = Emit.event(TradePrevented.KIND, TradePrevented.SIZE, flags)
    const event = changetype<TradePrevented>(at)
    event.market = taker.market
    event.makerAccount = maker.account
    event.takerAccount = taker.account
    event.mode = header.workPrevention
    event.preventedId = Ids.ofShard(++header.preventedNumbered)
    event.makerOrderId = maker.orderId
    event.takerOrderId = taker.orderId
    event.makerAccountEvent = Accounts.nextEvent(maker.account)
    event.takerAccountEvent = Accounts.nextEvent(taker.account)
    event.priceTicks = maker.priceTicks
    event.makerPreventedLots = makerLots
    event.takerPreventedLots = takerLots
    event.makerQuantityLots = TermsPool.quantityLots(makerSlot)
    event.takerQuantityLots = taker.quantityLots
  }
}
