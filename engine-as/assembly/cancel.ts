// Cancels: they work for frozen accounts and in markets that do not trade.
import { Accounts } from './accounts'
import { Budget } from './budget'
import { ClientId, ClientIds, kindOrder } from './client-ids'
import { Close } from './close'
import { answerUnderWay } from './emit'
import {
  CancelOrder,
  CancelRestriction,
  CloseReason,
  OrderStatus,
  Reject,
} from './generated/protocol'
import { header } from './header'
import { Ids } from './ids'
import { Markets } from './markets'
import { Order, Orders } from './orders'
import { Text } from './text'
import { phaseLevels, Work } from './work'

export class Cancel {
  static one(command: CancelOrder): u32 {
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    if (!Markets.isListed(command.market)) return Reject.marketMustBeListed
    const text = changetype<usize>(command) + offsetof<CancelOrder>('clientOrderId0')
    const slot = Cancel.find(command.account, command.orderId, text)
    const reject = Cancel.check(
      slot,
      command.account,
      command.market,
      command.orderId,
      text,
      command.restriction,
    )
    if (reject != Reject.none) return reject
    Work.start(command.account, command.market)
    header.outcomeResult = changetype<Order>(slot).orderId
    header.phase = phaseLevels
    Budget.take()
    Close.whole(slot, OrderStatus.cancelled, CloseReason.cancelledByOwner)
    return answerUnderWay
  }

  /** Slot of the order that is meant, by its own id where given, or else by its client's. */
  @inline
  static find(account: u32, orderId: u64, text: usize): u32 {
    if (orderId != 0) return Ids.find(orderId)
    if (!Text.isSet(text)) return 0
    const clientId = ClientIds.find(account, kindOrder, text)
    return clientId == 0 ? 0 : changetype<ClientId>(clientId).order
  }

  /** Whether a command of an account may end this order. */
  @inline
  static check(
    slot: u32,
    account: u32,
    market: u32,
    orderId: u64,
    text: usize,
    restriction: u32,
  ): Reject {
    const reject = Cancel.checkIds(slot, account, market, orderId, text)
    if (reject != Reject.none) return reject
    if (restriction > (CancelRestriction.onlyPartiallyFilled as u32))
      return Reject.restrictionMustBeKnown
    if (restriction == (CancelRestriction.none as u32)) return Reject.none
    const order = changetype<Order>(slot)
    const isNew = order.quantityLots == order.remainingLots
    return isNew == (restriction == (CancelRestriction.onlyNew as u32))
      ? Reject.none
      : Reject.restrictionMustBeMet
  }

  /** Unknown, finished, foreign and of another market look alike: nobody learns of others' orders. */
  @inline
  static checkIds(slot: u32, account: u32, market: u32, orderId: u64, text: usize): Reject {
    if (slot == 0) return Reject.orderMustBeOpen
    const order = changetype<Order>(slot)
    if (order.account != account || (order.market as u32) != market) return Reject.orderMustBeOpen
    if (orderId == 0 || !Text.isSet(text)) return Reject.none
    const clientId = Orders.clientId(slot)
    if (clientId == 0) return Reject.orderIdsMustAgree
    return ClientIds.equals(changetype<ClientId>(clientId), account, kindOrder, text)
      ? Reject.none
      : Reject.orderIdsMustAgree
  }
}
