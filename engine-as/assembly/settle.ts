// Settlement: what a fill moves between buyer, seller and the house. Every line is a posting.
import { Accounts } from './accounts'
import { Balances } from './balances'
import { accountFees, Side } from './generated/protocol'
import { header } from './header'
import { Market } from './markets'
import { Kind, Order } from './orders'
import { Tiers } from './tiers'

/** Balances that the command under way has changed and not yet sent. */
export const changedBase: u32 = 1
export const changedQuote: u32 = 2
export const changedFeesBase: u32 = 4
export const changedFeesQuote: u32 = 8

export class Settle {
  @inline
  static notional(market: Market, priceTicks: u32, lots: u64): i64 {
    return (priceTicks as i64) * (lots as i64) * market.notionalUnits
  }

  /** What an order keeps locked for lots that are not yet filled. */
  @inline
  static reservation(market: Market, side: u32, priceTicks: u32, lots: u64): i64 {
    const base = (lots as i64) * market.lotUnits
    return select<i64>(base, Settle.notional(market, priceTicks, lots), side == (Side.sell as u32))
  }

  @inline
  static lockedAsset(market: Market, side: u32): u32 {
    return select<u32>(market.baseAsset, market.quoteAsset, side == (Side.sell as u32))
  }

  /** What a buyer locked for lots that trade at a price; a market order locked the exact cost. */
  @inline
  static locked(market: Market, order: Order, priceTicks: u32, lots: u64): i64 {
    const isMarket = Kind.isMarket(Kind.type(order.kind))
    return Settle.notional(market, isMarket ? priceTicks : order.priceTicks, lots)
  }

  @inline
  static ppm(account: u32, isMaker: bool): u32 {
    const tier = Tiers.at(Accounts.at(account).tier)
    return isMaker ? tier.makerPpm : tier.takerPpm
  }

  /** The buyer pays and receives; the rest of what was locked comes free. Returns the fee in base. */
  static buyer(market: Market, order: Order, price: u32, lots: u64, isMaker: bool): i64 {
    const quoteUnits = Settle.notional(market, price, lots)
    const baseUnits = (lots as i64) * market.lotUnits
    const lockedUnits = Settle.locked(market, order, price, lots)
    const feeUnits = Tiers.fee(baseUnits, Settle.ppm(order.account, isMaker))
    const quote = market.quoteAsset
    const base = market.baseAsset
    Balances.post(order.account, quote, lockedUnits - quoteUnits, -lockedUnits)
    Balances.post(order.account, base, baseUnits - feeUnits, 0)
    if (feeUnits != 0) {
      Balances.post(accountFees, base, feeUnits, 0)
      header.changedBalances |= changedFeesBase
    }
    return feeUnits
  }

  /** The seller delivers and is paid. Returns the fee in quote. */
  static seller(market: Market, order: Order, price: u32, lots: u64, isMaker: bool): i64 {
    const quoteUnits = Settle.notional(market, price, lots)
    const feeUnits = Tiers.fee(quoteUnits, Settle.ppm(order.account, isMaker))
    Balances.post(order.account, market.baseAsset, 0, -(lots as i64) * market.lotUnits)
    Balances.post(order.account, market.quoteAsset, quoteUnits - feeUnits, 0)
    if (feeUnits != 0) {
      Balances.post(accountFees, market.quoteAsset, feeUnits, 0)
      header.changedBalances |= changedFeesQuote
    }
    return feeUnits
  }
}
