// A market for tests that need no exchange: ticks of 0.01, lots of 0.00001, both currencies of 8 decimals.
import { AssetKind, MarketState, MarketStateReason, noMarketRules } from '@openbell/protocol'
import type { AssetView, MarketView } from '../../../ports.js'

const asset = (number: number, code: string): AssetView => ({
  asset: number,
  code,
  name: code,
  kind: AssetKind.crypto,
  decimals: 8,
  displayDecimals: 8,
  depositsOpen: true,
  withdrawalsOpen: true,
  withdrawalMinUnits: 0n,
  withdrawalMaxUnits: 0n,
  withdrawalFeeUnits: 0n,
})

export const marketWith = (rules: Partial<MarketView> = {}): MarketView => ({
  market: 0,
  symbol: 'BTCUSDT',
  base: asset(0, 'BTC'),
  quote: asset(1, 'USDT'),
  tickUnits: 1_000_000n,
  lotUnits: 1_000n,
  notionalUnits: 10n,
  ...noMarketRules,
  priceMinTicks: 1,
  priceMaxTicks: 100_000_000,
  quantityMaxLots: 900_000_000,
  notionalMinUnits: 500_000_000n,
  icebergPartsMax: 10,
  trailingMinBips: 10,
  trailingMaxBips: 2000,
  state: MarketState.trading,
  stateReason: MarketStateReason.command,
  stateSinceUs: 0,
  stateUntilUs: 0,
  referencePriceTicks: 0,
  auction: undefined,
  uncrossed: undefined,
  ...rules,
})
