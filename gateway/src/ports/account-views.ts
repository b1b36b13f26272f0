// What the views answer about accounts: orders, lists, fills, money. Integers; the edge makes decimals.
import type {
  CloseReason,
  Contingency,
  OrderStatus,
  OrderType,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '@openbell/protocol'

export interface OrderView {
  readonly orderId: number
  readonly account: number
  readonly market: number
  /** Empty when the client chose none. */
  readonly clientOrderId: string
  readonly side: Side
  readonly orderType: OrderType
  readonly timeInForce: TimeInForce
  readonly status: OrderStatus
  readonly selfTradePrevention: SelfTradePrevention
  /** 0 where it has no limit price. */
  readonly priceTicks: number
  /** All of it as it stands now: amendments and prevented trades by `decrement` make it smaller. */
  readonly quantityLots: number
  readonly executedLots: number
  readonly executedQuoteUnits: bigint
  /** 0 where there is none; that of a trailing order moves. */
  readonly stopPriceTicks: number
  /** 0 = the stop price stands still. */
  readonly trailingBips: number
  /** When the stop price first followed the market; undefined while it has not. */
  readonly trailingUs: number | undefined
  /** The visible part; 0 = all of it. */
  readonly icebergLots: number
  /** Of a market order by quote quantity; else 0. */
  readonly quoteUnits: bigint
  /** When it ends by itself; 0 = never. */
  readonly expiresUs: number
  /** 0 = none. */
  readonly listId: number
  /** It waits for its trigger, or for the first order of its list. */
  readonly isWaiting: boolean
  /** When it went to work; undefined while it has not. */
  readonly workingUs: number | undefined
  /** What self-trade prevention took away, in all. */
  readonly preventedLots: number
  /** Why it ended unfilled; undefined while it is open, and where it was filled. */
  readonly closeReason: CloseReason | undefined
  readonly createdUs: number
  readonly updatedUs: number
}

/** Two or three orders of which one drives the others. */
export interface ListView {
  readonly listId: number
  readonly account: number
  readonly market: number
  /** Empty when the client chose none. */
  readonly listClientOrderId: string
  readonly contingency: Contingency
  /** In the order in which they were placed. */
  readonly orders: readonly { readonly orderId: number; readonly clientOrderId: string }[]
  /** Some order of it still drives another. One of them may be open after that. */
  readonly isOpen: boolean
  readonly createdUs: number
  readonly updatedUs: number
}

/** Two orders of one owner that met and did not trade. Both accounts know it by the same id. */
export interface PreventedMatchView {
  readonly preventedId: number
  readonly market: number
  readonly makerAccount: number
  readonly takerAccount: number
  /** The group of both accounts; 0 = none. */
  readonly tradeGroup: number
  readonly makerOrderId: number
  readonly takerOrderId: number
  readonly mode: SelfTradePrevention
  readonly takerSide: Side
  /** The maker’s. */
  readonly priceTicks: number
  /** What was taken away of each. */
  readonly makerPreventedLots: number
  readonly takerPreventedLots: number
  readonly timestampUs: number
}

/** An order was made smaller by its owner. */
export interface AmendmentView {
  readonly account: number
  readonly market: number
  readonly orderId: number
  /** The id of an amendment, dense over all events of its account. */
  readonly accountEvent: number
  readonly clientOrderId: string
  readonly beforeLots: number
  readonly quantityLots: number
  readonly timestampUs: number
}

/** One side of a trade, as its owner sees it. */
export interface FillView {
  readonly tradeId: number
  readonly orderId: number
  readonly account: number
  readonly market: number
  readonly side: Side
  readonly isMaker: boolean
  readonly priceTicks: number
  readonly quantityLots: number
  readonly quoteUnits: bigint
  readonly feeUnits: bigint
  readonly feeAsset: number
  readonly timestampUs: number
}

export interface BalanceView {
  readonly asset: number
  readonly availableUnits: bigint
  readonly lockedUnits: bigint
}

export interface AccountView {
  readonly account: number
  readonly tier: number
  readonly frozen: boolean
  /** Accounts of one group do not trade with each other; 0 = none. */
  readonly tradeGroup: number
  /** The dead man's switch: after how long, and when all orders are cancelled; 0 = disarmed. */
  readonly deadManTimeoutUs: number
  readonly deadManDeadlineUs: number
  /** The account's last event number. */
  readonly lastEvent: number
  readonly updatedUs: number
}

/** Money that goes out: locked, gone, or free again. */
export interface WithdrawalView {
  readonly withdrawalId: number
  readonly account: number
  readonly asset: number
  readonly amountUnits: bigint
  /** A part of the amount. */
  readonly feeUnits: bigint
  readonly idempotencyKey: string
  readonly status: 'reserved' | 'settled' | 'released'
  readonly createdUs: number
  readonly updatedUs: number
}
