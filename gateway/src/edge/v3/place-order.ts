// POST order and order/test.
import { OrderType, PlaceOrder, PlaceSpecialOrder, TimeInForce } from '@openbell/protocol'
import type { CommandAnswer, CommandHead, MarketView, Views } from '../../ports.js'
import type { EdgeDependencies } from '../dependencies.js'
import { flag, optional, type Values } from '../parameters.js'
import { refuseRejected } from '../rejects.js'
import { commissionOfOrder } from './account.js'
import type { Asked } from './dialect-route.js'
import { marketOf } from './markets.js'
import { readPlacedOrder } from './order-events.js'
import { orderParameters, type ResponseType } from './order-parameters.js'
import { type OrderTerms, readTerms } from './order-terms.js'
import { checkConnection, placedJson, preventionOf, sendFor, specialFields } from './placement.js'

export const placeOrderParameters = orderParameters
export const testOrderParameters = { ...orderParameters, computeCommissionRates: optional(flag) }

export type OrderValues = Values<typeof orderParameters>
export type PlaceParts = Pick<EdgeDependencies, 'views' | 'commands' | 'connections'>

/** @throws ApiError, CommandError */
export async function placeOrder(parts: PlaceParts, values: OrderValues, asked: Asked) {
  const { market, terms } = readOrder(parts, values, asked)
  const { caller, deadlineMs } = asked
  const head = { account: caller.account, market: market.market, deadlineMs }
  const sent = sendOrder(parts, head, terms, values)
  const answer = await sendFor(parts.connections, values, deadlineMs, sent)
  return placedAnswer(parts.views, market, values, answer)
}

/** An order that is checked and goes no further. @throws ApiError */
export function testOrder(
  parts: PlaceParts,
  { computeCommissionRates = false, ...values }: Values<typeof testOrderParameters>,
  asked: Asked,
) {
  readOrder(parts, values, asked)
  return computeCommissionRates ? commissionOfOrder(parts.views, asked.caller) : {}
}

/** The order that a request asks for. @throws ApiError */
export function readOrder({ views, connections }: PlaceParts, values: OrderValues, asked: Asked) {
  const market = marketOf(views, values.symbol)
  const { newClientOrderId, ...text } = values
  const chosen = newClientOrderId === undefined ? {} : { clientOrderId: newClientOrderId }
  const terms = readTerms(market, { ...text, ...chosen })
  checkConnection(connections, values, asked.caller.account)
  return { market, terms }
}

/** What an accepted or refused order is answered by. @throws ApiError */
export function placedAnswer(
  views: Views,
  market: MarketView,
  { newOrderRespType, type }: Pick<OrderValues, 'newOrderRespType' | 'type'>,
  answer: CommandAnswer,
) {
  refuseRejected(answer.outcome)
  const response = newOrderRespType ?? standardResponse(type)
  return placedJson(views, market, readPlacedOrder(views, answer), answer, response)
}

const standardResponse = (type: OrderType): ResponseType =>
  type === OrderType.limit || type === OrderType.market ? 'FULL' : 'ACK'

/** The shorter record where it holds the order. */
function sendOrder(
  { commands }: PlaceParts,
  head: CommandHead,
  terms: OrderTerms,
  values: OrderValues,
): Promise<CommandAnswer> {
  if (isSpecial(terms) || values.connectionId)
    return commands.send(PlaceSpecialOrder, head, specialFields(terms, values))
  const { priceTicks, quantityLots, side, orderType, timeInForce, clientOrderId } = terms
  const selfTradePrevention = preventionOf(values)
  return commands.send(PlaceOrder, head, {
    priceTicks,
    quantityLots,
    side,
    orderType,
    timeInForce,
    selfTradePrevention,
    clientOrderId,
  })
}

const isSpecial = ({ orderType, timeInForce, quoteUnits, icebergLots }: OrderTerms): boolean =>
  orderType > OrderType.market ||
  timeInForce > TimeInForce.fillOrKill ||
  quoteUnits > 0n ||
  icebergLots > 0
