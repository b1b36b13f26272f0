// What an order must be, from its side to its band: the rules that look at nothing but the order,
// its market and the time, in the order in which they are asked.
import {
  MarketState,
  OrderType,
  Reject,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '@openbell/protocol'
import { isBuy, isConditional, isPriceless, notional, shareOf } from './amounts.js'
import type { Account, Market, Terms, Venue } from './venue.js'

/** A Reject; 0 where there is nothing to say against it. */
export type Refusal = number

const { goodTillCancelled, immediateOrCancel, fillOrKill, goodTillDate, day } = TimeInForce

export function checkAccess(venue: Venue, account: Account, marketNumber: number): Refusal {
  if (account.isFrozen) return Reject.accountMustNotBeFrozen
  const market = venue.markets[marketNumber]
  if (!market) return Reject.marketMustBeListed
  return doesAcceptOrders(market) ? Reject.none : Reject.marketMustAcceptOrders
}

const doesAcceptOrders = ({ state }: Market): boolean =>
  state === MarketState.preOpen || state === MarketState.auction || state === MarketState.trading

/** @param isPlain from a PlaceOrder, which knows fewer types and times in force */
export function checkKinds(terms: Terms, isPlain: boolean): Refusal {
  const { side, type, timeInForce, prevention } = terms
  if (side > Side.sell) return Reject.sideMustBeKnown
  if (type > (isPlain ? OrderType.market : OrderType.takeProfitLimit))
    return Reject.orderTypeMustBeKnown
  if (timeInForce > (isPlain ? fillOrKill : day)) return Reject.timeInForceMustBeKnown
  if (prevention > SelfTradePrevention.none) return Reject.selfTradePreventionMustBeKnown
  return suitsType(type, timeInForce) ? Reject.none : Reject.timeInForceMustSuitType
}

function suitsType(type: number, timeInForce: number): boolean {
  if (type === OrderType.market)
    return timeInForce === goodTillCancelled || timeInForce === immediateOrCancel
  if (isPriceless(type) || type === OrderType.limitMaker) return isLasting(timeInForce)
  return true
}

const isLasting = (timeInForce: number): boolean =>
  timeInForce === goodTillCancelled || timeInForce === goodTillDate || timeInForce === day

/** From orderMustSuitMarketState to priceMustBeInBand. */
export function checkBody(venue: Venue, market: Market, terms: Terms): Refusal {
  if (!suitsMarketState(market, terms)) return Reject.orderMustSuitMarketState
  return (
    checkPrices(market, terms) ||
    checkIceberg(market, terms) ||
    checkExpiry(venue, terms) ||
    checkQuantity(market, terms)
  )
}

function suitsMarketState({ state }: Market, { type, timeInForce }: Terms): boolean {
  if (state === MarketState.trading) return true
  return type !== OrderType.limitMaker && type !== OrderType.market && isLasting(timeInForce)
}

function checkPrices({ priceMax, rules }: Market, terms: Terms): Refusal {
  const { type, price, stopPrice, trailing } = terms
  const isInRange = (ticks: number) => ticks >= rules.priceMinTicks && ticks <= priceMax
  if (isPriceless(type) && price !== 0) return Reject.priceMustSuitType
  if (!isPriceless(type) && price === 0) return Reject.priceMustBePositive
  if (!isPriceless(type) && !isInRange(price)) return Reject.priceMustBeInRange
  if (!isConditional(type) && stopPrice !== 0) return Reject.stopPriceMustSuitType
  if (isConditional(type) && stopPrice === 0 && trailing === 0) return Reject.stopPriceMustSuitType
  if (stopPrice !== 0 && !isInRange(stopPrice)) return Reject.stopPriceMustBeInRange
  if (!isConditional(type) && trailing !== 0) return Reject.trailingMustSuitType
  const { trailingMinBips, trailingMaxBips } = rules
  if (trailing !== 0 && (trailing < trailingMinBips || trailing > trailingMaxBips))
    return Reject.trailingMustBeInRange
  return Reject.none
}

function checkIceberg({ rules }: Market, terms: Terms): Refusal {
  const { type, timeInForce, iceberg, quantity } = terms
  if (iceberg === 0) return Reject.none
  if (isPriceless(type) || !isLasting(timeInForce)) return Reject.icebergMustSuitType
  if (iceberg >= quantity) return Reject.icebergMustBeInRange
  if (Math.ceil(quantity / iceberg) > rules.icebergPartsMax) return Reject.icebergMustBeInRange
  return Reject.none
}

function checkExpiry({ nowUs }: Venue, { timeInForce, expiresUs }: Terms): Refusal {
  if (timeInForce !== goodTillDate)
    return expiresUs === 0 ? Reject.none : Reject.expiryMustSuitTimeInForce
  return expiresUs > nowUs ? Reject.none : Reject.expiryMustBeInFuture
}

/** Whether the quantity is what an amount of quote buys. */
export const isByQuote = ({ type, quantity, quoteUnits }: Terms): boolean =>
  type === OrderType.market && quantity === 0 && quoteUnits > 0n

/** The most lots of an order without a limit price. */
export function marketQuantityMax({ rules }: Market): number {
  const { marketQuantityMaxLots, quantityMaxLots } = rules
  return marketQuantityMaxLots === 0
    ? quantityMaxLots
    : Math.min(marketQuantityMaxLots, quantityMaxLots)
}

function checkQuantity(market: Market, terms: Terms): Refusal {
  const { rules } = market
  const { type, quantity, quoteUnits, price } = terms
  const byQuote = isByQuote(terms)
  if (quoteUnits !== 0n && !byQuote) return Reject.quoteMustSuitType
  if (!byQuote) {
    if (quantity === 0) return Reject.quantityMustBePositive
    if (quantity < rules.quantityMinLots) return Reject.quantityMustReachMinimum
    if (quantity > rules.quantityMaxLots) return Reject.quantityMustNotExceedMaximum
    if (isPriceless(type) && quantity > marketQuantityMax(market))
      return Reject.marketQuantityMustNotExceedMaximum
  }
  const units = byQuote ? quoteUnits : notional(market, price, quantity)
  if ((byQuote || !isPriceless(type)) && units < rules.notionalMinUnits)
    return Reject.notionalMustReachMinimum
  return Reject.none
}

/** Percentages and the band, of the price that the turn began with. */
export function checkReference(market: Market, terms: Terms, reference: number): Refusal {
  const { percentUpPpm, percentDownPpm, priceBandPpm } = market.rules
  const { type, side, price } = terms
  if (reference === 0 || isPriceless(type)) return Reject.none
  if (percentUpPpm !== 0 && price > reference + shareOf(reference, percentUpPpm))
    return Reject.priceMustBeInPercentRange
  if (percentDownPpm !== 0 && price < reference - shareOf(reference, percentDownPpm))
    return Reject.priceMustBeInPercentRange
  if (priceBandPpm === 0 || isConditional(type)) return Reject.none
  const distance = shareOf(reference, priceBandPpm)
  const isInBand = isBuy(side) ? price <= reference + distance : price >= reference - distance
  return isInBand ? Reject.none : Reject.priceMustBeInBand
}
