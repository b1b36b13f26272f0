// What a batch of frames changes in the tables, in the core's integers and the tables' words.
import type { ListedAsset, ListedMarket } from './catalogue.js'

export interface CurrencyRow extends ListedAsset {
  readonly name: string
  readonly kind: string
  readonly displayDecimals: number
  readonly withdrawalMinUnits: bigint
  readonly withdrawalMaxUnits: bigint
  readonly withdrawalFeeUnits: bigint
  readonly depositsEnabled: boolean
  readonly withdrawalsEnabled: boolean
  readonly sequence: number
}

export interface PairRow extends ListedMarket {
  readonly quantityMinLots: number
  readonly quantityMaxLots: number
  readonly notionalMinUnits: bigint
  readonly priceBandPpm: number
  status: string
  sequence: number
}

export interface PairStatus {
  readonly symbol: string
  readonly status: string
  readonly sequence: number
}

export interface FeeTierRow {
  readonly tier: number
  readonly name: string
  readonly makerPpm: number
  readonly takerPpm: number
  readonly volumeMinUnits: bigint
  readonly sequence: number
}

/** An account of a currency, empty as yet; a user's id or the name of a house account. */
export interface AccountRow {
  readonly account: number
  readonly currency: string
  readonly userId: string | null
  readonly houseName: string | null
  readonly sequence: number
}

export interface UserTierRow {
  readonly account: number
  readonly tier: number
  readonly sinceUs: number
  readonly sequence: number
}

/** An order as OrderAccepted gave it. */
export interface NewOrder {
  readonly account: number
  readonly clientOrderId: string
  readonly side: string
  readonly type: string
  readonly timeInForce: string
  readonly priceTicks: number
  readonly quantityLots: number
  readonly createdUs: number
}

/** How an order stands after its last event of the batch. */
export interface OrderChange {
  readonly id: number
  readonly market: ListedMarket
  /** Only of an order that this batch accepted. */
  readonly accepted: NewOrder | undefined
  executedLots: number
  executedQuoteUnits: bigint
  status: string
  closeReason: string | null
  updatedUs: number
  sequence: number
}

export interface TradeRow {
  readonly id: number
  readonly market: ListedMarket
  readonly priceTicks: number
  readonly quantityLots: number
  readonly quoteUnits: bigint
  readonly takerSide: string
  readonly makerOrderId: number
  readonly takerOrderId: number
  readonly makerAccount: number
  readonly takerAccount: number
  readonly makerFeeUnits: bigint
  readonly makerFeeAsset: ListedAsset
  readonly takerFeeUnits: bigint
  readonly takerFeeAsset: ListedAsset
  readonly executedUs: number
  readonly sequence: number
}

export type TransactionKind = 'deposit' | 'withdrawal' | 'trade' | 'fee'

export interface TransactionRow {
  readonly sequence: number
  /** Among its frame's transactions, from 0. */
  readonly ordinal: number
  readonly kind: TransactionKind
  /** Whose it is; null where it has two sides. */
  readonly account: number | null
  readonly idempotencyKey: string | null
  readonly reference: string | null
  readonly createdUs: number
}

/** One side of a transaction. */
export interface Leg {
  readonly sequence: number
  readonly ordinal: number
  readonly leg: number
  readonly account: number
  readonly asset: ListedAsset
  readonly deltaUnits: bigint
}

/** What the core says an account has, after all movements before it. */
export interface StatedBalance {
  readonly sequence: number
  readonly account: number
  readonly asset: ListedAsset
  readonly availableUnits: bigint
  readonly lockedUnits: bigint
}

export type Movement = Leg | StatedBalance

/** An order that was filled to the end. */
export interface FilledOrder {
  readonly id: number
  readonly market: ListedMarket
  readonly filledUs: number
  readonly sequence: number
}
