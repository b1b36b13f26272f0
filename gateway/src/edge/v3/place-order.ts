// POST order.
import { OrderType, OutcomeStatus, PlaceOrder, Reject, TimeInForce } from '@openbell/protocol'
import type { CommandAnswer, Commands, MarketView, OrderView, Views } from '../../ports.js'
import { formatAmount, formatPrice, formatQuantity } from '../decimals.js'
import {
  type ApiError,
  mandatory,
  newClientIdEmpty,
  notRequired,
  orderKindNotSupported,
  orderTypeWrong,
  preventionNotSupported,
  quoteQuantityNotSupported,
  sideWrong,
  timeInForceWrong,
} from '../errors.js'
import {
  clientId,
  decimal,
  oneOf,
  optional,
  type Reader,
  required,
  symbolName,
  type Values,
} from '../parameters.js'
import { rejectError } from '../rejects.js'
import type { Asked } from './dialect-route.js'
import { marketOf, parsePrice, parseQuantity, staticReject } from './markets.js'
import { type PlacedOrder, readPlacedOrder, type TakenFill } from './order-events.js'
import {
  feeAssetOf,
  orderBase,
  orderTypeWords,
  publicClientId,
  sideWords,
  timeInForceWords,
  toMs,
} from './order-json.js'

/** Kinds of orders that the dialect has and this exchange does not. */
const otherKinds: Readonly<Record<string, string>> = {
  STOP_LOSS: 'Stop loss',
  STOP_LOSS_LIMIT: 'Stop loss limit',
  TAKE_PROFIT: 'Take profit',
  TAKE_PROFIT_LIMIT: 'Take profit limit',
}

const known = oneOf(orderTypeWords, orderTypeWrong)
const orderType: Reader<OrderType> = {
  schema: known.schema,
  read(text, name) {
    const kind = otherKinds[text]
    if (kind !== undefined && Object.hasOwn(otherKinds, text)) throw orderKindNotSupported(kind)
    return known.read(text, name)
  },
}

/** A parameter of the dialect that asks for what is not offered here: refused, never ignored. */
const refused = (error: (name: string) => ApiError) =>
  optional<never>({
    schema: { type: 'string' },
    read(_, name) {
      throw error(name)
    },
  })

export const placeOrderParameters = {
  symbol: required(symbolName),
  side: required(oneOf(sideWords, sideWrong)),
  type: required(orderType),
  timeInForce: optional(oneOf(timeInForceWords, timeInForceWrong)),
  quantity: optional(decimal),
  quoteOrderQty: refused(quoteQuantityNotSupported),
  price: optional(decimal),
  newClientOrderId: optional(clientId(newClientIdEmpty)),
  stopPrice: refused(notRequired),
  trailingDelta: refused(() => orderKindNotSupported('Trailing stop')),
  icebergQty: refused(() => orderKindNotSupported('Iceberg')),
  newOrderRespType: optional(oneOf({ ACK: 'ACK', RESULT: 'RESULT', FULL: 'FULL' } as const)),
  selfTradePreventionMode: optional(oneOf({ NONE: 'NONE' }, preventionNotSupported)),
}

type OrderValues = Values<typeof placeOrderParameters>
type ResponseType = NonNullable<OrderValues['newOrderRespType']>

/** What each type of order needs; the others of these parameters must not be sent. */
const needs: Readonly<Record<OrderType, readonly (keyof OrderValues)[]>> = {
  [OrderType.limit]: ['timeInForce', 'quantity', 'price'],
  [OrderType.limitMaker]: ['quantity', 'price'],
  [OrderType.market]: ['quantity'],
}
const dependent = ['timeInForce', 'quantity', 'price'] as const

const defaultResponse: Readonly<Record<OrderType, ResponseType>> = {
  [OrderType.limit]: 'FULL',
  [OrderType.limitMaker]: 'ACK',
  [OrderType.market]: 'FULL',
}

/** Fills that an answer to a retry lists. */
const fillsMax = 1000

/** @throws ApiError, CommandError */
export async function placeOrder(
  { views, commands }: { views: Views; commands: Commands },
  values: OrderValues,
  { caller, deadlineMs }: Asked,
) {
  const market = marketOf(views, values.symbol)
  const order = orderFields(market, values)
  const head = { account: caller.account, market: market.market, deadlineMs }
  const answer = await commands.send(PlaceOrder, head, order)
  const { status, reject } = answer.outcome
  if (status === OutcomeStatus.rejected) throw rejectError(reject)
  const response = values.newOrderRespType ?? defaultResponse[values.type]
  return placedJson(market, readAnswer(views, answer), answer, response)
}

function orderFields(market: MarketView, values: OrderValues) {
  for (const name of dependent) {
    const isNeeded = needs[values.type].includes(name)
    if (isNeeded && values[name] === undefined) throw mandatory(name)
    if (!isNeeded && values[name] !== undefined) throw notRequired(name)
  }
  const { type, side, price, quantity = '', newClientOrderId = '' } = values
  const priceTicks = price === undefined ? 0 : parsePrice(market, price)
  const quantityLots = parseQuantity(market, quantity)
  const reject = staticReject(market, type, priceTicks, quantityLots)
  if (reject !== Reject.none) throw rejectError(reject)
  const standard =
    type === OrderType.market ? TimeInForce.immediateOrCancel : TimeInForce.goodTillCancelled
  const timeInForce = values.timeInForce ?? standard
  const orderType = type
  return { priceTicks, quantityLots, side, orderType, timeInForce, clientOrderId: newClientOrderId }
}

/** A retry gets the order as it stands, with its fills from the views. */
function readAnswer(views: Views, answer: CommandAnswer): PlacedOrder {
  const placed = readPlacedOrder(answer)
  if (answer.outcome.status !== OutcomeStatus.repeated) return placed
  const { account, market, orderId } = placed.order
  const { entries } = views.fills(account, market, { fromId: 0, limit: fillsMax }, orderId)
  return { order: placed.order, fills: entries }
}

function placedJson(
  market: MarketView,
  { order, fills }: PlacedOrder,
  { timestampUs }: CommandAnswer,
  response: ResponseType,
) {
  const acknowledged = {
    symbol: market.symbol,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: publicClientId(order),
    transactTime: toMs(timestampUs),
  }
  if (response === 'ACK') return acknowledged
  const result = Object.assign(acknowledged, orderBase(market, order), {
    workingTime: toMs(order.createdUs),
    selfTradePreventionMode: 'NONE',
  })
  if (response === 'RESULT') return result
  return Object.assign(result, { fills: fills.map((fill) => fillJson(market, order, fill)) })
}

function fillJson(market: MarketView, { side }: OrderView, fill: TakenFill) {
  const feeAsset = feeAssetOf(market, side)
  return {
    price: formatPrice(market, fill.priceTicks),
    qty: formatQuantity(market, fill.quantityLots),
    commission: formatAmount(feeAsset, fill.feeUnits),
    commissionAsset: feeAsset.code,
    tradeId: fill.tradeId,
  }
}
