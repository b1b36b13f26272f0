// PUT order/amend/keepPriority and GET order/amendments.
import { AmendOrder, OrderStatus, OutcomeStatus, Reject } from '@openbell/protocol'
import type { CommandAnswer, History, MarketView, OrderView } from '../../ports.js'
import { formatPrice, formatQuantity, formatQuote } from '../decimals.js'
import {
  amendChangesNothing,
  newClientIdEmpty,
  notValid,
  statusUnknown,
  unknownAmended,
} from '../errors.js'
import { wholePage } from '../history.js'
import {
  clientId,
  decimal,
  limitOf,
  optional,
  required,
  symbolName,
  type Values,
  whole,
} from '../parameters.js'
import { rejectError } from '../rejects.js'
import { type CancelParts, heldOrder, nameOf } from './cancel-orders.js'
import type { Asked } from './dialect-route.js'
import { checkNamed, orderNameParameters } from './find-order.js'
import { marketOf, parseQuantity } from './markets.js'
import { readAmended } from './order-events.js'
import {
  conditionalFields,
  publicClientId,
  publicListId,
  timeInForceName,
  toMs,
  workingTime,
} from './order-json.js'
import { orderTypeNames, preventionNames, sideNames, statusNames } from './words.js'

export const amendOrderParameters = {
  ...orderNameParameters,
  newClientOrderId: optional(clientId(newClientIdEmpty)),
  newQty: required(decimal),
}
export const amendmentsParameters = {
  symbol: required(symbolName),
  orderId: required(whole),
  fromExecutionId: optional(whole),
  limit: optional(limitOf(500, 1000)),
}

/** An order keeps its client order id: another one is refused. @throws ApiError, CommandError */
export async function amendOrder(
  parts: CancelParts,
  values: Values<typeof amendOrderParameters>,
  { caller, deadlineMs }: Asked,
) {
  checkNamed(values)
  const market = marketOf(parts.views, values.symbol)
  const quantityLots = parseQuantity(market, values.newQty, 'newQty')
  if (quantityLots === 0) throw rejectError(Reject.quantityMustBePositive)
  const head = { account: caller.account, market: market.market, deadlineMs }
  const held = heldOrder(parts, head, values)
  const { newClientOrderId } = values
  if (newClientOrderId !== undefined && held && publicClientId(held) !== newClientOrderId)
    throw notValid('newClientOrderId')
  const name = nameOf(parts.views, head, values, held)
  const answer = await parts.commands.send(AmendOrder, head, { ...name, quantityLots })
  if (answer.outcome.status === OutcomeStatus.rejected)
    throw amendError(answer.outcome.reject, held, quantityLots)
  return amendedJson(parts, market, answer, caller.account)
}

function amendError(reject: number, held: OrderView | undefined, quantityLots: number) {
  if (reject === Reject.orderMustBeOpen || reject === Reject.orderIdsMustAgree)
    return unknownAmended()
  if (reject === Reject.amendmentMustReduce && held?.quantityLots === quantityLots)
    return amendChangesNothing()
  return rejectError(reject)
}

function amendedJson(
  { views }: CancelParts,
  market: MarketView,
  answer: CommandAnswer,
  account: number,
) {
  const amended = readAmended(answer)
  const order = amended && views.orderById(account, amended.orderId)
  if (!amended || !order) throw statusUnknown()
  const { quantityLots, executedLots } = amended
  const status = executedLots > 0 ? OrderStatus.partiallyFilled : OrderStatus.new
  return {
    transactTime: toMs(answer.timestampUs),
    executionId: amended.accountEvent,
    amendedOrder: Object.assign(
      {
        symbol: market.symbol,
        orderId: order.orderId,
        orderListId: publicListId(order),
        origClientOrderId: publicClientId(order),
        clientOrderId: publicClientId(order),
        price: formatPrice(market, order.priceTicks),
        qty: formatQuantity(market, quantityLots),
        executedQty: formatQuantity(market, executedLots),
        preventedQty: formatQuantity(market, order.preventedLots),
        quoteOrderQty: formatQuote(market, order.quoteUnits),
        cumulativeQuoteQty: formatQuote(market, order.executedQuoteUnits),
        status: statusNames[status],
        timeInForce: timeInForceName(order),
        type: orderTypeNames[order.orderType],
        side: sideNames[order.side],
      },
      conditionalFields(market, order),
      {
        workingTime: workingTime(order),
        selfTradePreventionMode: preventionNames[order.selfTradePrevention],
      },
    ),
  }
}

/** The amendments of an order, oldest first. @throws ApiError */
export async function amendments(
  { views, history }: Pick<CancelParts, 'views'> & { readonly history: History },
  { symbol, orderId, fromExecutionId, limit = 500 }: Values<typeof amendmentsParameters>,
  { caller: { account } }: Asked,
) {
  const market = marketOf(views, symbol)
  const range = { limit, ...(fromExecutionId !== undefined && { fromId: fromExecutionId }) }
  const page = views.amendments(account, market.market, orderId, range)
  const entries = await wholePage(
    page,
    range,
    ({ accountEvent }) => accountEvent,
    () => history.amendments(account, market.market, orderId, range),
  )
  return entries.map((amendment) => ({
    symbol: market.symbol,
    orderId,
    executionId: amendment.accountEvent,
    origClientOrderId: publicClientId(amendment),
    newClientOrderId: publicClientId(amendment),
    origQty: formatQuantity(market, amendment.beforeLots),
    newQty: formatQuantity(market, amendment.quantityLots),
    time: toMs(amendment.timestampUs),
  }))
}
