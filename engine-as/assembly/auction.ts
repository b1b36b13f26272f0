// Call auctions: one price at which the most trades, and its uncrossing.
//
// Walking both sides from their best until they cross no more finds the volume. It can trade at every
// price between the worst seller and the worst buyer that take part; nearer to the next in line of
// either side the surplus changes, so at most two neighbouring intervals are left to choose from.
import { Book, BookSide, Level } from './book'
import { Budget } from './budget'
import { Emit } from './emit'
import {
  AuctionFlag,
  AuctionIndicated,
  AuctionUncrossed,
  commandIndexOwn,
  MarketState,
  MarketStateReason,
  Side,
  TradeFlag,
} from './generated/protocol'
import { header } from './header'
import { Levels } from './levels'
import { Lists } from './lists'
import { MarketStates } from './market-states'
import { Market, Markets } from './markets'
import { Match } from './match'
import { Order, Orders } from './orders'
import { Protection } from './protection'
import { Settle } from './settle'
import { TermsPool } from './terms'
import { phaseUncross } from './work'

const priceNone: u32 = 0xffffffff

export class Auction {
  /** Lots of a level, the hidden ones too. */
  static lots(market: Market, at: u32): u64 {
    let lots = Levels.lots(at)
    if (market.icebergs == 0) return lots
    for (let slot = changetype<Level>(at).head; slot != at; ) {
      lots += TermsPool.hiddenLots(slot)
      slot = changetype<Order>(slot).next
    }
    return lots
  }

  /** Volume, price and surplus of a market's books, into the header. */
  static find(number: u32): void {
    const market = Markets.at(number)
    const buyers = Book.side(number, Side.buy)
    const sellers = Book.side(number, Side.sell)
    header.uncrossLots = 0
    header.uncrossSurplus = 0
    header.uncrossPrice = 0
    header.uncrossFlags = 0
    if (buyers.bestLevel == 0 || sellers.bestLevel == 0) return
    let buyLevel = buyers.bestLevel
    let sellLevel = sellers.bestLevel
    let buyLots: u64 = 0
    let sellLots: u64 = 0
    let low: u32 = 0
    let high: u32 = 0
    let volume: u64 = 0
    while (buyLevel != 0 && sellLevel != 0) {
      const bid = Book.priceOfLevel(buyLevel)
      const ask = Book.priceOfLevel(sellLevel)
      if (bid < ask) break
      if (buyLots == 0) buyLots = Auction.lots(market, buyLevel)
      if (sellLots == 0) sellLots = Auction.lots(market, sellLevel)
      const lots = min(buyLots, sellLots)
      high = bid
      low = ask
      volume += lots
      buyLots -= lots
      sellLots -= lots
      if (buyLots == 0) buyLevel = changetype<Level>(buyLevel).worse
      if (sellLots == 0) sellLevel = changetype<Level>(sellLevel).worse
      Budget.take()
    }
    if (volume == 0) return
    header.uncrossLots = volume
    Auction.choose(market, low, high, buyLevel, buyLots, sellLevel, sellLots)
  }

  /**
   * The price between the worst seller and the worst buyer with the least surplus, nearest to the
   * reference price. The levels are where the walk ended, with lots left of one or none; 0 = the end.
   */
  static choose(
    market: Market,
    low: u32,
    high: u32,
    buyLevel: u32,
    buyLots: u64,
    sellLevel: u32,
    sellLots: u64,
  ): void {
    if (buyLots != 0) {
      const next = changetype<Level>(buyLevel).worse
      const above = next == 0 ? 0 : Book.priceOfLevel(next) + 1
      Auction.take(market, max(low, above), high, buyLots, false)
      return
    }
    if (sellLots != 0) {
      const next = changetype<Level>(sellLevel).worse
      const below = next == 0 ? priceNone : Book.priceOfLevel(next) - 1
      Auction.take(market, low, min(high, below), sellLots, true)
      return
    }
    const bid = buyLevel == 0 ? 0 : Book.priceOfLevel(buyLevel)
    const ask = sellLevel == 0 ? priceNone : Book.priceOfLevel(sellLevel)
    const from = max(low, bid + 1)
    const to = ask == priceNone ? high : min(high, ask - 1)
    if (from <= to) Auction.take(market, from, to, 0, false)
    else Auction.chooseSide(market, low, high, buyLevel, sellLevel)
  }

  /** The next buyer and the next seller stand side by side: one of their prices it must be. */
  static chooseSide(market: Market, low: u32, high: u32, buyLevel: u32, sellLevel: u32): void {
    const bid = Book.priceOfLevel(buyLevel)
    const ask = Book.priceOfLevel(sellLevel)
    const buyLots = Auction.lots(market, buyLevel)
    const sellLots = Auction.lots(market, sellLevel)
    const nextBuy = changetype<Level>(buyLevel).worse
    const nextSell = changetype<Level>(sellLevel).worse
    const from = nextBuy == 0 ? low : max(low, Book.priceOfLevel(nextBuy) + 1)
    const to = nextSell == 0 ? high : min(high, Book.priceOfLevel(nextSell) - 1)
    const reference = Protection.reference(market)
    const isLower = buyLots < sellLots || (buyLots == sellLots && reference <= bid)
    if (isLower) Auction.take(market, from, bid, buyLots, false)
    else Auction.take(market, ask, to, sellLots, true)
  }

  static take(market: Market, from: u32, to: u32, surplus: u64, isOfSellers: bool): void {
    const reference = Protection.reference(market)
    header.uncrossPrice = min(max(reference, from), to)
    header.uncrossSurplus = surplus
    header.uncrossFlags = isOfSellers ? AuctionFlag.surplusOfSellers : 0
  }

  /** Begins the turn that moves a market into trading; the caller has begun its turn. */
  static begin(market: u32, reason: MarketStateReason): void {
    Auction.find(market)
    header.uncrossVolume = header.uncrossLots
    header.uncrossReason = reason
    header.phase = phaseUncross
  }

  /** Trade by trade; false = output full or budget spent. */
  static advance(): bool {
    const number = header.workMarket
    const buyers = Book.side(number, Side.buy)
    const sellers = Book.side(number, Side.sell)
    while (header.uncrossLots != 0) {
      if (Emit.isFull() || !Budget.spend()) return false
      Auction.fill(Markets.at(number), buyers, sellers)
    }
    if (Emit.isFull()) return false
    header.scanTakerSells = 1
    const flags = header.uncrossFlags
    Auction.emit(AuctionUncrossed.KIND, number, header.uncrossVolume, flags)
    MarketStates.enter(number, MarketState.trading, header.uncrossReason, 0)
    return true
  }

  /** One trade between the first of the best buys and the first of the best sells. */
  static fill(market: Market, buyers: BookSide, sellers: BookSide): void {
    const buySlot = changetype<Level>(buyers.bestLevel).head
    const sellSlot = changetype<Level>(sellers.bestLevel).head
    const buy = changetype<Order>(buySlot)
    const sell = changetype<Order>(sellSlot)
    const lots = min(min(buy.remainingLots, sell.remainingLots), header.uncrossLots)
    const price = header.uncrossPrice
    const quoteUnits = Settle.notional(market, price, lots)
    const buyFee = Settle.buyer(market, buy, price, lots, true)
    const sellFee = Settle.seller(market, sell, price, lots, true)
    buy.executedQuoteUnits += quoteUnits
    sell.executedQuoteUnits += quoteUnits
    header.uncrossLots -= lots
    Match.notePrice(price)
    Match.reduce(buyers, buySlot, lots)
    Match.reduce(sellers, sellSlot, lots)
    const isBuyFirst = buy.orderId < sell.orderId
    if (isBuyFirst)
      Match.emitTrade(sell, buy, price, lots, quoteUnits, buyFee, sellFee, TradeFlag.auction)
    else Match.emitTrade(buy, sell, price, lots, quoteUnits, sellFee, buyFee, TradeFlag.auction)
    const maker = isBuyFirst ? buySlot : sellSlot
    const taker = isBuyFirst ? sellSlot : buySlot
    if (Orders.hasTerms(maker)) Lists.filled(maker)
    if (Orders.hasTerms(taker)) Lists.filled(taker)
    Match.emitBalances(market, changetype<Order>(maker))
    Match.emitBalances(market, changetype<Order>(taker))
    if (changetype<Order>(maker).remainingLots == 0) Match.release(maker)
    if (changetype<Order>(taker).remainingLots == 0) Match.release(taker)
  }

  /** Tells of each auction whose book has changed; false = the output is full. */
  static indicate(): bool {
    for (; header.indicateNext < header.marketsListed; header.indicateNext++) {
      const market = Markets.at(header.indicateNext)
      if (market.state != (MarketState.auction as u32)) continue
      if (market.indicatedUpdateId == market.updateId) continue
      if (Emit.isFull()) return false
      market.indicatedUpdateId = market.updateId
      header.commandIndex = commandIndexOwn
      Auction.find(header.indicateNext)
      const flags = header.uncrossFlags
      Auction.emit(AuctionIndicated.KIND, header.indicateNext, header.uncrossLots, flags)
    }
    return true
  }

  static emit(kind: u8, market: u32, volume: u64, flags: u32): void {
    const event = changetype<AuctionIndicated>(Emit.event(kind, AuctionIndicated.SIZE, flags))
    event.market = market
    event.reserved4 = 0
    event.priceTicks = header.uncrossPrice
    event.volumeLots = volume
    event.surplusLots = header.uncrossSurplus
  }
}
