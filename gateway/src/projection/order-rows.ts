// What a batch of frames changes of orders: the orders themselves, lists, prevented trades, amendments.
import type { ListedMarket } from './catalogue.js'

/** What of an order never changes. */
export interface NewOrder {
  readonly account: number
  readonly clientOrderId: string
  readonly side: string
  readonly type: string
  readonly timeInForce: string
  readonly selfTradePrevention: string
  readonly priceTicks: number
  readonly trailingBips: number
  readonly icebergLots: number
  readonly quoteUnits: bigint
  readonly expiresUs: number
  readonly listId: number
  readonly createdUs: number
}

/** What of an order changes. */
export interface OrderState {
  quantityLots: number
  executedLots: number
  executedQuoteUnits: bigint
  status: string
  closeReason: string
  stopPriceTicks: number
  workingUs: number
  /** When the stop price first followed the market. */
  trailingUs: number
}

/** How an order stands after its last event of the batch. */
export interface OrderChange {
  readonly id: number
  readonly market: ListedMarket
  /** Only of an order that this batch accepted. */
  readonly accepted: NewOrder | undefined
  /** What these frames told of it: of an accepted one, all that there is. */
  readonly state: Partial<OrderState>
  /** What prevented trades took away in these frames. */
  preventedLots: number
  updatedUs: number
  sequence: number
}

/** An order that was filled to the end. */
export interface FilledOrder {
  readonly id: number
  readonly market: ListedMarket
  readonly filledUs: number
  readonly sequence: number
}

/** How a list stands after its last event of the batch. */
export interface ListChange {
  readonly id: number
  /** Only of a list that this batch accepted. */
  readonly accepted: NewList | undefined
  isOpen: boolean
  updatedUs: number
  sequence: number
}

export interface NewList {
  readonly account: number
  readonly market: ListedMarket
  readonly clientId: string
  readonly contingency: string
  readonly createdUs: number
}

export interface PreventedRow {
  readonly id: number
  readonly market: ListedMarket
  readonly mode: string
  readonly priceTicks: number
  readonly takerSide: string
  readonly makerOrderId: number
  readonly takerOrderId: number
  readonly makerAccount: number
  readonly takerAccount: number
  /** Null where it is what the table says: these frames did not change it. */
  readonly tradeGroup: number | null
  readonly makerPreventedLots: number
  readonly takerPreventedLots: number
  readonly preventedUs: number
  readonly sequence: number
}

export interface AmendmentRow {
  readonly account: number
  readonly accountEvent: number
  readonly orderId: number
  readonly market: ListedMarket
  /** Null where it is what the table says: these frames did not change it. */
  readonly beforeLots: number | null
  readonly quantityLots: number
  readonly amendedUs: number
  readonly sequence: number
}

export interface TradeGroupRow {
  readonly account: number
  readonly tradeGroup: number
  readonly sinceUs: number
  readonly sequence: number
}
