// What follows from an order's type.
import { OrderType, SelfTradePrevention, TimeInForce } from './generated/enums.js'

/** Whether an order of this type waits for the market to come to its stop price. */
export const isConditional = (orderType: number): boolean => orderType >= OrderType.stopLoss

/** What a plain limit order says besides its account, market, side, price and quantity. */
export const limitOrder = {
  orderType: OrderType.limit,
  timeInForce: TimeInForce.goodTillCancelled,
  selfTradePrevention: SelfTradePrevention.expireMaker,
  clientOrderId: '',
} as const
