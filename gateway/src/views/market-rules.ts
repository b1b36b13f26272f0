// The rules of a market: all that `ListMarket` and `SetMarketRules` state as a whole.
import type { MarketRules } from '@openbell/protocol'
import type { ByteReader, ByteWriter } from './bytes.js'

/** The rules alone, out of whatever holds them. */
export const marketRulesOf = (rules: MarketRules): MarketRules => ({
  priceMinTicks: rules.priceMinTicks,
  quantityMinLots: rules.quantityMinLots,
  quantityMaxLots: rules.quantityMaxLots,
  marketQuantityMaxLots: rules.marketQuantityMaxLots,
  notionalMinUnits: rules.notionalMinUnits,
  positionMaxLots: rules.positionMaxLots,
  velocityWindowUs: rules.velocityWindowUs,
  reopenUs: rules.reopenUs,
  velocityPpm: rules.velocityPpm,
  priceBandPpm: rules.priceBandPpm,
  percentUpPpm: rules.percentUpPpm,
  percentDownPpm: rules.percentDownPpm,
  slippagePpm: rules.slippagePpm,
  ordersPerAccountMax: rules.ordersPerAccountMax,
  stopsPerAccountMax: rules.stopsPerAccountMax,
  icebergPartsMax: rules.icebergPartsMax,
  trailingMinBips: rules.trailingMinBips,
  trailingMaxBips: rules.trailingMaxBips,
})

export function writeMarketRules(out: ByteWriter, rules: MarketRules): void {
  out.u64(rules.priceMinTicks)
  out.u64(rules.quantityMinLots)
  out.u64(rules.quantityMaxLots)
  out.u64(rules.marketQuantityMaxLots)
  out.i64(rules.notionalMinUnits)
  out.u64(rules.positionMaxLots)
  out.u64(rules.velocityWindowUs)
  out.u64(rules.reopenUs)
  out.u32(rules.velocityPpm)
  out.u32(rules.priceBandPpm)
  out.u32(rules.percentUpPpm)
  out.u32(rules.percentDownPpm)
  out.u32(rules.slippagePpm)
  out.u32(rules.ordersPerAccountMax)
  out.u32(rules.stopsPerAccountMax)
  out.u32(rules.icebergPartsMax)
  out.u32(rules.trailingMinBips)
  out.u32(rules.trailingMaxBips)
}

export const readMarketRules = (from: ByteReader): MarketRules => ({
  priceMinTicks: from.u64(),
  quantityMinLots: from.u64(),
  quantityMaxLots: from.u64(),
  marketQuantityMaxLots: from.u64(),
  notionalMinUnits: from.i64(),
  positionMaxLots: from.u64(),
  velocityWindowUs: from.u64(),
  reopenUs: from.u64(),
  velocityPpm: from.u32(),
  priceBandPpm: from.u32(),
  percentUpPpm: from.u32(),
  percentDownPpm: from.u32(),
  slippagePpm: from.u32(),
  ordersPerAccountMax: from.u32(),
  stopsPerAccountMax: from.u32(),
  icebergPartsMax: from.u32(),
  trailingMinBips: from.u32(),
  trailingMaxBips: from.u32(),
})
