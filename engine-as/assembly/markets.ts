// Markets: which assets trade against each other, in what steps, and whether they do now.
import { Assets } from './assets'
import { Book, keyNone, levelsPerPage } from './book'
import { Emit } from './emit'
import {
  ListMarket,
  MarketListed,
  MarketState,
  MarketStateChanged,
  Reject,
  SetMarketState,
} from './generated/protocol'
import { header } from './header'
import { Pages } from './pages'

@unmanaged
export class Market {
  state: u32
  baseAsset: u32
  quoteAsset: u32
  priceBandPpm: u32
  tickUnits: i64
  lotUnits: i64
  /** Quote units of one lot at one tick: a notional is price × quantity × this, exactly. */
  notionalUnits: i64
  priceMaxTicks: u64
  quantityMinLots: u64
  quantityMaxLots: u64
  notionalMinUnits: i64
  /** Of the last command that changed the book. */
  updateId: u64
  symbol0: u64
  symbol1: u64
  symbol2: u64
}

/** Keys stay below 2^31, so that a side fits beside them into 32 bits. */
const priceMaxTicksMax: u64 = 0x7ffffffe

export class Markets {
  @inline
  static at(market: u32): Market {
    return changetype<Market>(header.markets + market * (offsetof<Market>() as u32))
  }

  @inline
  static isListed(market: u32): bool {
    return market < header.marketsListed
  }

  static directoryEntries(priceMaxTicks: u64): u32 {
    return ((priceMaxTicks / levelsPerPage) as u32) + 1
  }

  static check(command: ListMarket): Reject {
    const market = command.market
    if (market >= header.marketsMax || market > header.marketsListed)
      return Reject.marketMustBeInRange
    if (Markets.isListed(market)) return Reject.marketMustBeNew
    if (!Assets.isListed(command.baseAsset)) return Reject.assetMustBeListed
    if (!Assets.isListed(command.quoteAsset)) return Reject.assetMustBeListed
    if (command.baseAsset == command.quoteAsset) return Reject.assetsMustDiffer
    if (command.tickUnits <= 0) return Reject.tickMustBePositive
    if (command.lotUnits <= 0) return Reject.lotMustBePositive
    return Markets.checkSizes(command)
  }

  static checkSizes(command: ListMarket): Reject {
    const priceMax = command.priceMaxTicks
    const quantityMax = command.quantityMaxLots
    if (command.tickUnits > i64.MAX_VALUE / command.lotUnits) return Reject.notionalMustFit
    const divisor = Markets.wholeUnits(command.baseAsset)
    if ((command.tickUnits * command.lotUnits) % divisor != 0) return Reject.notionalMustBeWhole
    if (command.quantityMinLots == 0 || command.quantityMinLots > quantityMax)
      return Reject.quantityRangeMustBeValid
    if (priceMax == 0 || priceMax > priceMaxTicksMax) return Reject.priceRangeMustBeValid
    const notional = (command.tickUnits * command.lotUnits) / divisor
    const unitsMax = i64.MAX_VALUE as u64
    if (quantityMax > unitsMax / (command.lotUnits as u64)) return Reject.notionalMustFit
    if (priceMax > unitsMax / quantityMax) return Reject.notionalMustFit
    if ((notional as u64) > unitsMax / (priceMax * quantityMax)) return Reject.notionalMustFit
    if (command.notionalMinUnits < 0) return Reject.notionalMustFit
    const entries = (Markets.directoryEntries(priceMax) as u64) * 2
    if ((header.directoryEntriesUsed as u64) + entries > (header.directoryEntriesMax as u64))
      return Reject.priceDirectoryExhausted
    if (command.state > (MarketState.halted as u8)) return Reject.marketStateMustBeKnown
    return Reject.none
  }

  /** Units of one whole of an asset. */
  static wholeUnits(asset: u32): i64 {
    let units: i64 = 1
    for (let i: u32 = Assets.at(asset).decimals; i > 0; i--) units *= 10
    return units
  }

  static list(command: ListMarket): u32 {
    const reject = Markets.check(command)
    if (reject != Reject.none) return reject
    const market = Markets.at(command.market)
    market.state = command.state
    market.baseAsset = command.baseAsset
    market.quoteAsset = command.quoteAsset
    market.priceBandPpm = command.priceBandPpm
    market.tickUnits = command.tickUnits
    market.lotUnits = command.lotUnits
    market.notionalUnits =
      (command.tickUnits * command.lotUnits) / Markets.wholeUnits(command.baseAsset)
    market.priceMaxTicks = command.priceMaxTicks
    market.quantityMinLots = command.quantityMinLots
    market.quantityMaxLots = command.quantityMaxLots
    market.notionalMinUnits = command.notionalMinUnits
    market.updateId = 0
    market.symbol0 = command.symbol0
    market.symbol1 = command.symbol1
    market.symbol2 = command.symbol2
    Markets.openBook(command.market, command.priceMaxTicks as u32)
    Markets.emitListed(command.market, market)
    header.outcomeResult = command.market as u64
    header.marketsListed++
    return 0
  }

  /** Two empty sides; the caller has checked that the directory has room. */
  static openBook(market: u32, priceMaxTicks: u32): void {
    for (let side: u32 = 0; side < 2; side++) {
      const book = Book.side(market, side)
      book.market = market
      book.side = side
      book.priceMaxTicks = priceMaxTicks
      book.bestKey = keyNone
      book.bestLevel = 0
      Pages.openDirectory(book, Markets.directoryEntries(priceMaxTicks))
    }
  }

  static emitListed(number: u32, market: Market): void {
    const event = changetype<MarketListed>(Emit.event(MarketListed.KIND, MarketListed.SIZE))
    event.market = number
    event.baseAsset = market.baseAsset
    event.quoteAsset = market.quoteAsset
    event.priceBandPpm = market.priceBandPpm
    event.tickUnits = market.tickUnits
    event.lotUnits = market.lotUnits
    event.notionalUnits = market.notionalUnits
    event.priceMaxTicks = market.priceMaxTicks
    event.quantityMinLots = market.quantityMinLots
    event.quantityMaxLots = market.quantityMaxLots
    event.notionalMinUnits = market.notionalMinUnits
    event.state = market.state as u8
    event.reserved = 0
    event.reserved2 = 0
    event.reserved4 = 0
    event.symbol0 = market.symbol0
    event.symbol1 = market.symbol1
    event.symbol2 = market.symbol2
  }

  static setState(command: SetMarketState): u32 {
    if (command.state > (MarketState.halted as u8)) return Reject.marketStateMustBeKnown
    if (!Markets.isListed(command.market)) return Reject.marketMustBeListed
    Markets.at(command.market).state = command.state
    const at = Emit.event(MarketStateChanged.KIND, MarketStateChanged.SIZE)
    const event = changetype<MarketStateChanged>(at)
    event.market = command.market
    event.state = command.state
    event.reserved = 0
    event.reserved2 = 0
    header.outcomeResult = command.market as u64
    return 0
  }
}
