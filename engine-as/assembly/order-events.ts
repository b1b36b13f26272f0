// The events that tell the life of one order.
import { Accounts } from './accounts'
import { ClientId } from './client-ids'
import { Emit } from './emit'
import {
  ActivationReason,
  CloseReason,
  OrderAccepted,
  OrderActivated,
  OrderAmended,
  OrderClosed,
  OrderReplaced,
  OrderState,
  OrderStatus,
  PlaceSpecialOrder,
  SpecialOrderAccepted,
  StopMoved,
} from './generated/protocol'
import { header } from './header'
import { OrderList } from './lists'
import { Kind, Order, Orders } from './orders'
import { placeBook, placePending, placeTaking, TermsPool } from './terms'
import { Text } from './text'
import { Triggers } from './triggers'

/** Where the terms begin in the two events that have them. */
const termsAt: usize = offsetof<SpecialOrderAccepted>('quoteUnits')

export class OrderEvents {
  /** Room for an event of an order, which all begin alike: whose it is and which. */
  @inline
  static of(slot: u32, kind: u8, sizeBytes: u32): usize {
    const order = changetype<Order>(slot)
    const at = Emit.event(kind, sizeBytes)
    const event = changetype<OrderClosed>(at)
    event.account = order.account
    event.market = order.market
    event.orderId = order.orderId
    event.accountEvent = Accounts.nextEvent(order.account)
    return at
  }

  /** @param text 36 bytes, all zeros when the client chose no id. */
  @inline
  static accepted(slot: u32, text: usize, prevention: u8): void {
    const at = OrderEvents.of(slot, OrderAccepted.KIND, OrderAccepted.SIZE)
    OrderEvents.fill(at, slot, text, prevention, OrderStatus.new_)
  }

  /** The same of a special order; one that can stand nowhere has no terms of its own. */
  static acceptedSpecial(slot: u32, command: PlaceSpecialOrder, status: OrderStatus): void {
    const at = OrderEvents.of(slot, SpecialOrderAccepted.KIND, SpecialOrderAccepted.SIZE)
    const event = changetype<SpecialOrderAccepted>(at)
    const text = changetype<usize>(command) + offsetof<PlaceSpecialOrder>('clientOrderId0')
    const isPending = status == OrderStatus.pending
    OrderEvents.fill(at, slot, text, command.selfTradePrevention, status)
    OrderEvents.fillTerms(at, slot)
    event.quoteUnits = command.quoteUnits
    event.connection = command.connection
    event.connectionSession = command.connection == 0 ? 0 : command.session
    event.isWaiting = isPending || Kind.isConditional(command.orderType) ? 1 : 0
    if (!isPending && command.trailingBips != 0 && command.stopPriceTicks == 0)
      event.stopPriceTicks = Triggers.firstStop(slot)
  }

  @inline
  static fill(at: usize, slot: u32, text: usize, prevention: u8, status: OrderStatus): void {
    const order = changetype<Order>(slot)
    const event = changetype<OrderAccepted>(at)
    event.priceTicks = order.priceTicks
    event.quantityLots = order.quantityLots
    event.side = order.side
    event.orderType = Kind.type(order.kind) as u8
    event.timeInForce = Kind.timeInForce(order.kind) as u8
    event.status = status as u8
    event.selfTradePrevention = prevention
    event.reserved = 0
    event.reserved2 = 0
    Text.copy(at + offsetof<OrderAccepted>('clientOrderId0'), text)
    event.reserved40 = 0
  }

  /** Into an OrderState or a SpecialOrderAccepted, whose terms lie alike. */
  static fillTerms(at: usize, slot: u32): void {
    const event = changetype<SpecialOrderAccepted>(at)
    if (slot == 0 || !Orders.hasTerms(slot)) {
      memory.fill(at + termsAt, 0, SpecialOrderAccepted.SIZE - (termsAt as u32))
      return
    }
    const terms = TermsPool.of(slot)
    const place = terms.place as u32
    event.quoteUnits = 0
    event.stopPriceTicks = terms.stopPriceTicks
    event.icebergLots = terms.icebergLots
    event.expiresUs = terms.expiresUs
    event.listId = terms.list == 0 ? 0 : changetype<OrderList>(terms.list).listId
    event.trailingBips = terms.trailingBips
    event.connectionSession = terms.connectionSession
    event.connection = terms.connection
    event.isWaiting = place == placeTaking || place == placeBook ? 0 : 1
  }

  /** How the order of a client's id stands; the number is that of the account's last event. */
  static state(clientId: u32): void {
    const entry = changetype<ClientId>(clientId)
    const at = Emit.event(OrderState.KIND, OrderState.SIZE)
    const event = changetype<OrderState>(at)
    event.account = entry.account
    event.market = entry.market
    event.orderId = entry.orderId
    event.accountEvent = Accounts.at(entry.account).eventNumber
    event.priceTicks = entry.priceTicks
    event.quantityLots = entry.quantityLots
    event.side = entry.side & 15
    event.orderType = Kind.type(entry.type) as u8
    event.timeInForce = Kind.timeInForce(entry.type) as u8
    event.selfTradePrevention = entry.side >> 4
    event.reserved = 0
    event.reserved2 = 0
    Text.copy(at + offsetof<OrderState>('clientOrderId0'), clientId)
    event.reserved40 = 0
    event.createdUs = entry.createdUs
    OrderEvents.fillTerms(at, entry.order)
    if (entry.order == 0) {
      event.status = entry.status
      event.executedLots = entry.executedLots
      event.executedQuoteUnits = entry.executedQuoteUnits
    } else {
      OrderEvents.fillOpen(event, entry.order)
    }
  }

  static fillOpen(event: OrderState, slot: u32): void {
    const order = changetype<Order>(slot)
    const executedLots = order.quantityLots - order.remainingLots
    const isPending = Orders.hasTerms(slot) && (TermsPool.of(slot).place as u32) == placePending
    const whole = isPending ? OrderStatus.pending : OrderStatus.new_
    event.status = (executedLots == 0 ? whole : OrderStatus.partiallyFilled) as u8
    event.quantityLots = TermsPool.quantityLots(slot)
    event.executedLots = executedLots
    event.executedQuoteUnits = order.executedQuoteUnits
  }

  static closed(slot: u32, status: OrderStatus, reason: CloseReason): void {
    const order = changetype<Order>(slot)
    const event = changetype<OrderClosed>(OrderEvents.of(slot, OrderClosed.KIND, OrderClosed.SIZE))
    event.quantityLots = TermsPool.quantityLots(slot)
    event.executedLots = order.quantityLots - order.remainingLots
    event.executedQuoteUnits = order.executedQuoteUnits
    event.status = status as u8
    event.reason = reason as u8
    event.reserved2 = 0
    event.reserved4 = 0
  }

  static activated(slot: u32, isWaiting: bool, reason: ActivationReason): void {
    const at = OrderEvents.of(slot, OrderActivated.KIND, OrderActivated.SIZE)
    const event = changetype<OrderActivated>(at)
    event.isWaiting = isWaiting ? 1 : 0
    event.reason = reason as u8
    event.reserved2 = 0
    event.reserved4 = 0
  }

  static amended(slot: u32): void {
    const order = changetype<Order>(slot)
    const at = OrderEvents.of(slot, OrderAmended.KIND, OrderAmended.SIZE)
    const event = changetype<OrderAmended>(at)
    event.quantityLots = TermsPool.quantityLots(slot)
    event.executedLots = order.quantityLots - order.remainingLots
  }

  static stopMoved(slot: u32): void {
    const at = OrderEvents.of(slot, StopMoved.KIND, StopMoved.SIZE)
    changetype<StopMoved>(at).stopPriceTicks = TermsPool.of(slot).stopPriceTicks
  }

  /** What came of both halves of the ReplaceOrder under way. */
  static replaced(): void {
    const event = changetype<OrderReplaced>(Emit.event(OrderReplaced.KIND, OrderReplaced.SIZE))
    event.account = header.workAccount
    event.market = header.workMarket
    event.cancelledOrderId = header.replacedOrderId
    event.orderId = header.outcomeResult
    event.cancelReject = header.replaceCancelReject as u16
    event.placeReject = header.replacePlaceReject as u16
    event.reserved4 = 0
  }
}
