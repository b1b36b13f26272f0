// A market of the genesis file in integers, checked by the rules that the core will check again.
import { MarketState, stepsIn } from '@openbell/protocol'
import { GenesisError, units } from './genesis-error.js'
import type { GenesisCurrency, GenesisMarket } from './genesis-shape.js'

const amountMax = (1n << 63n) - 1n
/** Prices cross the core's door as u32, and the greatest of those says "none". */
const priceTicksLimit = 0xfffffffe
const ppmDecimals = 6

/** The fields of ListMarket that do not name other records. */
export interface MarketRules {
  readonly tickUnits: bigint
  readonly lotUnits: bigint
  readonly priceMaxTicks: number
  readonly quantityMinLots: number
  readonly quantityMaxLots: number
  readonly notionalMinUnits: bigint
  readonly priceBandPpm: number
  readonly state: number
}

/** How many neighbouring prices share an entry of the core's price directory. */
const pricePageTicks = 512

/** The entries that a market needs in the core's price directory, both sides. */
export const directoryEntries = (priceMaxTicks: number): number =>
  2 * (Math.floor(priceMaxTicks / pricePageTicks) + 1)

function steps(path: string, text: string, decimals: number, step: [string, bigint]): number {
  const amount = units(path, text, decimals)
  const count = stepsIn(amount, step[1])
  if (count === undefined) throw new GenesisError(path, `${text} is no multiple of ${step[0]}`)
  if (count < 1) throw new GenesisError(path, 'must be above zero')
  return count
}

/** @throws GenesisError naming the field, under `path`, that breaks a rule. */
export function marketRules(
  path: string,
  market: GenesisMarket,
  base: GenesisCurrency,
  quote: GenesisCurrency,
): MarketRules {
  const tickUnits = units(`${path}.tick`, market.tick, quote.decimals)
  const lotUnits = units(`${path}.lot`, market.lot, base.decimals)
  if (tickUnits < 1n) throw new GenesisError(`${path}.tick`, 'must be above zero')
  if (lotUnits < 1n) throw new GenesisError(`${path}.lot`, 'must be above zero')
  const wholeUnits = 10n ** BigInt(base.decimals)
  if ((tickUnits * lotUnits) % wholeUnits !== 0n)
    throw new GenesisError(
      `${path}.lot`,
      `tick ${market.tick} x lot ${market.lot} is no whole number of 10^-${quote.decimals} ` +
        `${quote.code}, so that a trade could not be settled exactly`,
    )
  const lot: [string, bigint] = [`the lot ${market.lot}`, lotUnits]
  const rules: MarketRules = {
    tickUnits,
    lotUnits,
    priceMaxTicks: steps(`${path}.priceMax`, market.priceMax, quote.decimals, [
      `the tick ${market.tick}`,
      tickUnits,
    ]),
    quantityMinLots: steps(`${path}.quantityMin`, market.quantityMin, base.decimals, lot),
    quantityMaxLots: steps(`${path}.quantityMax`, market.quantityMax, base.decimals, lot),
    notionalMinUnits: units(`${path}.notionalMin`, market.notionalMin, quote.decimals),
    priceBandPpm: Number(units(`${path}.priceBand`, market.priceBand ?? '0', ppmDecimals)),
    state: MarketState[market.state],
  }
  checkRanges(path, rules, (tickUnits * lotUnits) / wholeUnits)
  return rules
}

function checkRanges(path: string, rules: MarketRules, notionalUnits: bigint): void {
  const { priceMaxTicks, quantityMinLots, quantityMaxLots, notionalMinUnits } = rules
  if (priceMaxTicks > priceTicksLimit)
    throw new GenesisError(`${path}.priceMax`, `is above ${priceTicksLimit} ticks`)
  if (quantityMaxLots < quantityMinLots)
    throw new GenesisError(`${path}.quantityMax`, 'is below quantityMin')
  const notionalMaxUnits = BigInt(priceMaxTicks) * BigInt(quantityMaxLots) * notionalUnits
  if (notionalMaxUnits > amountMax)
    throw new GenesisError(`${path}.quantityMax`, 'times priceMax overflows an amount')
  if (notionalMinUnits > notionalMaxUnits)
    throw new GenesisError(`${path}.notionalMin`, 'is above priceMax times quantityMax')
  if (rules.priceBandPpm >= 1_000_000)
    throw new GenesisError(`${path}.priceBand`, 'must be a fraction below 1')
}
