// The rules of a market, which a listing and every change of them state as a whole.
import type { SetMarketRules } from './generated/commands.js'

/** What a market admits; the fields of both `ListMarket` and `SetMarketRules`. */
export type MarketRules = Readonly<
  Omit<SetMarketRules, 'lane' | 'session' | 'laneSequence' | 'deadlineMs' | 'account' | 'market'>
>

/** Of a market that does without every rule but the largest quantity, which each must state. */
export const noMarketRules: Omit<MarketRules, 'quantityMaxLots'> = {
  priceMinTicks: 0,
  quantityMinLots: 1,
  marketQuantityMaxLots: 0,
  notionalMinUnits: 0n,
  positionMaxLots: 0,
  velocityWindowUs: 0,
  reopenUs: 0,
  velocityPpm: 0,
  priceBandPpm: 0,
  percentUpPpm: 0,
  percentDownPpm: 0,
  slippagePpm: 0,
  ordersPerAccountMax: 0,
  stopsPerAccountMax: 0,
  icebergPartsMax: 0,
  trailingMinBips: 0,
  trailingMaxBips: 0,
}
