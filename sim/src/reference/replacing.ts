// ReplaceOrder: one order ends and another is placed, as one command and in one turn.
import {
  CloseReason,
  OrderReplaced,
  Reject,
  ReplaceMode,
  type ReplaceOrder,
} from '@openbell/protocol'
import { type Answer, done, refused } from './answer.js'
import { userAccount } from './balances.js'
import { findToCancel } from './cancelling.js'
import { closeWithList } from './closing.js'
import { retried, termsOf, tryToPlace } from './placing.js'
import { beginTurn, endTurn } from './turn.js'
import { bodyOf } from './used-ids.js'
import type { Venue } from './venue.js'

export function replaceOrder(venue: Venue, command: ReplaceOrder): Answer {
  const account = userAccount(venue, command.account)
  if (!account) return refused(Reject.accountMustExist)
  const terms = termsOf(command)
  const known = retried(venue, account, terms.clientOrderId, bodyOf(terms))
  if (known) return known
  if (command.mode > ReplaceMode.allowFailure) return refused(Reject.replaceModeMustBeKnown)
  const market = venue.markets[command.market]
  if (!market) return refused(Reject.marketMustBeListed)
  const old = findToCancel(venue, {
    account,
    market,
    orderId: command.cancelOrderId,
    clientOrderId: command.cancelClientOrderId,
    restriction: command.cancelRestriction,
  })
  const cancelReject = typeof old === 'number' ? old : Reject.none
  if (cancelReject && command.mode === ReplaceMode.stopOnFailure) return refused(cancelReject)
  const turn = beginTurn(market, account)
  if (typeof old !== 'number') closeWithList(venue, turn, old, CloseReason.replaced)
  const placed = tryToPlace(venue, turn, account, terms, false)
  const placeReject = typeof placed === 'number' ? placed : Reject.none
  if (cancelReject && placeReject) return refused(placeReject)
  const orderId = typeof placed === 'number' ? 0 : placed.id
  venue.events.emit(OrderReplaced, {
    account: account.number,
    market: market.number,
    cancelledOrderId: typeof old === 'number' ? 0 : old.id,
    orderId,
    cancelReject,
    placeReject,
  })
  endTurn(venue, turn)
  return done(orderId)
}
