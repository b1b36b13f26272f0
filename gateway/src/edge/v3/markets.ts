// From what a client says of a market to integers, and the rules that need no state.
import { OrderType, parseUnits, Reject, stepsIn } from '@openbell/protocol'
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
export const parsePrice = (market: MarketView, text: string): number =>
  parseSteps(text, 'price', market.quote, market.tickUnits, Reject.priceMustBeInRange)

/** @throws ApiError where it is too precise, too large or off the lot */
export const parseQuantity = (market: MarketView, text: string): number =>
  parseSteps(text, 'quantity', market.base, market.lotUnits, Reject.quantityMustReachMinimum)

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

/**
 * The reject that the core would give by the market's fixed rules, in its order of checking:
 * what cannot be accepted does not fill the journal.
 */
export function staticReject(
  market: MarketView,
  orderType: OrderType,
  priceTicks: number,
  quantityLots: number,
): Reject {
  if (orderType !== OrderType.market && priceTicks === 0) return Reject.priceMustBePositive
  if (priceTicks > market.priceMaxTicks) return Reject.priceMustBeInRange
  if (quantityLots === 0) return Reject.quantityMustBePositive
  if (quantityLots < market.quantityMinLots) return Reject.quantityMustReachMinimum
  if (quantityLots > market.quantityMaxLots) return Reject.quantityMustNotExceedMaximum
  const notionalUnits = BigInt(priceTicks) * BigInt(quantityLots) * market.notionalUnits
  if (orderType !== OrderType.market && notionalUnits < market.notionalMinUnits)
    return Reject.notionalMustReachMinimum
  return Reject.none
}
