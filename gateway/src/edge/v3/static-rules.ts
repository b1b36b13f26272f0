// The rules of a market that need no state: what breaks one ends here and does not fill the journal.
import { hasLimitPrice, Reject } from '@openbell/protocol'
import type { MarketView } from '../../ports.js'
import { icebergExceedsQuantity, orderKindNotSupported } from '../errors.js'
import { rejectError } from '../rejects.js'
import type { OrderTerms } from './order-terms.js'

type Rule = (market: MarketView, terms: OrderTerms) => Reject

const isInRange = ({ priceMinTicks, priceMaxTicks }: MarketView, priceTicks: number): boolean =>
  priceTicks >= priceMinTicks && priceTicks <= priceMaxTicks

const price: Rule = (market, { orderType, priceTicks }) => {
  if (!hasLimitPrice(orderType)) return Reject.none
  if (priceTicks === 0) return Reject.priceMustBePositive
  return isInRange(market, priceTicks) ? Reject.none : Reject.priceMustBeInRange
}

const stopPrice: Rule = (market, { stopPriceTicks }) =>
  stopPriceTicks === 0 || isInRange(market, stopPriceTicks)
    ? Reject.none
    : Reject.stopPriceMustBeInRange

/** @throws ApiError where the market takes no trailing orders */
const trailing: Rule = ({ trailingMinBips, trailingMaxBips }, { trailingBips }) => {
  if (trailingBips === 0) return Reject.none
  if (trailingMaxBips === 0) throw orderKindNotSupported('Trailing stop')
  return trailingBips >= trailingMinBips && trailingBips <= trailingMaxBips
    ? Reject.none
    : Reject.trailingMustBeInRange
}

/** @throws ApiError where the market takes no icebergs, or the part is more than the whole */
const iceberg: Rule = ({ icebergPartsMax }, { icebergLots, quantityLots }) => {
  if (icebergLots === 0) return Reject.none
  if (icebergPartsMax === 0) throw orderKindNotSupported('Iceberg')
  if (icebergLots > quantityLots) throw icebergExceedsQuantity()
  return Math.ceil(quantityLots / icebergLots) <= icebergPartsMax
    ? Reject.none
    : Reject.icebergMustBeInRange
}

const quantity: Rule = (market, { orderType, quantityLots, quoteUnits }) => {
  if (quoteUnits > 0n) return Reject.none
  if (quantityLots === 0) return Reject.quantityMustBePositive
  if (quantityLots < market.quantityMinLots) return Reject.quantityMustReachMinimum
  if (quantityLots > market.quantityMaxLots) return Reject.quantityMustNotExceedMaximum
  const { marketQuantityMaxLots } = market
  const isTooLarge = marketQuantityMaxLots > 0 && quantityLots > marketQuantityMaxLots
  if (!hasLimitPrice(orderType) && isTooLarge) return Reject.marketQuantityMustNotExceedMaximum
  return Reject.none
}

const notional: Rule = (market, { orderType, priceTicks, quantityLots, quoteUnits }) => {
  if (!hasLimitPrice(orderType) && quoteUnits === 0n) return Reject.none
  const limitUnits = BigInt(priceTicks) * BigInt(quantityLots) * market.notionalUnits
  const notionalUnits = quoteUnits > 0n ? quoteUnits : limitUnits
  return notionalUnits < market.notionalMinUnits ? Reject.notionalMustReachMinimum : Reject.none
}

/** In the core's order of checking. */
const rules = [price, stopPrice, trailing, iceberg, quantity, notional]

/** @throws ApiError with the first rule that is broken */
export function checkStaticRules(market: MarketView, terms: OrderTerms): void {
  for (const rule of rules) {
    const reject = rule(market, terms)
    if (reject !== Reject.none) throw rejectError(reject)
  }
}
