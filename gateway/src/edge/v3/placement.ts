// What placing orders has in common: the connection that they depend on, and how a placed one is told.
import { SelfTradePrevention } from '@openbell/protocol'
import type { CommandAnswer, MarketView, OrderView, Views } from '../../ports.js'
import type { Connections } from '../connections.js'
import { formatAmount, formatPrice, formatQuantity } from '../decimals.js'
import { notValid } from '../errors.js'
import type { PlacedOrder, TakenFill } from './order-events.js'
import {
  conditionalFields,
  expiryField,
  feeAssetOf,
  orderBase,
  publicClientId,
  publicListId,
  toMs,
  workingTime,
} from './order-json.js'
import type { ResponseType, SharedValues } from './order-parameters.js'
import type { OrderTerms } from './order-terms.js'
import { preventionNames } from './words.js'

/** @throws ApiError where it is not an open connection of the account that counts */
export function checkConnection(
  connections: Connections,
  { connectionId }: Pick<SharedValues, 'connectionId'>,
  account: number,
): void {
  if (connectionId !== undefined && !connections.isLive(connectionId, account))
    throw notValid('connectionId')
}

/** Sends what depends on a connection where it names one. */
export function sendFor<Answer>(
  connections: Connections,
  { connectionId = 0 }: Pick<SharedValues, 'connectionId'>,
  deadlineMs: number,
  sent: Promise<Answer>,
): Promise<Answer> {
  return connectionId === 0 ? sent : connections.place(connectionId, deadlineMs, sent)
}

/** How an order meets its own kind: by removing what rests, unless it says otherwise. */
export const preventionOf = ({
  selfTradePreventionMode = SelfTradePrevention.expireMaker,
}: Pick<SharedValues, 'selfTradePreventionMode'>): SelfTradePrevention => selfTradePreventionMode

/** The fields of an order of any kind. */
export const specialFields = (terms: OrderTerms, values: SharedValues) => ({
  ...terms,
  selfTradePrevention: preventionOf(values),
  connection: values.connectionId ?? 0,
})

/** A placed order as its placing is answered. */
export function placedJson(
  views: Views,
  market: MarketView,
  { order, fills, preventedId }: PlacedOrder,
  { timestampUs }: Pick<CommandAnswer, 'timestampUs'>,
  response: ResponseType,
) {
  const acknowledged = {
    symbol: market.symbol,
    orderId: order.orderId,
    orderListId: publicListId(order),
    clientOrderId: publicClientId(order),
    transactTime: toMs(timestampUs),
  }
  if (response === 'ACK') return acknowledged
  const result = Object.assign(
    acknowledged,
    orderBase(market, order),
    conditionalFields(market, order),
    preventedId !== undefined && { preventedMatchId: preventedId },
    expiryField(views, order),
    {
      workingTime: workingTime(order),
      selfTradePreventionMode: preventionNames[order.selfTradePrevention],
    },
  )
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
