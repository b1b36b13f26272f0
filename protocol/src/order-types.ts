// What follows from an order's type, and from its status.
import { OrderStatus, OrderType, SelfTradePrevention, TimeInForce } from './generated/enums.js'

/** Whether an order of this type waits for the market to come to its stop price. */
export const isConditional = (orderType: number): boolean => orderType >= OrderType.stopLoss

const atMarket: readonly number[] = [OrderType.market, OrderType.stopLoss, OrderType.takeProfit]

/** Whether an order of this type names a price beyond which it does not trade. */
export const hasLimitPrice = (orderType: number): boolean => !atMarket.includes(orderType)

const openStatuses: readonly number[] = [
  OrderStatus.new,
  OrderStatus.partiallyFilled,
  OrderStatus.pending,
]

/** Whether an order of this status has not ended. */
export const isOpenStatus = (status: number): boolean => openStatuses.includes(status)

/** What a plain limit order says besides its account, market, side, price and quantity. */
export const limitOrder = {
  orderType: OrderType.limit,
  timeInForce: TimeInForce.goodTillCancelled,
  selfTradePrevention: SelfTradePrevention.expireMaker,
  clientOrderId: '',
} as const
