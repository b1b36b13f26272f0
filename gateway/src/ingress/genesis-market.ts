// A market of the genesis file in integers, checked by the rules that the core will check again.
import {
  amountMax,
  type ListMarket,
  type MarketRules,
  MarketState,
  stepsIn,
} from '@openbell/protocol'
import { GenesisError, units } from './genesis-error.js'
import { protectionRules } from './genesis-protection.js'
import type { GenesisCurrency, GenesisMarket } from './genesis-shape.js'

/** One tick above and below a price is still a price to the core, in 32 bits with a sign. */
const priceTicksLimit = 0x7ffffffe

/** The fields of ListMarket that do not name other records. */
export type ListedRules = MarketRules &
  Pick<ListMarket, 'tickUnits' | 'lotUnits' | 'priceMaxTicks' | 'state'>

/** How many neighbouring prices share an entry of the core's price directory. */
const pricePageTicks = 512
/** Buys, sells, and two of orders that wait for a price. */
const booksPerMarket = 4

/** The entries that a market needs in the core's price directory. */
export const directoryEntries = (priceMaxTicks: number): number =>
  booksPerMarket * (Math.floor(priceMaxTicks / pricePageTicks) + 1)

/** What an amount of a market must be a multiple of. */
interface Step {
  readonly name: string
  readonly units: bigint
  readonly decimals: number
}

function steps(path: string, text: string, step: Step): number {
  const count = stepsIn(units(path, text, step.decimals), step.units)
  if (count === undefined) throw new GenesisError(path, `${text} is no multiple of ${step.name}`)
  if (count < 1) throw new GenesisError(path, 'must be above zero')
  return count
}

/** @throws GenesisError naming the field, under `path`, that breaks a rule. */
export function listedRules(
  path: string,
  market: GenesisMarket,
  base: GenesisCurrency,
  quote: GenesisCurrency,
): ListedRules {
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
  const tick = { name: `the tick ${market.tick}`, units: tickUnits, decimals: quote.decimals }
  const lot = { name: `the lot ${market.lot}`, units: lotUnits, decimals: base.decimals }
  type Quantity = 'quantityMin' | 'quantityMax' | 'marketQuantityMax' | 'positionMax'
  const ticks = (field: 'priceMin' | 'priceMax', otherwise: number) =>
    market[field] === undefined ? otherwise : steps(`${path}.${field}`, market[field], tick)
  const lots = (field: Quantity) =>
    market[field] === undefined ? 0 : steps(`${path}.${field}`, market[field], lot)
  const rules: ListedRules = {
    tickUnits,
    lotUnits,
    priceMinTicks: ticks('priceMin', 1),
    priceMaxTicks: ticks('priceMax', 0),
    quantityMinLots: lots('quantityMin'),
    quantityMaxLots: lots('quantityMax'),
    marketQuantityMaxLots: lots('marketQuantityMax'),
    notionalMinUnits: units(`${path}.notionalMin`, market.notionalMin, quote.decimals),
    positionMaxLots: lots('positionMax'),
    ...protectionRules(path, market),
    state: MarketState[market.state],
  }
  checkRanges(path, rules, (tickUnits * lotUnits) / wholeUnits)
  return rules
}

function checkRanges(path: string, rules: ListedRules, notionalUnits: bigint): void {
  const { priceMinTicks, priceMaxTicks, notionalMinUnits } = rules
  const { quantityMinLots, quantityMaxLots, marketQuantityMaxLots } = rules
  if (priceMaxTicks > priceTicksLimit)
    throw new GenesisError(`${path}.priceMax`, `is above ${priceTicksLimit} ticks`)
  if (priceMinTicks > priceMaxTicks) throw new GenesisError(`${path}.priceMin`, 'is above priceMax')
  if (quantityMaxLots < quantityMinLots)
    throw new GenesisError(`${path}.quantityMax`, 'is below quantityMin')
  if (marketQuantityMaxLots > quantityMaxLots)
    throw new GenesisError(`${path}.marketQuantityMax`, 'is above quantityMax')
  if (marketQuantityMaxLots > 0 && marketQuantityMaxLots < quantityMinLots)
    throw new GenesisError(`${path}.marketQuantityMax`, 'is below quantityMin')
  const notionalMaxUnits = BigInt(priceMaxTicks) * BigInt(quantityMaxLots) * notionalUnits
  if (notionalMaxUnits > amountMax)
    throw new GenesisError(`${path}.quantityMax`, 'times priceMax overflows an amount')
  if (notionalMinUnits > notionalMaxUnits)
    throw new GenesisError(`${path}.notionalMin`, 'is above priceMax times quantityMax')
}
