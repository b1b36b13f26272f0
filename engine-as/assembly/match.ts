// Matching: the best price first, first in first out inside it, at the maker's price.
import { Accounts } from './accounts'
import { Balances } from './balances'
import { Book, BookSide, keyNone, Level } from './book'
import { Budget } from './budget'
import { ClientIds } from './client-ids'
import { Emit } from './emit'
import { OrderStatus, OrderType, Side, Trade } from './generated/protocol'
import { header } from './header'
import { Ids } from './ids'
import { Levels } from './levels'
import { Market, Markets } from './markets'
import { Order, Orders } from './orders'
import { changedBase, changedQuote, Settle } from './settle'

const flagTakerSells: u32 = 1
const flagMakerFilled: u32 = 2
const flagTakerFilled: u32 = 4

export class Match {
  @inline
  static against(order: Order): BookSide {
    return Book.side(order.market, order.side ^ 1)
  }

  /** The last key of the other side that an order may take. */
  @inline
  static limitKey(order: Order, against: BookSide): u32 {
    const isMarket = ((order.kind & 15) as u32) == (OrderType.market as u32)
    return isMarket ? keyNone - 1 : Book.keyOf(against, order.priceTicks)
  }

  /** Whether an order at this price would trade at once. */
  static crosses(market: u32, side: u32, priceTicks: u32): bool {
    const against = Book.side(market, side ^ 1)
    return against.bestLevel != 0 && against.bestKey <= Book.keyOf(against, priceTicks)
  }

  /** Exact cost in quote units of as many lots as the sellers have, up to `lots`. */
  static cost(market: u32, lots: u64): i64 {
    const rules = Markets.at(market)
    const sellers = Book.side(market, Side.sell)
    let left = lots
    let cost: i64 = 0
    for (let key = sellers.bestKey; key != keyNone && left != 0; ) {
      const taken = min(left, Levels.lots(Book.level(sellers, key)))
      cost += Settle.notional(rules, Book.priceOf(sellers, key), taken)
      left -= taken
      key = Book.nextKey(sellers, key)
    }
    return cost
  }

  /** Fills the order under way as far as it goes; false = output full or budget spent. */
  static advance(): bool {
    const slot = header.workOrder
    const taker = changetype<Order>(slot)
    const against = Match.against(taker)
    const limitKey = Match.limitKey(taker, against)
    while (taker.remainingLots != 0 && against.bestLevel != 0 && against.bestKey <= limitKey) {
      if (Emit.isFull() || !Budget.spend()) return false
      Match.fill(taker, against)
    }
    return true
  }

  /** One trade with the first order of the best level. */
  static fill(taker: Order, against: BookSide): void {
    const market = Markets.at(taker.market)
    const slot = changetype<Level>(against.bestLevel).head
    const maker = changetype<Order>(slot)
    const lots = min(taker.remainingLots, maker.remainingLots)
    const price = maker.priceTicks
    const quoteUnits = Settle.notional(market, price, lots)
    const makerSells = (maker.side as u32) == (Side.sell as u32)
    const makerFee = makerSells
      ? Settle.seller(market, maker, price, lots, true)
      : Settle.buyer(market, maker, price, lots, true)
    const takerFee = makerSells
      ? Settle.buyer(market, taker, price, lots, false)
      : Settle.seller(market, taker, price, lots, false)
    maker.executedQuoteUnits += quoteUnits
    taker.executedQuoteUnits += quoteUnits
    taker.remainingLots -= lots
    header.changedBalances |= changedBase | changedQuote
    Match.reduceMaker(against, slot, lots)
    Match.emitTrade(taker, maker, lots, quoteUnits, makerFee, takerFee)
    Match.emitMakerBalances(market, maker)
    if (maker.remainingLots == 0) Match.releaseMaker(slot)
  }

  @inline
  static reduceMaker(against: BookSide, slot: u32, lots: u64): void {
    const maker = changetype<Order>(slot)
    Levels.note(against, against.bestKey, against.bestLevel)
    if (lots == maker.remainingLots) {
      Book.remove(against, slot)
    } else {
      changetype<Level>(against.bestLevel).totalLots -= lots
    }
    maker.remainingLots -= lots
  }

  static releaseMaker(slot: u32): void {
    Ids.remove(changetype<Order>(slot).orderId, slot)
    Accounts.unlink(slot)
    ClientIds.finishOrder(slot, OrderStatus.filled)
    Orders.release(slot)
    header.ordersOpen--
  }

  @inline
  static emitMakerBalances(market: Market, maker: Order): void {
    Balances.emit(maker.account, market.baseAsset)
    Balances.emit(maker.account, market.quoteAsset)
  }

  static emitTrade(t: Order, m: Order, lots: u64, quote: i64, makerFee: i64, takerFee: i64): void {
    let flags: u32 = t.side == (Side.sell as u8) ? flagTakerSells : 0
    if (m.remainingLots == 0) flags |= flagMakerFilled
    if (t.remainingLots == 0) flags |= flagTakerFilled
    const event = changetype<Trade>(Emit.event(Trade.KIND, Trade.SIZE, flags))
    event.market = t.market
    event.makerAccount = m.account
    event.takerAccount = t.account
    event.reserved4 = 0
    event.tradeId = ((header.shard as u64) << 45) | ++header.tradesNumbered
    event.makerOrderId = m.orderId
    event.takerOrderId = t.orderId
    event.makerAccountEvent = Accounts.nextEvent(m.account)
    event.takerAccountEvent = Accounts.nextEvent(t.account)
    event.priceTicks = m.priceTicks as u64
    event.quantityLots = lots
    event.quoteUnits = quote
    event.makerFeeUnits = makerFee
    event.takerFeeUnits = takerFee
    event.makerExecutedLots = m.quantityLots - m.remainingLots
    event.takerExecutedLots = t.quantityLots - t.remainingLots
    event.makerExecutedQuoteUnits = m.executedQuoteUnits
    event.takerExecutedQuoteUnits = t.executedQuoteUnits
  }
}
