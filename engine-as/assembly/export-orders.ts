// What is exported of orders: themselves, their terms, their clients' ids, their lists, and who stands
// where in which line.
import { Accounts } from './accounts'
import { Book, BookSide, Level, sidesPerMarket } from './book'
import { clientIdBytes } from './export-accounts'
import {
  Rules,
  StateList,
  StateOpenId,
  StateOrder,
  StateStanding,
  StateTerms,
} from './generated/protocol'
import { header } from './header'
import { Lists, legsMax, OrderList } from './lists'
import { Kind, Order, Orders, Standing, typeRatchet } from './orders'
import { stateCursor, stateRecord } from './state-cursor'
import { TermsPool } from './terms'
import { phaseMatch } from './work'

export class ExportOrders {
  /** Slot of the taker under way where it is not among its account's open orders; else 0. */
  static plainTaker(): u32 {
    if (header.phase != phaseMatch || Orders.hasTerms(header.workOrder)) return 0
    return header.workOrder
  }

  /** The next order by account and age, 0 at the end; a taker is the youngest. */
  static nextSlot(): u32 {
    const taker = ExportOrders.plainTaker()
    for (; stateCursor.index < header.accountsEnd; stateCursor.index++) {
      const before = stateCursor.at
      let slot: u32 = 0
      if (before == 0) slot = Accounts.at(stateCursor.index).ordersOldest
      else if (before != taker) slot = changetype<Order>(before).accountNext
      const isTakers = taker != 0 && changetype<Order>(taker).account == stateCursor.index
      if (slot == 0 && isTakers && before != taker) slot = taker
      stateCursor.at = slot
      if (slot != 0) return slot
    }
    return 0
  }

  static order(): bool {
    const slot = ExportOrders.nextSlot()
    if (slot == 0) return false
    const order = changetype<Order>(slot)
    const record = changetype<StateOrder>(stateRecord(StateOrder.KIND, StateOrder.SIZE))
    record.timeInForce = Kind.timeInForce(order.kind) as u8
    record.account = order.account
    record.orderId = order.orderId
    record.remainingLots = order.remainingLots
    record.quantityLots = order.quantityLots
    record.executedQuoteUnits = order.executedQuoteUnits
    record.priceTicks = order.priceTicks
    record.market = order.market
    record.side = order.side
    record.orderType = Kind.type(order.kind) as u8
    return true
  }

  static terms(): bool {
    let slot = ExportOrders.nextSlot()
    while (slot != 0 && !Orders.hasTerms(slot)) slot = ExportOrders.nextSlot()
    if (slot == 0) return false
    const terms = TermsPool.of(slot)
    const record = changetype<StateTerms>(stateRecord(StateTerms.KIND, StateTerms.SIZE))
    record.place = terms.place
    record.orderId = changetype<Order>(slot).orderId
    record.prevention = terms.prevention
    record.isArming = terms.isArming
    record.isFollowing = terms.isFollowing
    record.stopPriceTicks = terms.stopPriceTicks
    record.anchorTicks = terms.anchorTicks
    record.trailingBips = terms.trailingBips
    record.hiddenLots = terms.hiddenLots
    record.icebergLots = terms.icebergLots
    record.expiresUs = terms.expiresUs
    record.lockedUnits = terms.lockedUnits
    record.connectionSession = terms.connectionSession
    record.connection = terms.connection
    return true
  }

  static openId(): bool {
    let slot = ExportOrders.nextSlot()
    while (slot != 0 && Orders.clientId(slot) == 0) slot = ExportOrders.nextSlot()
    if (slot == 0) return false
    const at = stateRecord(StateOpenId.KIND, StateOpenId.SIZE)
    memory.copy(at + offsetof<StateOpenId>('text0'), Orders.clientId(slot), clientIdBytes)
    changetype<StateOpenId>(at).finishedUs = 0 // what the entry was before left its own there
    return true
  }

  /** With the first order that is left of it. */
  static list(): bool {
    let slot = ExportOrders.nextSlot()
    while (slot != 0 && !ExportOrders.leads(slot)) slot = ExportOrders.nextSlot()
    if (slot == 0) return false
    const list = changetype<OrderList>(Lists.of(slot))
    const record = changetype<StateList>(stateRecord(StateList.KIND, StateList.SIZE))
    record.contingency = list.contingency as u8
    record.listId = list.listId
    record.firstOrderId = ExportOrders.idOf(list.first)
    record.secondOrderId = ExportOrders.idOf(list.second)
    record.thirdOrderId = ExportOrders.idOf(list.third)
    return true
  }

  static idOf(slot: u32): u64 {
    return slot == 0 ? 0 : changetype<Order>(slot).orderId
  }

  static leads(slot: u32): bool {
    const list = Orders.hasTerms(slot) ? Lists.of(slot) : 0
    if (list == 0) return false
    let index: u32 = 0
    while (index < legsMax && Lists.leg(list, index) == 0) index++
    return Lists.leg(list, index) == slot
  }

  static standing(): bool {
    for (; stateCursor.index < header.marketsListed * sidesPerMarket; stateCursor.index++) {
      const side = Book.side(stateCursor.index >> 2, stateCursor.index & 3)
      const slot = ExportOrders.nextInLine(side, stateCursor.at)
      stateCursor.at = slot
      if (slot == 0) continue
      ExportOrders.writeStanding(side, slot)
      return true
    }
    return false
  }

  /** Who comes after an order of a side, or first of all; 0 at the end. */
  static nextInLine(side: BookSide, slot: u32): u32 {
    if (slot == 0) return side.bestLevel == 0 ? 0 : changetype<Level>(side.bestLevel).head
    const order = changetype<Standing>(slot)
    if (order.next != order.level) return order.next
    const worse = changetype<Level>(order.level).worse
    return worse == 0 ? 0 : changetype<Level>(worse).head
  }

  static writeStanding(side: BookSide, slot: u32): void {
    const isExchange = header.rules == (Rules.exchange as u32)
    const isAnchor = isExchange && Orders.type(slot) == typeRatchet
    const order = changetype<Standing>(slot)
    const at = stateRecord(StateStanding.KIND, StateStanding.SIZE)
    const record = changetype<StateStanding>(at)
    record.side = side.side as u8
    record.market = side.market
    record.orderId = isAnchor ? changetype<Order>(order.orderId as u32).orderId : order.orderId
    record.remainingLots = order.remainingLots
    record.priceTicks = Book.priceOfLevel(order.level)
    record.isAnchor = isAnchor ? 1 : 0
  }
}
