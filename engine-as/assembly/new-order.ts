// A new order: its slot, its terms where it has any, and its client's id. It locks nothing yet.
import { Accounts } from './accounts'
import { ClientId, ClientIds, kindOrder } from './client-ids'
import { OrderStatus, PlaceOrder, PlaceSpecialOrder } from './generated/protocol'
import { header } from './header'
import { Ids } from './ids'
import { OrderCommand } from './order-command'
import { flagNamed, flagTerms, Order, Orders } from './orders'
import { TermsPool } from './terms'
import { Timers, timerOrder } from './timers'
import { Triggers } from './triggers'

export class NewOrder {
  /** Slot of a new order with its terms, if it may stand and has any; it locks nothing yet. */
  @inline
  static create(command: PlaceOrder, isSpecial: bool, lots: u64): u32 {
    const slot = Orders.take()
    assert(slot != 0) // one slot more than orders may rest
    const order = changetype<Order>(slot)
    order.orderId = Ids.ofShard(++header.ordersNumbered)
    order.remainingLots = lots
    order.priceTicks = command.priceTicks as u32
    order.level = 0
    order.account = command.account
    order.market = command.market as u16
    order.side = command.side
    order.kind = OrderCommand.kind(command) as u8
    order.quantityLots = lots
    order.executedQuoteUnits = 0
    if (isSpecial && OrderCommand.mayStand(command, true))
      NewOrder.addTerms(changetype<PlaceSpecialOrder>(command), slot)
    return slot
  }

  /** The same of an order of a list, which always has terms. */
  static createOfList(command: PlaceOrder): u32 {
    const slot = NewOrder.create(command, false, command.quantityLots)
    NewOrder.addTerms(changetype<PlaceSpecialOrder>(command), slot)
    return slot
  }

  /** An order with terms is open from its acceptance on. */
  static addTerms(command: PlaceSpecialOrder, slot: u32): void {
    const order = changetype<Order>(slot)
    const terms = TermsPool.give(slot)
    order.kind |= flagTerms as u8
    terms.prevention = command.selfTradePrevention
    terms.stopPriceTicks = command.stopPriceTicks as u32
    terms.trailingBips = command.trailingBips
    terms.icebergLots = command.icebergLots
    terms.connection = command.connection
    terms.connectionSession = command.connection == 0 ? 0 : command.session
    terms.expiresUs = OrderCommand.expiry(command)
    Ids.insert(order.orderId, slot)
    Accounts.link(order.account, slot)
    header.ordersOpen++
    if (terms.trailingBips != 0) Triggers.takeRatchet(slot, terms)
    if (terms.expiresUs != 0)
      Timers.start(timerOrder, changetype<usize>(terms) as u32, order.orderId, terms.expiresUs)
  }

  /** From here on its client's id is in use. */
  @inline
  static name(command: PlaceOrder, slot: u32, body: u32): void {
    const at = ClientIds.add(command.account, kindOrder, OrderCommand.text(command))
    const entry = changetype<ClientId>(at)
    const order = changetype<Order>(slot)
    entry.side = command.side | (command.selfTradePrevention << 4)
    entry.type = OrderCommand.kind(command) as u8
    entry.status = OrderStatus.new_ as u8
    entry.market = command.market
    entry.priceTicks = command.priceTicks as u32
    entry.order = slot
    entry.quantityLots = order.quantityLots
    entry.orderId = order.orderId
    entry.executedLots = 0
    entry.executedQuoteUnits = 0
    entry.createdUs = header.timestampUs
    entry.body = body
    order.kind |= flagNamed as u8
    Orders.links(slot).clientId = at
  }
}
