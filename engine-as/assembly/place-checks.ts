// The rules that an order must meet, in the order of the rejects. They change nothing.
import { Accounts } from './accounts'
import { Balances } from './balances'
import { Book } from './book'
import { Budget } from './budget'
import { ClientId, ClientIds } from './client-ids'
import {
  MarketState,
  OrderType,
  PlaceOrder,
  PlaceSpecialOrder,
  Reject,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from './generated/protocol'
import { header } from './header'
import { Market, Markets, rulesCounts, rulesFences } from './markets'
import { Match } from './match'
import { Kind, Order, Orders } from './orders'
import { Protection } from './protection'
import { Settle } from './settle'
import { TermsPool } from './terms'
import { Triggers } from './triggers'

/** Times in force that each type may have, a byte a type. */
const suitingTimes: u64 = 0x1f191f1903191f
const bipsMax: u32 = 10000

export class PlaceChecks {
  /** Of the account and the market. */
  @inline
  static admits(command: PlaceOrder): Reject {
    if (Accounts.at(command.account).frozen != 0) return Reject.accountMustNotBeFrozen
    if (!Markets.isListed(command.market)) return Reject.marketMustBeListed
    return Markets.at(command.market).state > (MarketState.trading as u32)
      ? Reject.marketMustAcceptOrders
      : Reject.none
  }

  /** Of the enumerations. `special` = the record has terms. */
  @inline
  static kind(command: PlaceOrder, market: Market, special: bool): Reject {
    const type = command.orderType as u32
    const time = command.timeInForce as u32
    const typeMax = special ? OrderType.takeProfitLimit : OrderType.market
    const timeMax = special ? TimeInForce.day : TimeInForce.fillOrKill
    if (command.side > (Side.sell as u8)) return Reject.sideMustBeKnown
    if (type > (typeMax as u32)) return Reject.orderTypeMustBeKnown
    if (time > (timeMax as u32)) return Reject.timeInForceMustBeKnown
    if (command.selfTradePrevention > (SelfTradePrevention.none as u8))
      return Reject.selfTradePreventionMustBeKnown
    if (((suitingTimes >> ((type << 3) as u64)) & ((1 as u64) << (time as u64))) == 0)
      return Reject.timeInForceMustSuitType
    if (market.state == (MarketState.trading as u32)) return Reject.none
    // An auction collects: what must trade at once, or must not, has no place in it.
    if (
      type == (OrderType.limitMaker as u32) ||
      type == (OrderType.market as u32) ||
      time == (TimeInForce.immediateOrCancel as u32) ||
      time == (TimeInForce.fillOrKill as u32)
    )
      return Reject.orderMustSuitMarketState
    return Reject.none
  }

  /** Of the numbers, against the market's rules. */
  @inline
  static body(command: PlaceOrder, market: Market, special: bool): Reject {
    const price = command.priceTicks
    if (Kind.isMarket(command.orderType)) {
      if (price != 0) return Reject.priceMustSuitType
    } else {
      if (price == 0) return Reject.priceMustBePositive
      if (price > market.priceMaxTicks || price < market.priceMinTicks)
        return Reject.priceMustBeInRange
    }
    if (special) {
      const reject = PlaceChecks.terms(changetype<PlaceSpecialOrder>(command), market)
      if (reject != Reject.none) return reject
      if (changetype<PlaceSpecialOrder>(command).quoteUnits != 0)
        return changetype<PlaceSpecialOrder>(command).quoteUnits < market.notionalMinUnits
          ? Reject.notionalMustReachMinimum
          : Reject.none
    }
    return PlaceChecks.quantity(command, market)
  }

  @inline
  static quantity(command: PlaceOrder, market: Market): Reject {
    const lots = command.quantityLots
    if (lots == 0) return Reject.quantityMustBePositive
    if (lots < market.quantityMinLots) return Reject.quantityMustReachMinimum
    if (lots > market.quantityMaxLots) return Reject.quantityMustNotExceedMaximum
    if (Kind.isMarket(command.orderType))
      return lots > Markets.marketQuantityMax(market)
        ? Reject.marketQuantityMustNotExceedMaximum
        : Reject.none
    if (Settle.notional(market, command.priceTicks as u32, lots) < market.notionalMinUnits)
      return Reject.notionalMustReachMinimum
    return Reject.none
  }

  static terms(command: PlaceSpecialOrder, market: Market): Reject {
    const stop = command.stopPriceTicks
    const trailing = command.trailingBips
    if (!Kind.isConditional(command.orderType)) {
      if (stop != 0) return Reject.stopPriceMustSuitType
      if (trailing != 0) return Reject.trailingMustSuitType
    } else {
      if (stop == 0 && trailing == 0) return Reject.stopPriceMustSuitType
      if (stop != 0 && (stop > market.priceMaxTicks || stop < market.priceMinTicks))
        return Reject.stopPriceMustBeInRange
      if (trailing != 0 && !PlaceChecks.suitsTrailing(trailing, market))
        return Reject.trailingMustBeInRange
    }
    const reject = PlaceChecks.iceberg(command, market)
    if (reject != Reject.none) return reject
    const isDated = (command.timeInForce as u32) == (TimeInForce.goodTillDate as u32)
    if (!isDated && command.expiresUs != 0) return Reject.expiryMustSuitTimeInForce
    if (isDated && command.expiresUs <= header.timestampUs) return Reject.expiryMustBeInFuture
    const isMarket = (command.orderType as u32) == (OrderType.market as u32)
    if (command.quoteUnits != 0)
      if (command.quoteUnits < 0 || !isMarket || command.quantityLots != 0)
        return Reject.quoteMustSuitType
    return Reject.none
  }

  static suitsTrailing(bips: u32, market: Market): bool {
    return bips < bipsMax && bips >= market.trailingMinBips && bips <= market.trailingMaxBips
  }

  static iceberg(command: PlaceSpecialOrder, market: Market): Reject {
    const part = command.icebergLots
    if (part == 0) return Reject.none
    const kind = Kind.of(command.orderType, command.timeInForce)
    if (!Kind.mayRest(kind)) return Reject.icebergMustSuitType
    const lots = command.quantityLots
    if (part >= lots || (lots - 1) / part >= (market.icebergPartsMax as u64))
      return Reject.icebergMustBeInRange
    return Reject.none
  }

  /** Of the limit price, against the reference price. */
  @inline
  static prices(command: PlaceOrder, market: Market): Reject {
    return (market.rareRules & rulesFences) == 0 ? Reject.none : PlaceChecks.fences(command, market)
  }

  static fences(command: PlaceOrder, market: Market): Reject {
    const reference = Protection.reference(market)
    if (reference == 0 || Kind.isMarket(command.orderType)) return Reject.none
    const price = command.priceTicks
    const middle = reference as u64
    const up = market.percentUpPpm
    const down = market.percentDownPpm
    if (up != 0 && price > middle + Protection.share(reference, up))
      return Reject.priceMustBeInPercentRange
    if (down != 0 && price < middle - Protection.share(reference, down))
      return Reject.priceMustBeInPercentRange
    if (market.priceBandPpm == 0 || Kind.isConditional(command.orderType)) return Reject.none
    const width = Protection.share(reference, market.priceBandPpm)
    const isBuy = (command.side as u32) == (Side.buy as u32)
    if (isBuy ? price > middle + width : price < middle - width) return Reject.priceMustBeInBand
    return Reject.none
  }

  @inline
  static clientId(named: bool, known: u32): Reject {
    if (known != 0 && changetype<ClientId>(known).order != 0)
      return Reject.clientOrderIdMustBeUnique
    if (named && known == 0 && ClientIds.isExhausted()) return Reject.clientOrderIdsExhausted
    return Reject.none
  }

  /** Of the pools, for `count` orders that take `places`, of which `stops` wait for a trigger. */
  @inline
  static room(command: PlaceOrder, market: Market, count: u32, places: u32, stops: u32): Reject {
    const owner = Accounts.at(command.account)
    if (header.ordersOpen + places > header.ordersMax) return Reject.ordersExhausted
    if (owner.openOrders + count > header.ordersPerAccountMax)
      return Reject.ordersOfAccountExhausted
    return (market.rareRules & rulesCounts) == 0
      ? Reject.none
      : PlaceChecks.counts(command, market, count, stops)
  }

  /** The account's orders are counted only where there may be too many of them. */
  static counts(command: PlaceOrder, market: Market, count: u32, stops: u32): Reject {
    const open = Accounts.at(command.account).openOrders
    const most = market.ordersPerAccountMax
    if (most != 0 && open + count > most)
      if (PlaceChecks.count(command.account, command.market, false) + count > most)
        return Reject.ordersOfAccountExhausted
    const stopsMost = market.stopsPerAccountMax
    if (stopsMost != 0 && stops != 0 && open + stops > stopsMost)
      if (PlaceChecks.count(command.account, command.market, true) + stops > stopsMost)
        return Reject.stopsOfAccountExhausted
    return Reject.none
  }

  /** Open orders of an account in a market, or those of them that wait; a step for each looked at. */
  static count(account: u32, market: u32, onlyStops: bool): u32 {
    let count: u32 = 0
    for (let slot = Accounts.at(account).ordersOldest; slot != 0; ) {
      const isOf = (changetype<Order>(slot).market as u32) == market
      const isStop = Kind.isConditional(Orders.type(slot)) && TermsPool.isWaiting(slot)
      if (isOf && (isStop || !onlyStops)) count++
      slot = changetype<Order>(slot).accountNext
      Budget.take()
    }
    return count
  }

  /** Of what stands in the books now. */
  @inline
  static present(command: PlaceOrder, special: bool): Reject {
    const type = command.orderType as u32
    if (type == (OrderType.limitMaker as u32)) {
      if (Match.crosses(command.market, command.side, command.priceTicks as u32))
        return Reject.makerMustNotMatch
    } else if (special && Kind.isConditional(type)) {
      return PlaceChecks.trigger(changetype<PlaceSpecialOrder>(command))
    } else if (type == (OrderType.market as u32)) {
      if (Book.side(command.market, command.side ^ 1).bestLevel == 0)
        return Reject.bookMustHaveOrders
    }
    return Reject.none
  }

  static trigger(command: PlaceSpecialOrder): Reject {
    const isAbove = Triggers.isAbove(command.orderType, command.side)
    return Triggers.check(command.market, isAbove, command.stopPriceTicks, command.trailingBips)
  }

  /** What an account would own of the base asset if all its buys were filled. */
  @inline
  static position(command: PlaceOrder, market: Market, lots: u64): Reject {
    if ((market.rareRules & rulesCounts) == 0) return Reject.none
    return PlaceChecks.ownedAndOnOrder(command, market, lots)
  }

  static ownedAndOnOrder(command: PlaceOrder, market: Market, lots: u64): Reject {
    const most = market.positionMaxLots
    if (most == 0 || (command.side as u32) != (Side.buy as u32)) return Reject.none
    const balance = Balances.at(command.account, market.baseAsset)
    const units = balance.availableUnits + balance.lockedUnits
    let position = ((units / market.lotUnits) as u64) + lots
    for (let slot = Accounts.at(command.account).ordersOldest; slot != 0 && position <= most; ) {
      const order = changetype<Order>(slot)
      if ((order.market as u32) == command.market && (order.side as u32) == (Side.buy as u32))
        position += TermsPool.openLots(slot)
      slot = changetype<Order>(slot).accountNext
      Budget.take()
    }
    return position > most ? Reject.positionMustNotExceedMaximum : Reject.none
  }
}
