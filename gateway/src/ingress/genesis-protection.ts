// What protects a market of the genesis file: fractions as millionths, seconds as microseconds, counts.
import type { MarketRules } from '@openbell/protocol'
import { GenesisError, units } from './genesis-error.js'
import type { GenesisMarket } from './genesis-shape.js'

const ppmDecimals = 6
const onePpm = 1_000_000
const ppmMax = 0xffffffff
const oneBips = 10_000
const secondUs = 1_000_000

/** The rules that a market may do without; 0 where it does. */
export type ProtectionRules = Omit<
  MarketRules,
  | 'priceMinTicks'
  | 'quantityMinLots'
  | 'quantityMaxLots'
  | 'marketQuantityMaxLots'
  | 'notionalMinUnits'
  | 'positionMaxLots'
>

/** @throws GenesisError naming the field, under `path`, that breaks a rule. */
export function protectionRules(path: string, market: GenesisMarket): ProtectionRules {
  const { velocity, ordersPerAccountMax, stopsPerAccountMax, icebergPartsMax } = market
  return {
    velocityWindowUs: (velocity?.windowSeconds ?? 0) * secondUs,
    reopenUs: (velocity?.reopenSeconds ?? 0) * secondUs,
    velocityPpm: velocityPpm(`${path}.velocity.limit`, velocity?.limit),
    priceBandPpm: fraction(`${path}.priceBand`, market.priceBand),
    percentUpPpm: percentUp(`${path}.multiplierUp`, market.multiplierUp),
    percentDownPpm: percentDown(`${path}.multiplierDown`, market.multiplierDown),
    slippagePpm: fraction(`${path}.slippage`, market.slippage),
    ordersPerAccountMax: ordersPerAccountMax ?? 0,
    stopsPerAccountMax: stopsPerAccountMax ?? 0,
    icebergPartsMax: icebergPartsMax ?? 0,
    ...trailingRange(path, market),
  }
}

/** Millionths of a fraction; 0 where there is none. */
function fraction(path: string, text = '0'): number {
  const ppm = Number(units(path, text, ppmDecimals))
  if (ppm >= onePpm) throw new GenesisError(path, 'must be a fraction below 1')
  return ppm
}

function velocityPpm(path: string, text: string | undefined): number {
  const ppm = fraction(path, text)
  if (text !== undefined && ppm === 0) throw new GenesisError(path, 'must be above zero')
  return ppm
}

/** What a multiplier allows above the reference price itself. */
function percentUp(path: string, text: string | undefined): number {
  if (text === undefined) return 0
  const ppm = Number(units(path, text, ppmDecimals)) - onePpm
  if (ppm <= 0) throw new GenesisError(path, 'must be above 1')
  if (ppm > ppmMax) throw new GenesisError(path, 'is too large')
  return ppm
}

/** What a multiplier allows below the reference price itself. */
function percentDown(path: string, text: string | undefined): number {
  if (text === undefined) return 0
  const ppm = onePpm - Number(units(path, text, ppmDecimals))
  if (ppm <= 0 || ppm === onePpm) throw new GenesisError(path, 'must be above 0 and below 1')
  return ppm
}

function trailingRange(path: string, market: GenesisMarket) {
  const { trailingMinBips, trailingMaxBips } = market
  if (trailingMinBips === undefined && trailingMaxBips === undefined)
    return { trailingMinBips: 0, trailingMaxBips: 0 }
  if (trailingMinBips === undefined || trailingMaxBips === undefined)
    throw new GenesisError(
      `${path}.${trailingMinBips === undefined ? 'trailingMinBips' : 'trailingMaxBips'}`,
      'must be given where the other is',
    )
  if (trailingMaxBips >= oneBips)
    throw new GenesisError(`${path}.trailingMaxBips`, `must be below ${oneBips}`)
  if (trailingMinBips > trailingMaxBips)
    throw new GenesisError(`${path}.trailingMinBips`, 'is above trailingMaxBips')
  return { trailingMinBips, trailingMaxBips }
}
