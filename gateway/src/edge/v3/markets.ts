// From what a client says of a market to integers.
import { parseUnits, Reject, stepsIn } from '@openbell/protocol'
import type { AssetView, MarketView, Views } from '../../ports.js'
import { overflowed, symbolWrong, tooPrecise } from '../errors.js'
import { rejectError } from '../rejects.js'

/** @throws ApiError where no such market is listed */
export function marketOf(views: Views, symbol: string): MarketView {
  const market = views.marketBySymbol(symbol)
  if (!market) throw symbolWrong()
  return market
}

/** @throws ApiError where it is too precise, too large or off the tick */
export const parsePrice = (market: MarketView, text: string, name = 'price'): number =>
  parseSteps(text, name, market.quote, market.tickUnits, Reject.priceMustBeInRange)

/** @throws ApiError where it is too precise, too large or off the lot */
export const parseQuantity = (market: MarketView, text: string, name = 'quantity'): number =>
  parseSteps(text, name, market.base, market.lotUnits, Reject.quantityMustReachMinimum)

function parseSteps(
  text: string,
  name: string,
  asset: AssetView,
  stepUnits: bigint,
  reject: Reject,
): number {
  const steps = stepsIn(parseAmount(text, name, asset), stepUnits)
  if (steps === undefined) throw rejectError(reject)
  return steps
}

/** Units in a plain decimal. @throws ApiError where it is too precise or too large */
export function parseAmount(text: string, name: string, asset: AssetView): bigint {
  const units = parseUnits(text, asset.decimals)
  if (typeof units === 'bigint') return units
  const isLong = (text.split('.')[1]?.length ?? 0) > asset.decimals
  throw units === 'tooPrecise' || (units === 'malformed' && isLong)
    ? tooPrecise(name)
    : overflowed(name)
}
