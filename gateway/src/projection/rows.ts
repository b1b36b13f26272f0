// What a batch of frames changes in the tables, in the core's integers and the tables' words.
import type { MarketRules } from '@openbell/protocol'
import type { ListedAsset, ListedMarket } from './catalogue.js'

export interface CurrencyRow extends ListedAsset {
  readonly name: string
  readonly kind: string
  readonly displayDecimals: number
  readonly withdrawalMinUnits: bigint
  readonly withdrawalMaxUnits: bigint
  readonly withdrawalFeeUnits: bigint
  depositsEnabled: boolean
  withdrawalsEnabled: boolean
  sequence: number
}

/** The switches of an asset that was listed before the batch. */
export interface SwitchesChange {
  readonly code: string
  readonly depositsEnabled: boolean
  readonly withdrawalsEnabled: boolean
  readonly sequence: number
}

/** What may change of a market. */
export interface PairState {
  rules: MarketRules
  /** 0 = the last trade's. */
  referencePriceTicks: number
  status: string
}

export interface PairRow extends ListedMarket, PairState {
  readonly priceMaxTicks: number
  sequence: number
}

/** What changed of a market that was listed before the batch. */
export interface PairChange extends Partial<PairState> {
  readonly market: ListedMarket
  sequence: number
}

/** A state that a market came to. */
export interface MarketStateRow {
  readonly sequence: number
  /** Among its frame's, from 0. */
  readonly ordinal: number
  readonly symbol: string
  readonly status: string
  readonly reason: string
  readonly endsUs: number | null
  readonly changedUs: number
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

export type TransactionKind = 'deposit' | 'withdrawal' | 'trade' | 'transfer' | 'adjustment'

export interface TransactionRow {
  readonly sequence: number
  /** Among its frame's transactions, from 0. */
  readonly ordinal: number
  readonly kind: TransactionKind
  /** Whose it is; null where it has two sides. */
  readonly account: number | null
  readonly idempotencyKey: string | null
  readonly reference: string | null
  /** Of an adjustment; null of everything else. */
  readonly reason: string | null
  readonly createdUs: number
}

/** How a withdrawal stands after its last event of the batch. */
export interface WithdrawalChange {
  readonly id: number
  /** Only of one that this batch began. */
  readonly begun: NewWithdrawal | undefined
  status: 'reserved' | 'settled' | 'released'
  updatedUs: number
  sequence: number
}

export interface NewWithdrawal {
  readonly account: number
  readonly asset: ListedAsset
  readonly amountUnits: bigint
  readonly feeUnits: bigint
  readonly idempotencyKey: string
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
  /** What it leaves its account with in all; known when it is settled. */
  balanceAfterUnits: bigint
  readonly createdUs: number
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
