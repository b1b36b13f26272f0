// The words of the dialect for what the protocol counts.
import {
  CloseReason,
  Contingency,
  MarketState,
  OrderStatus,
  OrderType,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '@openbell/protocol'

export const sideWords = { BUY: Side.buy, SELL: Side.sell } as const
export const orderTypeWords = {
  LIMIT: OrderType.limit,
  LIMIT_MAKER: OrderType.limitMaker,
  MARKET: OrderType.market,
  STOP_LOSS: OrderType.stopLoss,
  STOP_LOSS_LIMIT: OrderType.stopLossLimit,
  TAKE_PROFIT: OrderType.takeProfit,
  TAKE_PROFIT_LIMIT: OrderType.takeProfitLimit,
} as const
export const timeInForceWords = {
  GTC: TimeInForce.goodTillCancelled,
  IOC: TimeInForce.immediateOrCancel,
  FOK: TimeInForce.fillOrKill,
  GTD: TimeInForce.goodTillDate,
  DAY: TimeInForce.day,
} as const
export const preventionWords = {
  EXPIRE_MAKER: SelfTradePrevention.expireMaker,
  EXPIRE_TAKER: SelfTradePrevention.expireTaker,
  EXPIRE_BOTH: SelfTradePrevention.expireBoth,
  DECREMENT: SelfTradePrevention.decrement,
  NONE: SelfTradePrevention.none,
} as const
const statusWords = {
  NEW: OrderStatus.new,
  PARTIALLY_FILLED: OrderStatus.partiallyFilled,
  FILLED: OrderStatus.filled,
  CANCELED: OrderStatus.cancelled,
  EXPIRED: OrderStatus.expired,
  EXPIRED_IN_MATCH: OrderStatus.expiredInMatch,
  PENDING_NEW: OrderStatus.pending,
} as const

const namesOf = (words: Readonly<Record<string, number>>): readonly string[] =>
  Object.keys(words).sort((one, other) => (words[one] as number) - (words[other] as number))

export const sideNames = namesOf(sideWords)
export const orderTypeNames = namesOf(orderTypeWords)
export const timeInForceNames = namesOf(timeInForceWords)
export const preventionNames = namesOf(preventionWords)
export const statusNames = namesOf(statusWords)

/** An otoco is an oto whose second part is an oco: the dialect has no third word. */
export const contingencyNames: Readonly<Record<Contingency, string>> = {
  [Contingency.oco]: 'OCO',
  [Contingency.oto]: 'OTO',
  [Contingency.otoco]: 'OTO',
}

/**
 * Why an order ended other than by its owner's word. Where the dialect has no word for what happens
 * here, ours; what an order of a list ended by depends on the list.
 */
export const expiryNames: Readonly<Record<CloseReason, string | undefined>> = {
  [CloseReason.cancelledByOwner]: undefined,
  [CloseReason.immediateRemainder]: 'UNFILLED_IOC_QUANTITY_EXPIRED',
  [CloseReason.marketRemainder]: 'INSUFFICIENT_LIQUIDITY',
  [CloseReason.fillOrKill]: 'UNFILLED_FOK_ORDER_EXPIRED',
  [CloseReason.timeOver]: 'TIME_IN_FORCE_EXPIRED',
  [CloseReason.otherLeg]: 'OCO_TRIGGER',
  [CloseReason.selfTradePrevented]: undefined,
  [CloseReason.priceBand]: 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED',
  [CloseReason.slippage]: 'SLIPPAGE_EXCEEDED',
  [CloseReason.velocity]: 'VELOCITY_EXCEEDED',
  [CloseReason.activationRefused]: 'REJECTED',
  [CloseReason.connectionEnded]: 'CONNECTION_ENDED',
  [CloseReason.deadMan]: 'COUNTDOWN_ENDED',
  [CloseReason.replaced]: undefined,
  [CloseReason.killSwitch]: 'EXCHANGE_CANCELED',
  [CloseReason.marketDelisted]: 'EXCHANGE_CANCELED',
}
/** Of an order that waited for the first of its list, which was not filled. */
export const firstNotFilledName = 'OTO_PHASE_ONE_EXPIRED'

/** The words that markets of the dialect have, or had, for what they admit. */
export const marketStatusNames: Readonly<Record<MarketState, string>> = {
  [MarketState.preOpen]: 'PRE_TRADING',
  [MarketState.auction]: 'AUCTION_MATCH',
  [MarketState.trading]: 'TRADING',
  [MarketState.cancelOnly]: 'CANCEL_ONLY',
  [MarketState.halted]: 'HALT',
  [MarketState.delisted]: 'BREAK',
}
