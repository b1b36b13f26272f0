// Orders and fills as the dialect writes them.
import {
  CloseReason,
  Contingency,
  isConditional,
  OrderStatus,
  OrderType,
  Side,
} from '@openbell/protocol'
import type { FillView, MarketView, OrderView, Views } from '../../ports.js'
import { formatAmount, formatPrice, formatQuantity, formatQuote } from '../decimals.js'
import { madeOrderIds } from './made-ids.js'
import {
  expiryNames,
  firstNotFilledName,
  orderTypeNames,
  preventionNames,
  sideNames,
  statusNames,
  timeInForceNames,
} from './words.js'

export const toMs = (us: number): number => Math.floor(us / 1000)

/** The client order id that everybody sees: the chosen one, or one made of the order id. */
export const publicClientId = (order: { orderId: number; clientOrderId: string }): string =>
  order.clientOrderId || madeOrderIds.of(order.orderId)

/** The list of an order as the dialect says it: -1 where there is none. */
export const publicListId = ({ listId }: Pick<OrderView, 'listId'>): number => listId || -1

/** When it went to work, or -1: not yet, or never. */
export const workingTime = ({ workingUs }: Pick<OrderView, 'workingUs'>): number =>
  workingUs === undefined ? -1 : toMs(workingUs)

/** What an order was for before self-trade prevention took from it. */
const originalLots = ({ status, executedLots, quantityLots, preventedLots }: OrderView): number =>
  (status === OrderStatus.expiredInMatch ? executedLots : quantityLots) + preventedLots

/** The fields that all answers about an order have in common. */
export const orderBase = (market: MarketView, order: OrderView) => ({
  price: formatPrice(market, order.priceTicks),
  origQty: formatQuantity(market, originalLots(order)),
  executedQty: formatQuantity(market, order.executedLots),
  origQuoteOrderQty: formatQuote(market, order.quoteUnits),
  cummulativeQuoteQty: formatQuote(market, order.executedQuoteUnits),
  status: statusNames[order.status],
  timeInForce: timeInForceName(order),
  type: orderTypeNames[order.orderType],
  side: sideNames[order.side],
})

/** Orders at the market never stand, and the dialect calls that GTC. */
export const timeInForceName = ({
  orderType,
  timeInForce,
}: Pick<OrderView, 'orderType' | 'timeInForce'>): string | undefined =>
  orderType === OrderType.market ? 'GTC' : timeInForceNames[timeInForce]

export interface ConditionalFields {
  stopPrice?: string
  icebergQty?: string
  trailingDelta?: number
  trailingTime?: number
  goodTillDate?: number
  preventedQuantity?: string
}

/** What is told only of orders that have it. */
export function conditionalFields(market: MarketView, order: OrderView): ConditionalFields {
  const { icebergLots, trailingBips, trailingUs, preventedLots, expiresUs } = order
  const fields: ConditionalFields = {}
  if (isConditional(order.orderType)) fields.stopPrice = formatPrice(market, order.stopPriceTicks)
  if (icebergLots > 0) fields.icebergQty = formatQuantity(market, icebergLots)
  if (trailingBips > 0) {
    fields.trailingDelta = trailingBips
    fields.trailingTime = trailingUs === undefined ? -1 : toMs(trailingUs)
  }
  if (expiresUs > 0) fields.goodTillDate = toMs(expiresUs)
  if (preventedLots > 0 || order.status === OrderStatus.expiredInMatch)
    fields.preventedQuantity = formatQuantity(market, preventedLots)
  return fields
}

/** Why an order ended, where its owner did not say so. */
export function expiryReason(views: Views, order: OrderView): string | undefined {
  if (order.closeReason === undefined) return undefined
  if (order.closeReason === CloseReason.otherLeg && !isOfFilled(views, order))
    return firstNotFilledName
  return expiryNames[order.closeReason]
}

/** An oco, or the pair of a list whose first order was filled: one leg ended the other. */
function isOfFilled(views: Views, { account, listId }: OrderView): boolean {
  const list = views.listById(account, listId)
  if (!list || list.contingency === Contingency.oco) return true
  const [first] = list.orders
  return (
    first !== undefined && views.orderById(account, first.orderId)?.status === OrderStatus.filled
  )
}

/** `{ expiryReason }` where there is one. */
export function expiryField(views: Views, order: OrderView): { expiryReason?: string } {
  const reason = expiryReason(views, order)
  return reason === undefined ? {} : { expiryReason: reason }
}

/** The match by whose prevention an order ended. */
function preventedField(views: Views, order: OrderView): { preventedMatchId?: number } {
  if (order.status !== OrderStatus.expiredInMatch) return {}
  const { account, market, orderId } = order
  const { entries } = views.preventedMatches(account, market, { orderId, limit: 1 })
  const match = entries.at(-1)
  return match ? { preventedMatchId: match.preventedId } : {}
}

/** An order as queries show it. Joined by assignment: spreads take several times as long. */
export const orderJson = (views: Views, market: MarketView, order: OrderView) =>
  Object.assign(
    {
      symbol: market.symbol,
      orderId: order.orderId,
      orderListId: publicListId(order),
      clientOrderId: publicClientId(order),
    },
    orderBase(market, order),
    {
      stopPrice: formatPrice(market, order.stopPriceTicks),
      icebergQty: formatQuantity(market, order.icebergLots),
      time: toMs(order.createdUs),
      updateTime: toMs(order.updatedUs),
      isWorking: order.workingUs !== undefined,
      workingTime: workingTime(order),
      selfTradePreventionMode: preventionNames[order.selfTradePrevention],
    },
    conditionalFields(market, order),
    preventedField(views, order),
    expiryField(views, order),
  )

/** The asset that a fill's fee was taken from: the one that was received. */
export const feeAssetOf = (market: MarketView, side: Side) =>
  side === Side.buy ? market.base : market.quote

/** A fill as its owner's list of trades shows it. */
export const fillJson = (market: MarketView, fill: FillView, order: OrderView | undefined) => ({
  symbol: market.symbol,
  id: fill.tradeId,
  orderId: fill.orderId,
  orderListId: order ? publicListId(order) : -1,
  price: formatPrice(market, fill.priceTicks),
  qty: formatQuantity(market, fill.quantityLots),
  quoteQty: formatQuote(market, fill.quoteUnits),
  commission: formatAmount(feeAssetOf(market, fill.side), fill.feeUnits),
  commissionAsset: feeAssetOf(market, fill.side).code,
  time: toMs(fill.timestampUs),
  isBuyer: fill.side === Side.buy,
  isMaker: fill.isMaker,
  isBestMatch: true,
})
