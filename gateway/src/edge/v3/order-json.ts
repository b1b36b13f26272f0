// Orders, fills and their words as the dialect writes them.
import { OrderStatus, OrderType, Side, TimeInForce } from '@openbell/protocol'
import type { FillView, MarketView, OrderView } from '../../ports.js'
import { formatAmount, formatPrice, formatQuantity, formatQuote } from '../decimals.js'

export const sideWords = { BUY: Side.buy, SELL: Side.sell } as const
export const orderTypeWords = {
  LIMIT: OrderType.limit,
  LIMIT_MAKER: OrderType.limitMaker,
  MARKET: OrderType.market,
} as const
export const timeInForceWords = {
  GTC: TimeInForce.goodTillCancelled,
  IOC: TimeInForce.immediateOrCancel,
} as const
const statusWords = {
  NEW: OrderStatus.new,
  PARTIALLY_FILLED: OrderStatus.partiallyFilled,
  FILLED: OrderStatus.filled,
  CANCELED: OrderStatus.cancelled,
  EXPIRED: OrderStatus.expired,
} as const

const namesOf = (words: Readonly<Record<string, number>>): readonly string[] =>
  Object.keys(words).sort((one, other) => (words[one] as number) - (words[other] as number))

const sideNames = namesOf(sideWords)
const orderTypeNames = namesOf(orderTypeWords)
const timeInForceNames = namesOf(timeInForceWords)
const statusNames = namesOf(statusWords)

export const toMs = (us: number): number => Math.floor(us / 1000)

const derivedIdPattern = /^ob([1-9][0-9]{0,15})$/

/** The client order id that everybody sees: the chosen one, or one made of the order id. */
export const publicClientId = (order: { orderId: number; clientOrderId: string }): string =>
  order.clientOrderId || `ob${order.orderId}`

/** The order id in a made client order id. */
export function orderIdIn(clientOrderId: string): number | undefined {
  const digits = derivedIdPattern.exec(clientOrderId)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** The fields that all answers about an order have in common. */
export const orderBase = (market: MarketView, order: OrderView) => ({
  price: formatPrice(market, order.priceTicks),
  origQty: formatQuantity(market, order.quantityLots),
  executedQty: formatQuantity(market, order.executedLots),
  origQuoteOrderQty: formatQuote(market, 0n),
  cummulativeQuoteQty: formatQuote(market, order.executedQuoteUnits),
  status: statusNames[order.status],
  timeInForce: timeInForceName(order),
  type: orderTypeNames[order.orderType],
  side: sideNames[order.side],
})

/** Orders at the market never stand, and the dialect calls that GTC. */
const timeInForceName = ({ orderType, timeInForce }: OrderView): string | undefined =>
  orderType === OrderType.market ? 'GTC' : timeInForceNames[timeInForce]

/** An order as queries show it. Joined by assignment: spreads take several times as long. */
export const orderJson = (market: MarketView, order: OrderView) =>
  Object.assign(
    {
      symbol: market.symbol,
      orderId: order.orderId,
      orderListId: -1,
      clientOrderId: publicClientId(order),
    },
    orderBase(market, order),
    {
      stopPrice: formatPrice(market, 0),
      icebergQty: formatQuantity(market, 0),
      time: toMs(order.createdUs),
      updateTime: toMs(order.updatedUs),
      isWorking: true,
      workingTime: toMs(order.createdUs),
      selfTradePreventionMode: 'NONE',
    },
  )

/** The asset that a fill's fee was taken from: the one that was received. */
export const feeAssetOf = (market: MarketView, side: Side) =>
  side === Side.buy ? market.base : market.quote

/** A fill as its owner's list of trades shows it. */
export const fillJson = (market: MarketView, fill: FillView) => ({
  symbol: market.symbol,
  id: fill.tradeId,
  orderId: fill.orderId,
  orderListId: -1,
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
