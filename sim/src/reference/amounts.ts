// Sums of money: what orders cost, what they keep locked, and fees.
import { OrderType, Side } from '@openbell/protocol'
import type { Account, Market, Order, Terms, Venue } from './venue.js'

const million = 1_000_000n

/** Quote units. */
export const notional = (market: Market, price: number, lots: number): bigint =>
  BigInt(price) * BigInt(lots) * market.notionalUnits

/** Base units. */
export const baseUnits = (market: Market, lots: number): bigint => BigInt(lots) * market.lotUnits

/** A share of a price in ticks, rounded down. */
export const shareOf = (price: number, ppm: number): number =>
  Number((BigInt(price) * BigInt(ppm)) / million)

/** Rounded up, against the payer. */
export function feeOf(venue: Venue, account: Account, received: bigint, isMaker: boolean): bigint {
  const tier = venue.tiers.get(account.tier)
  const ppm = BigInt(tier === undefined ? 0 : isMaker ? tier.makerPpm : tier.takerPpm)
  return (received * ppm + million - 1n) / million
}

export const isConditional = (type: number): boolean => type >= OrderType.stopLoss

/** Types that go to work without a limit price. */
export const isPriceless = (type: number): boolean =>
  type === OrderType.market || type === OrderType.stopLoss || type === OrderType.takeProfit

export const isBuy = (side: number): boolean => side === Side.buy

export const otherSide = (side: number): number => (isBuy(side) ? Side.sell : Side.buy)

export const lockedAsset = (market: Market, side: number): number =>
  isBuy(side) ? market.quote : market.base

/** What lots must keep locked, where that can be told without looking at the book. */
export function reservation(market: Market, terms: Terms, lots: number): bigint {
  if (!isBuy(terms.side)) return baseUnits(market, lots)
  return isPriceless(terms.type) ? 0n : notional(market, terms.price, lots)
}

export const remaining = (order: Order): number => order.quantity - order.executed

export const hidden = (order: Order): number => remaining(order) - order.visible

/** What the reference price is: the stated one, else the last trade's; 0 = there is none. */
export const referencePrice = (market: Market): number => market.statedPrice || market.lastPrice

/** 0 of none. */
export function greatest(units: readonly bigint[]): bigint {
  let most = 0n
  for (const one of units) if (one > most) most = one
  return most
}
