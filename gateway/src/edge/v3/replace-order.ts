// POST order/cancelReplace: one order ends and another is placed, as one command.
import {
  CancelRestriction,
  CloseReason,
  isOpenStatus,
  OutcomeStatus,
  Reject,
  ReplaceMode,
  ReplaceOrder,
} from '@openbell/protocol'
import type { CommandAnswer, MarketView, OrderView } from '../../ports.js'
import { ApiError, eitherMandatory, newClientIdEmpty, originalClientIdEmpty } from '../errors.js'
import { clientId, oneOf, optional, required, type Values, whole } from '../parameters.js'
import { rejectError } from '../rejects.js'
import { type CancelParts, cancelRestrictions, heldOrder, nameOf } from './cancel-orders.js'
import { cancelledJson, closedOrders } from './cancelled.js'
import type { Asked } from './dialect-route.js'
import type { OrderName } from './find-order.js'
import { readReplacement } from './order-events.js'
import { orderParameters } from './order-parameters.js'
import { type PlaceParts, placedAnswer, readOrder } from './place-order.js'
import { sendFor, specialFields } from './placement.js'

const modeWords = {
  STOP_ON_FAILURE: ReplaceMode.stopOnFailure,
  ALLOW_FAILURE: ReplaceMode.allowFailure,
} as const

export const replaceOrderParameters = {
  ...orderParameters,
  cancelReplaceMode: required(oneOf(modeWords)),
  cancelOrderId: optional(whole),
  cancelOrigClientOrderId: optional(clientId(originalClientIdEmpty)),
  cancelNewClientOrderId: optional(clientId(newClientIdEmpty)),
  cancelRestrictions,
}

type ReplaceValues = Values<typeof replaceOrderParameters>
type ReplaceParts = PlaceParts & CancelParts

/** What is known of a replacement when it is answered. */
interface Replacement {
  readonly parts: ReplaceParts
  readonly market: MarketView
  readonly values: ReplaceValues
  readonly answer: CommandAnswer
  readonly account: number
  /** The order to cancel, as it was before. */
  readonly held: OrderView | undefined
}

/** @throws ApiError, with both halves where one failed; CommandError */
export async function replaceOrder(parts: ReplaceParts, values: ReplaceValues, asked: Asked) {
  const name = nameToCancel(values)
  const { market, terms } = readOrder(parts, values, asked)
  const { caller, deadlineMs } = asked
  const head = { account: caller.account, market: market.market, deadlineMs }
  const held = heldOrder(parts, head, name)
  const { orderId, clientOrderId } = nameOf(parts.views, head, name, held)
  const sent = parts.commands.send(ReplaceOrder, head, {
    ...specialFields(terms, values),
    cancelOrderId: orderId,
    cancelClientOrderId: clientOrderId,
    cancelRestriction: values.cancelRestrictions ?? CancelRestriction.none,
    mode: values.cancelReplaceMode,
  })
  const answer = await sendFor(parts.connections, values, deadlineMs, sent)
  return answerOf({ parts, market, values, answer, account: caller.account, held })
}

function nameToCancel({ cancelOrderId, cancelOrigClientOrderId }: ReplaceValues): OrderName {
  if (cancelOrderId === undefined && cancelOrigClientOrderId === undefined)
    throw eitherMandatory('cancelOrigClientOrderId', 'cancelOrderId')
  return {
    ...(cancelOrderId !== undefined && { orderId: cancelOrderId }),
    ...(cancelOrigClientOrderId !== undefined && { origClientOrderId: cancelOrigClientOrderId }),
  }
}

function answerOf(replacement: Replacement) {
  const { answer } = replacement
  if (answer.outcome.status === OutcomeStatus.rejected) throw nothingChanged(replacement)
  if (answer.outcome.status === OutcomeStatus.repeated) return repeated(replacement)
  const replaced = readReplacement(answer)
  if (!replaced) throw new Error('an order was replaced without a word about it')
  const { cancelReject, placeReject } = replaced
  const halves = {
    cancelResult: cancelReject === Reject.none ? 'SUCCESS' : 'FAILURE',
    newOrderResult: placeReject === Reject.none ? 'SUCCESS' : 'FAILURE',
    cancelResponse:
      cancelReject === Reject.none ? cancelled(replacement) : rejectError(cancelReject).body(),
    newOrderResponse:
      placeReject === Reject.none ? placed(replacement) : rejectError(placeReject).body(),
  }
  if (cancelReject === Reject.none && placeReject === Reject.none) return halves
  throw failure(409, -2021, 'Order cancel-replace partially failed.', halves)
}

const failure = (status: number, code: number, message: string, data: object) =>
  new ApiError(status, code, message, undefined, { data })

function cancelled({ parts, market, values, answer, account, held }: Replacement) {
  const ended = closedOrders(parts.views, answer, account, held ? [held] : [])
  const order = ended.find(({ closeReason }) => closeReason === CloseReason.replaced)
  return order ? cancelledJson(market, order, answer, values.cancelNewClientOrderId) : null
}

const placed = ({ parts: { views }, market, values, answer }: Replacement) =>
  placedAnswer(views, market, values, answer)

/** What refuses a cancel; any other reject is of the new order, or of the request as a whole. */
const cancelRejects: readonly number[] = [
  Reject.orderMustBeOpen,
  Reject.orderIdsMustAgree,
  Reject.restrictionMustBeMet,
]

function nothingChanged({ values, answer, held }: Replacement): ApiError {
  const { reject } = answer.outcome
  const isStopped = values.cancelReplaceMode === ReplaceMode.stopOnFailure
  if (isStopped && !cancelRejects.includes(reject)) return rejectError(reject)
  const cancelReject = isStopped ? reject : likelyReject(values, held)
  return failure(400, -2022, 'Order cancel-replace failed.', {
    cancelResult: 'FAILURE',
    newOrderResult: isStopped ? 'NOT_ATTEMPTED' : 'FAILURE',
    cancelResponse: rejectError(cancelReject).body(),
    newOrderResponse: isStopped ? null : rejectError(reject).body(),
  })
}

/** Where both halves fail, the core names the new order's reject alone. */
function likelyReject({ cancelRestrictions }: ReplaceValues, held: OrderView | undefined): number {
  const isOpen = held !== undefined && isOpenStatus(held.status)
  return isOpen && cancelRestrictions !== undefined
    ? Reject.restrictionMustBeMet
    : Reject.orderMustBeOpen
}

/** A retry: the new order as it stands, and the one that it replaced where that is still known. */
function repeated(replacement: Replacement) {
  const { market, values, answer, held } = replacement
  const isKnown = held?.closeReason === CloseReason.replaced
  return {
    cancelResult: 'SUCCESS',
    newOrderResult: 'SUCCESS',
    cancelResponse: isKnown
      ? cancelledJson(market, held, answer, values.cancelNewClientOrderId)
      : null,
    newOrderResponse: placed(replacement),
  }
}
