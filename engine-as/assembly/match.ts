// Matching: the best price first, first in first out inside it, at the maker's price.
import { Accounts } from './accounts'
import { Balances } from './balances'
import { Book, BookSide, Level } from './book'
import { Budget } from './budget'
import { ClientIds } from './client-ids'
import { Close } from './close'
import { Emit } from './emit'
import { OrderStatus, Side, Trade, TradeFlag } from './generated/protocol'
import { header } from './header'
import { Icebergs } from './icebergs'
import { Ids } from './ids'
import { Levels } from './levels'
import { Lists } from './lists'
import { Market, Markets } from './markets'
import { flagTerms, Order, Orders } from './orders'
import { Prevention } from './prevention'
import { changedBase, changedQuote, Settle } from './settle'
import { TermsPool } from './terms'
import { workPrevented } from './work-flags'

export class Match {
  @inline
  static against(order: Order): BookSide {
    return Book.side(order.market, order.side ^ 1)
  }

  /** Whether an order at this price would trade at once. */
  static crosses(market: u32, side: u32, priceTicks: u32): bool {
    const against = Book.side(market, side ^ 1)
    return against.bestLevel != 0 && against.bestKey <= Book.keyOf(against, priceTicks)
  }

  /** Fills the order under way as far as it goes; false = output full or budget spent. */
  static advance(): bool {
    const slot = header.workOrder
    const taker = changetype<Order>(slot)
    const against = Match.against(taker)
    const limitKey = header.workLimitKey
    while (taker.remainingLots != 0 && against.bestKey <= limitKey) {
      if (Emit.isFull() || !Budget.spend()) return false
      const maker = changetype<Level>(against.bestLevel).head
      if (Prevention.concerns(changetype<Order>(maker).account)) {
        Prevention.step(slot, against, maker)
        if ((header.workFlags & workPrevented) != 0) return true
      } else {
        Match.fill(taker, against, maker)
      }
    }
    return true
  }

  /** One trade with the first order of the best level. */
  static fill(taker: Order, against: BookSide, slot: u32): void {
    const market = Markets.at(taker.market)
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
    Match.notePrice(price)
    Match.reduce(against, slot, lots)
    Match.emitTrade(taker, maker, price, lots, quoteUnits, makerFee, takerFee, 0)
    Match.afterFill(market, slot)
  }

  @inline
  static notePrice(price: u32): void {
    if (header.firstPrice == 0) header.firstPrice = price
    header.lastPrice = price
  }

  /** Takes lots off the first order of the best level. */
  @inline
  static reduce(side: BookSide, slot: u32, lots: u64): void {
    const order = changetype<Order>(slot)
    Levels.note(side.bestLevel)
    if (lots == order.remainingLots) {
      if (((order.kind as u32) & flagTerms) != 0 && Icebergs.refill(side.bestLevel, slot)) return
      Book.remove(side, slot)
    } else {
      changetype<Level>(side.bestLevel).totalLots -= lots
    }
    order.remainingLots -= lots
  }

  /** What a fill means for its list, what its owner has now, and its slot. */
  @inline
  static afterFill(market: Market, slot: u32): void {
    const order = changetype<Order>(slot)
    if (((order.kind as u32) & flagTerms) != 0) Lists.filled(slot)
    Match.emitBalances(market, order)
    if (order.remainingLots == 0) Match.release(slot)
  }

  /** A resting order is filled. */
  static release(slot: u32): void {
    const order = changetype<Order>(slot)
    if (((order.kind as u32) & flagTerms) != 0) {
      if (TermsPool.of(slot).icebergLots != 0) Markets.at(order.market).icebergs--
      Close.forget(slot, OrderStatus.filled)
      return
    }
    Ids.remove(order.orderId, slot)
    Accounts.unlink(slot)
    ClientIds.finishOrder(slot, OrderStatus.filled)
    Orders.release(slot)
    header.ordersOpen--
  }

  @inline
  static emitBalances(market: Market, order: Order): void {
    Balances.emit(order.account, market.baseAsset)
    Balances.emit(order.account, market.quoteAsset)
  }

  @inline
  static emitTrade(
    t: Order,
    m: Order,
    price: u32,
    lots: u64,
    quote: i64,
    makerFee: i64,
    takerFee: i64,
    flag: u32,
  ): void {
    let flags: u32 = flag | (t.side == (Side.sell as u8) ? (TradeFlag.takerSells as u32) : 0)
    if (m.remainingLots == 0) flags |= TradeFlag.makerFilled
    if (t.remainingLots == 0) flags |= TradeFlag.takerFilled
    const event = changetype<Trade>(Emit.event(Trade.KIND, Trade.SIZE, flags))
    event.market = t.market
    event.makerAccount = m.account
    event.takerAccount = t.account
    event.reserved4 = 0
    event.tradeId = Ids.ofShard(++header.tradesNumbered)
    event.makerOrderId = m.orderId
    event.takerOrderId = t.orderId
    event.makerAccountEvent = Accounts.nextEvent(m.account)
    event.takerAccountEvent = Accounts.nextEvent(t.account)
    event.priceTicks = price as u64
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
