// The events that tell the life of one order.
import { Accounts } from './accounts'
import { ClientId } from './client-ids'
import { Emit } from './emit'
import {
  CloseReason,
  OrderAccepted,
  OrderClosed,
  OrderState,
  OrderStatus,
} from './generated/protocol'
import { Order } from './orders'
import { Text } from './text'

export class OrderEvents {
  /** @param text 36 bytes, all zeros when the client chose no id. */
  static accepted(slot: u32, text: usize): void {
    const order = changetype<Order>(slot)
    const at = Emit.event(OrderAccepted.KIND, OrderAccepted.SIZE)
    const event = changetype<OrderAccepted>(at)
    event.account = order.account
    event.market = order.market
    event.orderId = order.orderId
    event.accountEvent = Accounts.nextEvent(order.account)
    event.priceTicks = order.priceTicks
    event.quantityLots = order.quantityLots
    event.side = order.side
    event.orderType = order.kind & 15
    event.timeInForce = order.kind >> 4
    event.status = OrderStatus.new_ as u8
    event.reserved4 = 0
    Text.copy(at + offsetof<OrderAccepted>('clientOrderId0'), text)
    event.reserved40 = 0
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
    event.side = entry.side
    event.orderType = entry.type & 15
    event.timeInForce = entry.type >> 4
    event.reserved4 = 0
    Text.copy(at + offsetof<OrderState>('clientOrderId0'), clientId)
    event.reserved40 = 0
    event.createdUs = entry.createdUs
    if (entry.order == 0) {
      event.status = entry.status
      event.executedLots = entry.executedLots
      event.executedQuoteUnits = entry.executedQuoteUnits
    } else {
      OrderEvents.fillOpen(event, changetype<Order>(entry.order))
    }
  }

  static fillOpen(event: OrderState, order: Order): void {
    const executedLots = order.quantityLots - order.remainingLots
    const status = executedLots == 0 ? OrderStatus.new_ : OrderStatus.partiallyFilled
    event.status = status as u8
    event.executedLots = executedLots
    event.executedQuoteUnits = order.executedQuoteUnits
  }

  static closed(slot: u32, status: OrderStatus, reason: CloseReason): void {
    const order = changetype<Order>(slot)
    const event = changetype<OrderClosed>(Emit.event(OrderClosed.KIND, OrderClosed.SIZE))
    event.account = order.account
    event.market = order.market
    event.orderId = order.orderId
    event.accountEvent = Accounts.nextEvent(order.account)
    event.quantityLots = order.quantityLots
    event.executedLots = order.quantityLots - order.remainingLots
    event.executedQuoteUnits = order.executedQuoteUnits
    event.status = status as u8
    event.reason = reason as u8
    event.reserved2 = 0
    event.reserved4 = 0
  }
}
