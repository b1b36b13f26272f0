// What follows from an order's type.
import { OrderType } from './generated/enums.js'

/** Whether an order of this type waits for the market to come to its stop price. */
export const isConditional = (orderType: number): boolean => orderType >= OrderType.stopLoss
