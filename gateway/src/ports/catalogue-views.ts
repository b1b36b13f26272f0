// What the views answer about what is traded: assets, markets, fee tiers. Integers; the edge makes decimals.
import type {
  AssetKind,
  MarketRules,
  MarketState,
  MarketStateReason,
  Side,
} from '@openbell/protocol'

export interface AssetView {
  readonly asset: number
  readonly code: string
  readonly name: string
  readonly kind: AssetKind
  readonly decimals: number
  readonly displayDecimals: number
  readonly depositsOpen: boolean
  readonly withdrawalsOpen: boolean
  readonly withdrawalMinUnits: bigint
  readonly withdrawalMaxUnits: bigint
  readonly withdrawalFeeUnits: bigint
}

/** What would come, or came, of an auction. */
export interface AuctionView {
  /** 0 where nothing would trade. */
  readonly priceTicks: number
  readonly volumeLots: number
  /** What is left over at this price, and whose it is. */
  readonly surplusLots: number
  readonly surplusSide: Side
  readonly timestampUs: number
}

export interface MarketView extends MarketRules {
  readonly market: number
  readonly symbol: string
  readonly base: AssetView
  readonly quote: AssetView
  /** Quote units of one tick, for one whole of the base asset. */
  readonly tickUnits: bigint
  /** Base units of one lot. */
  readonly lotUnits: bigint
  /** Quote units of one lot at one tick. */
  readonly notionalUnits: bigint
  readonly priceMaxTicks: number
  readonly state: MarketState
  readonly stateReason: MarketStateReason
  /** When it came to this state. */
  readonly stateSinceUs: number
  /** When an auction ends by itself; 0 = when told. */
  readonly stateUntilUs: number
  /** As it was stated; 0 = the last trade’s. */
  readonly referencePriceTicks: number
  /** What would come of the auction that is on; undefined where none is, or nothing was told yet. */
  readonly auction: AuctionView | undefined
  /** What came of the last auction. */
  readonly uncrossed: AuctionView | undefined
}

export interface FeeTierView {
  readonly tier: number
  readonly name: string
  readonly makerPpm: number
  readonly takerPpm: number
  readonly volumeMinUnits: bigint
}
