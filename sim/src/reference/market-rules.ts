// What a market and its rules must be.
import {
  amountMax,
  type ListMarket,
  type MarketRules,
  MarketState,
  Reject,
} from '@openbell/protocol'
import type { Refusal } from './checks.js'
import type { Market, Venue } from './venue.js'

const priceMaxTicksMax = 2 ** 31 - 2
const ppmMax = 1_000_000
const bipsMax = 10_000
const pageLevels = 512

const wholeUnits = (venue: Venue, asset: number): bigint =>
  10n ** BigInt(venue.assets[asset].decimals)

/** Quote units of one lot at one tick. */
export const notionalUnitsOf = (venue: Venue, command: ListMarket): bigint =>
  (command.tickUnits * command.lotUnits) / wholeUnits(venue, command.baseAsset)

export function checkMarket(venue: Venue, command: ListMarket): Refusal {
  const { market, baseAsset, quoteAsset, tickUnits, lotUnits, priceMaxTicks } = command
  const { limit, markets, assets } = venue
  if (market >= limit.marketsMax || market > markets.length) return Reject.marketMustBeInRange
  if (market < markets.length) return Reject.marketMustBeNew
  if (!assets[baseAsset] || !assets[quoteAsset]) return Reject.assetMustBeListed
  if (baseAsset === quoteAsset) return Reject.assetsMustDiffer
  if (tickUnits <= 0n) return Reject.tickMustBePositive
  if (lotUnits <= 0n) return Reject.lotMustBePositive
  if (tickUnits * lotUnits > amountMax) return Reject.notionalMustFit
  if ((tickUnits * lotUnits) % wholeUnits(venue, baseAsset) !== 0n)
    return Reject.notionalMustBeWhole
  const notionalUnits = notionalUnitsOf(venue, command)
  const sizes = { priceMax: priceMaxTicks, lotUnits, notionalUnits }
  const refusal = checkRules(command, sizes)
  if (refusal) return refusal
  if (entriesUsed(venue) + entriesOf(priceMaxTicks) > limit.priceDirectoryEntriesMax)
    return Reject.priceDirectoryExhausted
  return command.state > MarketState.halted ? Reject.marketStateMustBeKnown : Reject.none
}

/** Each of a market's four books has an entry for each 512 prices. */
const entriesOf = (priceMax: number): number => 4 * (Math.floor(priceMax / pageLevels) + 1)

const entriesUsed = (venue: Venue): number =>
  venue.markets.reduce((sum, { priceMax }) => sum + entriesOf(priceMax), 0)

type Sizes = Pick<Market, 'priceMax' | 'lotUnits' | 'notionalUnits'>

/** What the rules of a market must be, listed now or before. */
export function checkRules(rules: MarketRules, sizes: Sizes): Refusal {
  const refusal = checkSizes(rules, sizes)
  if (refusal) return refusal
  return areRatesValid(rules) ? Reject.none : Reject.percentRangeMustBeValid
}

function checkSizes(rules: MarketRules, sizes: Sizes): Refusal {
  const { priceMax, lotUnits, notionalUnits } = sizes
  const { quantityMinLots, quantityMaxLots, marketQuantityMaxLots, priceMinTicks } = rules
  if (quantityMinLots === 0 || quantityMinLots > quantityMaxLots)
    return Reject.quantityRangeMustBeValid
  if (priceMax === 0 || priceMax > priceMaxTicksMax || priceMinTicks > priceMax)
    return Reject.priceRangeMustBeValid
  const most = BigInt(Math.max(quantityMaxLots, marketQuantityMaxLots))
  if (most * lotUnits > amountMax) return Reject.notionalMustFit
  const cost = BigInt(quantityMaxLots) * BigInt(priceMax) * notionalUnits
  if (cost > amountMax) return Reject.notionalMustFit
  return rules.notionalMinUnits < 0n ? Reject.notionalMustFit : Reject.none
}

function areRatesValid(rules: MarketRules): boolean {
  const { percentDownPpm, priceBandPpm, slippagePpm, velocityPpm } = rules
  const { trailingMinBips, trailingMaxBips } = rules
  const shares = [percentDownPpm, priceBandPpm, slippagePpm, velocityPpm]
  if (shares.some((ppm) => ppm >= ppmMax)) return false
  return trailingMinBips <= trailingMaxBips && trailingMaxBips < bipsMax
}
