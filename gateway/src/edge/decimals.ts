// Exact integers as public decimal strings, always with all decimals of the asset that they are of.
import { formatUnits } from '@openbell/protocol'
import type { AssetView, MarketView } from '../ports.js'

type AssetDecimals = Pick<AssetView, 'decimals'>

/** `formatPrice(market, 6500050)` is `65000.50000000` where a tick is 0.01 of a quote of 8 decimals. */
export const formatPrice = (
  market: Pick<MarketView, 'tickUnits'> & { readonly quote: AssetDecimals },
  ticks: number,
): string => formatSteps(ticks, market.tickUnits, market.quote.decimals)

/** Lots as a decimal of the base asset. */
export const formatQuantity = (
  market: Pick<MarketView, 'lotUnits'> & { readonly base: AssetDecimals },
  lots: number,
): string => formatSteps(lots, market.lotUnits, market.base.decimals)

/** Units as a decimal of their asset. */
export const formatAmount = (asset: AssetDecimals, units: bigint): string =>
  formatUnits(units, asset.decimals)

/** Units of a market's quote asset, such as the worth of a trade. */
export const formatQuote = (market: { readonly quote: AssetDecimals }, units: bigint): string =>
  formatUnits(units, market.quote.decimals)

/** Books have thousands of levels, so what a Number holds exactly is not made a BigInt. */
function formatSteps(steps: number, stepUnits: bigint, decimals: number): string {
  const units = steps * Number(stepUnits)
  if (units > Number.MAX_SAFE_INTEGER) return formatUnits(BigInt(steps) * stepUnits, decimals)
  if (decimals === 0) return String(units)
  const scale = 10 ** decimals
  const fraction = units % scale
  return `${(units - fraction) / scale}.${String(fraction).padStart(decimals, '0')}`
}
