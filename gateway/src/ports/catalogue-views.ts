// What the views answer about what is traded: assets, markets, fee tiers. Integers; the edge makes decimals.
import type { AssetKind, MarketState, MarketStateReason, Side } from '@openbell/protocol'

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

/** What a market admits; 0 means that there is no such rule, unless it says otherwise. */
export interface MarketRulesView {
  /** The lowest price; 0 and 1 admit the same. */
  readonly priceMinTicks: number
  readonly quantityMinLots: number
  readonly quantityMaxLots: number
  /** Of orders without a limit price; 0 = quantityMaxLots. */
  readonly marketQuantityMaxLots: number
  readonly notionalMinUnits: bigint
  /** Base owned and on order. */
  readonly positionMaxLots: number
  readonly velocityWindowUs: number
  /** How long the auction lasts that the velocity breaker calls; 0 = until told. */
  readonly reopenUs: number
  /** Of the window’s first price. */
  readonly velocityPpm: number
  /** Of the reference price. */
  readonly priceBandPpm: number
  readonly percentUpPpm: number
  readonly percentDownPpm: number
  /** Of the touch, for orders without a limit price. */
  readonly slippagePpm: number
  readonly ordersPerAccountMax: number
  readonly stopsPerAccountMax: number
  /** 0 = no icebergs. */
  readonly icebergPartsMax: number
  readonly trailingMinBips: number
  /** 0 = no trailing orders. */
  readonly trailingMaxBips: number
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

export interface MarketView extends MarketRulesView {
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
