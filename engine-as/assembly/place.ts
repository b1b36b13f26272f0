// Placing an order: the checks in the fixed order of the rejects, then reserve and accept.
import { Accounts } from './accounts'
import { Balances } from './balances'
import { Book } from './book'
import { ClientId, ClientIds, kindOrder } from './client-ids'
import { answerRepeated, answerUnderWay } from './emit'
import {
  CloseReason,
  MarketState,
  OrderStatus,
  OrderType,
  PlaceOrder,
  Reject,
  Side,
  TimeInForce,
} from './generated/protocol'
import { header } from './header'
import { Ids } from './ids'
import { Levels } from './levels'
import { Market, Markets } from './markets'
import { Match } from './match'
import { OrderEvents } from './order-events'
import { Order, Orders } from './orders'
import { changedBase, changedQuote, Settle } from './settle'
import { Text } from './text'
import { phaseMatch } from './work'

export class Place {
  static run(command: PlaceOrder): u32 {
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    const text = Place.text(command)
    const named = Text.isSet(text)
    const known = named ? ClientIds.find(command.account, kindOrder, text) : 0
    // A retry is answered before anything else is asked: whatever has changed since, it was accepted.
    if (known != 0 && Place.isSameBody(command, changetype<ClientId>(known))) {
      header.outcomeResult = changetype<ClientId>(known).orderId
      OrderEvents.state(known)
      return answerRepeated
    }
    let reject = Place.checkRules(command)
    if (reject == Reject.none) reject = Place.checkBody(command)
    if (reject == Reject.none) reject = Place.checkCapacity(command, named, known)
    if (reject != Reject.none) return reject
    const lockUnits = Place.lockUnits(command)
    const locked = Settle.lockedAsset(Markets.at(command.market), command.side)
    if (!Balances.has(command.account, locked, lockUnits)) return Reject.balanceMustSuffice
    Place.accept(command, named, lockUnits)
    return answerUnderWay
  }

  @inline
  static text(command: PlaceOrder): usize {
    return changetype<usize>(command) + offsetof<PlaceOrder>('clientOrderId0')
  }

  @inline
  static kind(command: PlaceOrder): u8 {
    return command.orderType | (command.timeInForce << 4)
  }

  static isSameBody(command: PlaceOrder, entry: ClientId): bool {
    return (
      entry.market == command.market &&
      entry.side == command.side &&
      entry.type == Place.kind(command) &&
      (entry.priceTicks as u64) == command.priceTicks &&
      entry.quantityLots == command.quantityLots
    )
  }

  static checkRules(command: PlaceOrder): Reject {
    const type = command.orderType as u32
    const timeInForce = command.timeInForce as u32
    if (Accounts.at(command.account).frozen != 0) return Reject.accountMustNotBeFrozen
    if (!Markets.isListed(command.market)) return Reject.marketMustBeListed
    if (Markets.at(command.market).state != (MarketState.trading as u32))
      return Reject.marketMustBeTrading
    if (command.side > (Side.sell as u8)) return Reject.sideMustBeKnown
    if (type > (OrderType.market as u32)) return Reject.orderTypeMustBeKnown
    if (timeInForce > (TimeInForce.immediateOrCancel as u32)) return Reject.timeInForceMustBeKnown
    if (type == (OrderType.limitMaker as u32) && timeInForce != 0)
      return Reject.timeInForceMustSuitType
    return Reject.none
  }

  static checkBody(command: PlaceOrder): Reject {
    const market = Markets.at(command.market)
    const price = command.priceTicks
    const lots = command.quantityLots
    const isMarket = (command.orderType as u32) == (OrderType.market as u32)
    if (isMarket && price != 0) return Reject.priceMustSuitType
    if (!isMarket && price == 0) return Reject.priceMustBePositive
    if (price > market.priceMaxTicks) return Reject.priceMustBeInRange
    if (lots == 0) return Reject.quantityMustBePositive
    if (lots < market.quantityMinLots) return Reject.quantityMustReachMinimum
    if (lots > market.quantityMaxLots) return Reject.quantityMustNotExceedMaximum
    if (!isMarket && Settle.notional(market, price as u32, lots) < market.notionalMinUnits)
      return Reject.notionalMustReachMinimum
    return Reject.none
  }

  static checkCapacity(command: PlaceOrder, named: bool, known: u32): Reject {
    const type = command.orderType as u32
    if (known != 0 && changetype<ClientId>(known).order != 0)
      return Reject.clientOrderIdMustBeUnique
    if (named && known == 0 && ClientIds.isExhausted()) return Reject.clientOrderIdsExhausted
    if (Place.mayRest(command)) {
      if (header.ordersOpen >= header.ordersMax) return Reject.ordersExhausted
      const side = Book.side(command.market, command.side)
      const key = Book.keyOf(side, command.priceTicks as u32)
      if (header.pagesUsed >= header.pricePagesMax && !Book.hasPage(side, key))
        return Reject.pricePagesExhausted
    }
    if (type == (OrderType.limitMaker as u32)) {
      if (Match.crosses(command.market, command.side, command.priceTicks as u32))
        return Reject.makerMustNotMatch
    }
    if (type == (OrderType.market as u32)) {
      if (Book.side(command.market, command.side ^ 1).bestLevel == 0)
        return Reject.bookMustHaveOrders
    }
    return Reject.none
  }

  @inline
  static mayRest(command: PlaceOrder): bool {
    const isMarket = (command.orderType as u32) == (OrderType.market as u32)
    return !isMarket && (command.timeInForce as u32) == (TimeInForce.goodTillCancelled as u32)
  }

  static lockUnits(command: PlaceOrder): i64 {
    const market = Markets.at(command.market)
    const lots = command.quantityLots
    const isBuy = (command.side as u32) == (Side.buy as u32)
    if (isBuy && (command.orderType as u32) == (OrderType.market as u32))
      return Match.cost(command.market, lots)
    return Settle.reservation(market, command.side, command.priceTicks as u32, lots)
  }

  /** From here on the order exists: numbered, paid for, known by its client's id. */
  static accept(command: PlaceOrder, named: bool, lockUnits: i64): void {
    const market = Markets.at(command.market)
    const isSell = (command.side as u32) == (Side.sell as u32)
    const slot = Orders.take()
    assert(slot != 0) // one slot more than orders may rest
    const order = changetype<Order>(slot)
    order.orderId = ((header.shard as u64) << 45) | ++header.ordersNumbered
    order.remainingLots = command.quantityLots
    order.priceTicks = command.priceTicks as u32
    order.level = 0
    order.account = command.account
    order.market = command.market as u16
    order.side = command.side
    order.kind = Place.kind(command)
    order.quantityLots = command.quantityLots
    order.executedQuoteUnits = 0
    order.createdUs = header.timestampUs
    Orders.links(slot).clientId = named ? Place.addClientId(command, slot) : 0
    Balances.lock(command.account, Settle.lockedAsset(market, command.side), lockUnits)
    header.phase = phaseMatch
    header.workOrder = slot
    header.workAccount = command.account
    header.workMarket = command.market
    header.changedBalances = isSell ? changedBase : changedQuote
    header.outcomeResult = order.orderId
    OrderEvents.accepted(slot, Place.text(command))
  }

  static addClientId(command: PlaceOrder, slot: u32): u32 {
    const at = ClientIds.add(command.account, kindOrder, Place.text(command))
    const entry = changetype<ClientId>(at)
    entry.side = command.side
    entry.type = Place.kind(command)
    entry.status = OrderStatus.new_ as u8
    entry.market = command.market
    entry.priceTicks = command.priceTicks as u32
    entry.order = slot
    entry.quantityLots = command.quantityLots
    entry.orderId = changetype<Order>(slot).orderId
    entry.executedLots = 0
    entry.executedQuoteUnits = 0
    entry.createdUs = header.timestampUs
    return at
  }

  /** Matching is over: the rest stands, or ends. */
  static finish(): void {
    const slot = header.workOrder
    const order = changetype<Order>(slot)
    const type = (order.kind & 15) as u32
    if (order.remainingLots == 0) {
      Place.end(slot, OrderStatus.filled)
    } else if (type == (OrderType.market as u32)) {
      Place.expire(slot, CloseReason.marketRemainder)
    } else if (order.kind >> 4 == (TimeInForce.immediateOrCancel as u8)) {
      Place.expire(slot, CloseReason.immediateRemainder)
    } else {
      Place.rest(slot)
    }
  }

  static rest(slot: u32): void {
    const order = changetype<Order>(slot)
    const side = Book.side(order.market, order.side)
    const key = Book.keyOf(side, order.priceTicks)
    Book.append(side, key, slot)
    Levels.note(side, key, order.level)
    Ids.insert(order.orderId, slot)
    Accounts.link(order.account, slot)
    header.ordersOpen++
  }

  static expire(slot: u32, reason: CloseReason): void {
    const order = changetype<Order>(slot)
    const market = Markets.at(order.market)
    const units = Place.lockedRest(market, order)
    if (units != 0) Balances.unlock(order.account, Settle.lockedAsset(market, order.side), units)
    OrderEvents.closed(slot, OrderStatus.expired, reason)
    Place.end(slot, OrderStatus.expired)
  }

  @inline
  static isMarket(order: Order): bool {
    return ((order.kind & 15) as u32) == (OrderType.market as u32)
  }

  /** A buy at the market has locked the cost of what there was, and there is no more. */
  static lockedRest(market: Market, order: Order): i64 {
    if (Place.isMarket(order) && (order.side as u32) == (Side.buy as u32)) return 0
    return Settle.reservation(market, order.side, order.priceTicks, order.remainingLots)
  }

  static end(slot: u32, status: OrderStatus): void {
    ClientIds.finishOrder(slot, status)
    Orders.release(slot)
  }
}
