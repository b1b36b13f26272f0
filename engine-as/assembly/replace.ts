// ReplaceOrder: a cancel and a new order as one command.

import { Accounts } from './accounts'
import { Budget } from './budget'
import { Cancel } from './cancel'
import { ClientId, ClientIds, kindOrder } from './client-ids'
import { Close } from './close'
import { answerUnderWay } from './emit'
import {
  CloseReason,
  OrderStatus,
  PlaceOrder,
  Reject,
  ReplaceMode,
  ReplaceOrder,
} from './generated/protocol'
import { header } from './header'
import { Markets } from './markets'
import { OrderCommand } from './order-command'
import { Order } from './orders'
import { Place } from './place'
import { Text } from './text'
import { phaseIdle, phaseLevels, Work } from './work'
import { workReplaces } from './work-flags'

export class Replace {
  static run(command: ReplaceOrder): u32 {
    if (!Accounts.isUser(command.account)) return Reject.accountMustExist
    const order = changetype<PlaceOrder>(command)
    const text = OrderCommand.text(order)
    const known = Text.isSet(text) ? ClientIds.find(command.account, kindOrder, text) : 0
    if (known != 0 && OrderCommand.isSameBody(order, changetype<ClientId>(known), true))
      return Place.repeat(known)
    if (command.mode > (ReplaceMode.allowFailure as u8)) return Reject.replaceModeMustBeKnown
    if (!Markets.isListed(command.market)) return Reject.marketMustBeListed
    return Replace.both(command, order)
  }

  static both(command: ReplaceOrder, order: PlaceOrder): u32 {
    const cancelReject = Replace.cancel(command)
    const isStopped = command.mode == (ReplaceMode.stopOnFailure as u8)
    if (cancelReject != Reject.none && isStopped) return cancelReject
    const placeReject = Replace.place(order)
    if (placeReject != Reject.none) {
      if (cancelReject != Reject.none) return placeReject
      header.outcomeResult = 0
      header.phase = phaseLevels
    }
    header.workFlags |= workReplaces
    header.replaceCancelReject = cancelReject
    header.replacePlaceReject = placeReject
    return answerUnderWay
  }

  /** Begins the turn, and ends the old order if it may. */
  static cancel(command: ReplaceOrder): Reject {
    const text = changetype<usize>(command) + offsetof<ReplaceOrder>('cancelClientOrderId0')
    const account = command.account
    const market = command.market
    const orderId = command.cancelOrderId
    const slot = Cancel.find(account, orderId, text)
    const reject = Cancel.check(slot, account, market, orderId, text, command.cancelRestriction)
    Work.start(account, market)
    header.replacedOrderId = 0
    if (reject != Reject.none) return reject
    header.replacedOrderId = changetype<Order>(slot).orderId
    Budget.take()
    Close.whole(slot, OrderStatus.cancelled, CloseReason.replaced)
    return Reject.none
  }

  /** The old order is gone: its client's id may be the new one's. */
  static place(order: PlaceOrder): Reject {
    const text = OrderCommand.text(order)
    const named = Text.isSet(text)
    const known = named ? ClientIds.find(order.account, kindOrder, text) : 0
    header.phase = phaseIdle
    return Place.trySpecial(order, named, known)
  }
}
