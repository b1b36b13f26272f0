// Cancels: they work for frozen accounts and in markets that do not trade.
import { Accounts } from './accounts'
import { Balances } from './balances'
import { Book } from './book'
import { Budget } from './budget'
import { ClientId, ClientIds, kindOrder } from './client-ids'
import { answerUnderWay, Emit } from './emit'
import {
  CancelAllOrders,
  CancelOrder,
  CloseReason,
  OrderStatus,
  Reject,
  Side,
} from './generated/protocol'
import { header } from './header'
import { Ids } from './ids'
import { Levels } from './levels'
import { Markets } from './markets'
import { OrderEvents } from './order-events'
import { Order, Orders } from './orders'
import { changedBase, changedQuote, Settle } from './settle'
import { Text } from './text'
import { phaseCancelAll, phaseLevels } from './work'

export class Cancel {
  static one(command: CancelOrder): u32 {
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    if (!Markets.isListed(command.market)) return Reject.marketMustBeListed
    const text = changetype<usize>(command) + offsetof<CancelOrder>('clientOrderId0')
    const slot = Cancel.find(command, text)
    // Unknown, finished, foreign and of another market look alike: nobody learns of others' orders.
    if (slot == 0) return Reject.orderMustBeOpen
    const order = changetype<Order>(slot)
    if (order.account != command.account || (order.market as u32) != command.market)
      return Reject.orderMustBeOpen
    if (command.orderId != 0 && Text.isSet(text)) {
      const clientId = Orders.links(slot).clientId
      if (clientId == 0) return Reject.orderIdsMustAgree
      const entry = changetype<ClientId>(clientId)
      if (!ClientIds.equals(entry, command.account, kindOrder, text))
        return Reject.orderIdsMustAgree
    }
    Cancel.start(command.account, command.market, phaseLevels)
    header.outcomeResult = order.orderId
    if (header.stepsLeft != 0) header.stepsLeft--
    Cancel.close(slot)
    return answerUnderWay
  }

  /** Slot of the order that is meant, by its own id where given, or else by its client's. */
  static find(command: CancelOrder, text: usize): u32 {
    if (command.orderId != 0) return Ids.find(command.orderId)
    if (!Text.isSet(text)) return 0
    const clientId = ClientIds.find(command.account, kindOrder, text)
    return clientId == 0 ? 0 : changetype<ClientId>(clientId).order
  }

  static all(command: CancelAllOrders): u32 {
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    if (!Markets.isListed(command.market)) return Reject.marketMustBeListed
    Cancel.start(command.account, command.market, phaseCancelAll)
    header.workOrder = Accounts.at(command.account).ordersOldest
    return answerUnderWay
  }

  static start(account: u32, market: u32, phase: u32): void {
    header.phase = phase
    header.workAccount = account
    header.workMarket = market
    header.workOrder = 0
    header.changedBalances = 0
  }

  /** Walks the account's list, oldest first; false = output full or budget spent. */
  static advanceAll(): bool {
    while (header.workOrder != 0) {
      if (Emit.isFull() || !Budget.spend()) return false
      const slot = header.workOrder
      header.workOrder = Orders.links(slot).accountNext
      if ((changetype<Order>(slot).market as u32) != header.workMarket) continue
      Cancel.close(slot)
      header.outcomeResult++
    }
    return true
  }

  /** Takes a resting order out of everything and frees what it had locked. */
  static close(slot: u32): void {
    const order = changetype<Order>(slot)
    const market = Markets.at(order.market)
    const side = Book.side(order.market, order.side)
    const isSell = (order.side as u32) == (Side.sell as u32)
    Levels.note(side, Book.keyOf(side, order.priceTicks), order.level)
    Book.remove(side, slot)
    Ids.remove(order.orderId, slot)
    Accounts.unlink(slot)
    const units = Settle.reservation(market, order.side, order.priceTicks, order.remainingLots)
    Balances.unlock(order.account, Settle.lockedAsset(market, order.side), units)
    header.changedBalances |= isSell ? changedBase : changedQuote
    header.ordersOpen--
    OrderEvents.closed(slot, OrderStatus.cancelled, CloseReason.cancelledByOwner)
    ClientIds.finishOrder(slot, OrderStatus.cancelled)
    Orders.release(slot)
  }
}
