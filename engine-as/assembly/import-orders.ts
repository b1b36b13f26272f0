// What is imported of orders: themselves, their terms, their lists, and who stands where in which line.
import { Accounts } from './accounts'
import { Book, sideBelow, sidesPerMarket } from './book'
import {
  Contingency,
  OrderType,
  Rules,
  SelfTradePrevention,
  Side,
  StateList,
  StateOrder,
  StateStanding,
  StateTerms,
  TimeInForce,
} from './generated/protocol'
import { header } from './header'
import { Ids } from './ids'
import {
  faultFull,
  faultNone,
  faultPlace,
  faultTwice,
  faultUnknown,
  faultValue,
} from './import-faults'
import { Lists, OrderList } from './lists'
import { Market, Markets } from './markets'
import { flagTerms, Kind, Order, Orders, Standing } from './orders'
import {
  placeBook,
  placePending,
  placeQueue,
  placeTaking,
  placeTrigger,
  Terms,
  TermsPool,
} from './terms'
import { Timers, timerOrder } from './timers'
import { Triggers } from './triggers'

const unitsMax: u64 = i64.MAX_VALUE
const bipsMax: u32 = 10000

export class ImportOrders {
  /** There may be one more than may be open: the taker, which is told apart by the work under way. */
  static hasRoom(): bool {
    return header.ordersOpen <= header.ordersMax
  }

  static order(record: StateOrder): u32 {
    if (header.rules != (Rules.exchange as u32)) return faultPlace
    if (!Accounts.isUser(record.account) || !Markets.isListed(record.market)) return faultUnknown
    if (!Ids.isNumbered(record.orderId, header.ordersNumbered)) return faultValue
    if (!ImportOrders.isYoungest(record)) return faultTwice
    if (!ImportOrders.isSound(record)) return faultValue
    if (!ImportOrders.hasRoom()) return faultFull
    const slot = Orders.take()
    const order = changetype<Order>(slot)
    order.orderId = record.orderId
    order.remainingLots = record.remainingLots
    order.priceTicks = record.priceTicks
    order.level = 0
    order.account = record.account
    order.market = record.market
    order.side = record.side
    order.kind = Kind.of(record.orderType, record.timeInForce) as u8
    order.quantityLots = record.quantityLots
    order.executedQuoteUnits = record.executedQuoteUnits
    Ids.insert(order.orderId, slot)
    Accounts.link(order.account, slot)
    header.ordersOpen++
    return faultNone
  }

  /** An account's orders come in the order of their ids, in which a mass cancel ends them. */
  static isYoungest(record: StateOrder): bool {
    if (Ids.find(record.orderId) != 0) return false
    const newest = Accounts.at(record.account).ordersNewest
    return newest == 0 || changetype<Order>(newest).orderId < record.orderId
  }

  static isSound(record: StateOrder): bool {
    const market = Markets.at(record.market)
    if (record.side > (Side.sell as u8)) return false
    if (record.orderType > (OrderType.takeProfitLimit as u8)) return false
    if (record.timeInForce > (TimeInForce.day as u8)) return false
    if ((record.priceTicks as u64) > market.priceMaxTicks) return false
    if (Kind.isMarket(record.orderType) != (record.priceTicks == 0)) return false
    if (record.remainingLots == 0 || record.remainingLots > record.quantityLots) return false
    if (record.executedQuoteUnits < 0) return false
    const isUntouched = record.remainingLots == record.quantityLots
    if (isUntouched != (record.executedQuoteUnits == 0)) return false
    return ImportOrders.fits(market, record.priceTicks, record.quantityLots)
  }

  /** Whether what so many lots are worth is a number. */
  static fits(market: Market, priceTicks: u32, lots: u64): bool {
    if (lots > unitsMax / (market.lotUnits as u64)) return false
    if (priceTicks == 0) return true
    return lots <= unitsMax / (priceTicks as u64) / (market.notionalUnits as u64)
  }

  static terms(record: StateTerms): u32 {
    const slot = Ids.find(record.orderId)
    if (slot == 0) return faultUnknown
    if (Orders.hasTerms(slot)) return faultTwice
    if (header.termsUsed >= header.specialOrdersMax) return faultFull
    if (!ImportOrders.areTermsSound(record, slot)) return faultValue
    if (ImportOrders.hasAnchor(record) && !ImportOrders.hasRoom()) return faultFull
    const order = changetype<Order>(slot)
    const terms = TermsPool.give(slot)
    order.kind |= flagTerms as u8
    // Whose place is the queue gets it with his turn there.
    terms.place = (record.place as u32) == placeQueue ? (placeTaking as u8) : record.place
    ImportOrders.keepTerms(terms, record)
    if (ImportOrders.hasAnchor(record)) Triggers.takeRatchet(slot, terms)
    if ((terms.place as u32) == placeTrigger) header.conditionalsUsed++
    if ((terms.place as u32) == placeBook && terms.icebergLots != 0)
      Markets.at(order.market).icebergs++
    if (terms.expiresUs != 0)
      Timers.start(timerOrder, changetype<usize>(terms) as u32, order.orderId, terms.expiresUs)
    return faultNone
  }

  static keepTerms(terms: Terms, record: StateTerms): void {
    terms.prevention = record.prevention
    terms.isArming = record.isArming
    terms.isFollowing = record.isFollowing
    terms.stopPriceTicks = record.stopPriceTicks
    terms.anchorTicks = record.anchorTicks
    terms.trailingBips = record.trailingBips
    terms.hiddenLots = record.hiddenLots
    terms.icebergLots = record.icebergLots
    terms.expiresUs = record.expiresUs
    terms.lockedUnits = record.lockedUnits
    terms.connectionSession = record.connectionSession
    terms.connection = record.connection
  }

  /** A trailing order has the second place until its trigger is reached. */
  static hasAnchor(record: StateTerms): bool {
    const place = record.place as u32
    if (record.trailingBips == 0) return false
    if (place == placeQueue) return record.isFollowing != 0
    return place == placeTrigger || place == placePending
  }

  static areTermsSound(record: StateTerms, slot: u32): bool {
    const order = changetype<Order>(slot)
    const market = Markets.at(order.market)
    const place = record.place as u32
    const isConditional = Kind.isConditional(Orders.type(slot))
    if (place > placeQueue || record.isArming > 1 || record.isFollowing > 1) return false
    if (record.prevention > (SelfTradePrevention.none as u8)) return false
    if ((record.stopPriceTicks as u64) > market.priceMaxTicks) return false
    if ((record.anchorTicks as u64) > market.priceMaxTicks) return false
    if (record.trailingBips >= bipsMax || record.lockedUnits < 0) return false
    if (place > placeBook && order.executedQuoteUnits != 0) return false
    if (!isConditional && (place == placeTrigger || record.trailingBips != 0)) return false
    if (record.hiddenLots == 0) return true
    const lots = order.quantityLots + record.hiddenLots
    if (place != placeBook || record.icebergLots == 0 || lots < order.quantityLots) return false
    return ImportOrders.fits(market, order.priceTicks, lots)
  }

  static list(record: StateList): u32 {
    const first = Ids.find(record.firstOrderId)
    const second = Ids.find(record.secondOrderId)
    const third = Ids.find(record.thirdOrderId)
    if (!Ids.isNumbered(record.listId, header.listsNumbered)) return faultValue
    if (record.contingency > (Contingency.otoco as u8)) return faultValue
    if (header.listsUsed >= header.orderListsMax) return faultFull
    if (!ImportOrders.areLegs(first, second, third, record)) return faultPlace
    const list = Lists.give()
    const one = changetype<OrderList>(list)
    const any = changetype<Order>(max(first, max(second, third)))
    one.listId = record.listId
    one.account = any.account
    one.market = any.market
    one.contingency = record.contingency
    one.first = first
    one.second = second
    one.third = third
    if (first != 0) TermsPool.of(first).list = list
    if (second != 0) TermsPool.of(second).list = list
    if (third != 0) TermsPool.of(third).list = list
    return faultNone
  }

  static areLegs(first: u32, second: u32, third: u32, record: StateList): bool {
    if ((first == 0) != (record.firstOrderId == 0)) return false
    if ((third == 0) != (record.thirdOrderId == 0)) return false
    if ((third != 0) != (record.contingency == (Contingency.otoco as u8))) return false
    if (second == 0 || !ImportOrders.mayJoin(second, second)) return false
    if (first != 0 && (first == second || !ImportOrders.mayJoin(first, second))) return false
    if (third != 0) {
      if (third == first || third == second) return false
      if (!ImportOrders.mayJoin(third, second)) return false
    }
    return ImportOrders.areLegsPlaced(first, second, third, record.contingency)
  }

  /** Whether the core can leave the orders of a list so; by their places it sends them to work. */
  static areLegsPlaced(first: u32, second: u32, third: u32, contingency: u32): bool {
    const isWorking = ImportOrders.standsOrWaits(second)
    if (contingency == (Contingency.oco as u32))
      return isWorking && first != 0 && ImportOrders.standsOrWaits(first)
    // A pair that has followed its first keeps its list.
    if (first == 0 && third != 0 && isWorking) return ImportOrders.standsOrWaits(third)
    if (third != 0 && ImportOrders.placeOf(third) != placePending) return false
    const isFollowing = TermsPool.of(first != 0 ? first : second).isFollowing != 0
    // The queue's place comes with the queue.
    if (first == 0) return isFollowing && ImportOrders.placeOf(second) == placeTaking
    if (isFollowing || ImportOrders.placeOf(first) > placeBook) return false
    return ImportOrders.placeOf(second) == placePending
  }

  static standsOrWaits(slot: u32): bool {
    const place = ImportOrders.placeOf(slot)
    return place == placeBook || place == placeTrigger
  }

  @inline
  static placeOf(slot: u32): u32 {
    return TermsPool.of(slot).place
  }

  static mayJoin(slot: u32, other: u32): bool {
    const order = changetype<Order>(slot)
    const beside = changetype<Order>(other)
    if (!Orders.hasTerms(slot) || TermsPool.of(slot).list != 0) return false
    return order.account == beside.account && order.market == beside.market
  }

  static standing(record: StateStanding): u32 {
    if (!Markets.isListed(record.market) || (record.side as u32) >= sidesPerMarket)
      return faultUnknown
    const side = Book.side(record.market, record.side)
    if (record.priceTicks > side.priceMaxTicks || record.isAnchor > 1) return faultValue
    if (header.rules == (Rules.benchmark as u32)) return ImportOrders.benchmark(record)
    let slot = Ids.find(record.orderId)
    if (slot == 0) return faultUnknown
    const order = changetype<Order>(slot)
    if ((order.market as u32) != record.market) return faultPlace
    if ((record.side as u32) < sideBelow) {
      if (!ImportOrders.mayStand(slot, record)) return faultPlace
    } else {
      if (!Orders.hasTerms(slot)) return faultPlace
      if ((TermsPool.of(slot).place as u32) != placeTrigger) return faultPlace
      if (record.isAnchor != 0) slot = TermsPool.of(slot).ratchet
      if (slot == 0) return faultPlace
    }
    const standing = changetype<Standing>(slot)
    if (standing.level != 0) return faultTwice
    if (standing.remainingLots != record.remainingLots) return faultPlace
    if ((record.side as u32) < sideBelow)
      Book.append(side, Book.keyOf(side, record.priceTicks), slot)
    else Triggers.append(side, record.priceTicks, slot)
    return faultNone
  }

  /** Whether an order may be in the book itself. */
  static mayStand(slot: u32, record: StateStanding): bool {
    const order = changetype<Order>(slot)
    if (order.side != record.side || order.priceTicks != record.priceTicks) return false
    if (record.isAnchor != 0 || record.priceTicks == 0) return false
    return !Orders.hasTerms(slot) || (TermsPool.of(slot).place as u32) == placeBook
  }

  /** By the benchmark's rules an order is where it stands. */
  static benchmark(record: StateStanding): u32 {
    if ((record.side as u32) >= sideBelow || record.isAnchor != 0) return faultPlace
    if (Ids.find(record.orderId) != 0) return faultTwice
    if (record.remainingLots == 0 || record.remainingLots > (u32.MAX_VALUE as u64))
      return faultValue
    if (header.ordersOpen >= header.ordersMax) return faultFull
    const side = Book.side(record.market, record.side)
    const slot = Orders.take()
    const order = changetype<Standing>(slot)
    order.orderId = record.orderId
    order.remainingLots = record.remainingLots
    order.priceTicks = record.priceTicks
    Book.append(side, Book.keyOf(side, record.priceTicks), slot)
    Ids.insert(order.orderId, slot)
    header.ordersOpen++
    return faultNone
  }
}
