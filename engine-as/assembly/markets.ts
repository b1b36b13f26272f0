// Markets: which assets trade against each other, in what steps, and whether they do now.
import { Assets } from './assets'
import { Book, keyNone, keysPerPage, sideBelow, sidesPerMarket } from './book'
import { Emit } from './emit'
import {
  ListMarket,
  MarketListed,
  MarketRulesSet,
  MarketState,
  ReferencePriceSet,
  Reject,
  SetMarketRules,
  SetReferencePrice,
} from './generated/protocol'
import { header } from './header'
import { Pages } from './pages'
import { ppmMax } from './tiers'

@unmanaged
export class Market {
  state: u32
  baseAsset: u32
  quoteAsset: u32
  /** Which rules are set that most markets do without: bits of `rulesFences` and `rulesCounts`. */
  rareRules: u32
  tickUnits: i64
  lotUnits: i64
  /** Quote units of one lot at one tick: a notional is price × quantity × this, exactly. */
  notionalUnits: i64
  priceMaxTicks: u64
  // the rules, as all records have them
  priceMinTicks: u64
  quantityMinLots: u64
  quantityMaxLots: u64
  marketQuantityMaxLots: u64
  notionalMinUnits: i64
  positionMaxLots: u64
  velocityWindowUs: u64
  reopenUs: u64
  velocityPpm: u32
  priceBandPpm: u32
  percentUpPpm: u32
  percentDownPpm: u32
  slippagePpm: u32
  ordersPerAccountMax: u32
  stopsPerAccountMax: u32
  icebergPartsMax: u32
  trailingMinBips: u32
  trailingMaxBips: u32
  symbol0: u64
  symbol1: u64
  symbol2: u64
  // what changes
  /** Of the last turn that changed the book. */
  updateId: u64
  lastPriceTicks: u32
  /** As stated; 0 = the last trade's. */
  referenceTicks: u32
  windowStartUs: u64
  /** First price of the breaker's window; 0 = there was none yet. */
  windowPriceTicks: u32
  /** Orders with a hidden part, or with none left, in its books. */
  icebergs: u32
  /** When an auction ends by itself; 0 = when told. */
  auctionEndsUs: u64
  /** The update of its book that the last AuctionIndicated of this auction told of. */
  indicatedUpdateId: u64
  /** Its place in the heap, from 1; 0 when it has none. */
  auctionTimer: u32
  reserved: u32
  reserved1: u64
  reserved2: u64
  reserved3: u64
}

/** A band, a breaker, slippage or a percent range is set. */
export const rulesFences: u32 = 1
/** Something of an account's is counted. */
export const rulesCounts: u32 = 2

/** No book has this update id, so the next look at it tells. */
export const updateNever: u64 = u64.MAX_VALUE

export const rulesBytes: u32 = offsetof<Market>('symbol0') - offsetof<Market>('priceMinTicks')

/** Keys stay below 2^31, so that a side fits beside them into 32 bits. */
const priceMaxTicksMax: u64 = 0x7ffffffe
const unitsMax: u64 = i64.MAX_VALUE
const bipsMax: u32 = 10000

export class Markets {
  @inline
  static at(market: u32): Market {
    return changetype<Market>(header.markets + (market << 8))
  }

  @inline
  static isListed(market: u32): bool {
    return market < header.marketsListed
  }

  /** Lots of an order without a limit price. */
  @inline
  static marketQuantityMax(market: Market): u64 {
    const most = market.marketQuantityMaxLots
    return most == 0 ? market.quantityMaxLots : min(most, market.quantityMaxLots)
  }

  @inline
  static number(market: Market): u32 {
    return ((changetype<usize>(market) as u32) - header.markets) >> 8
  }

  static directoryEntries(priceMaxTicks: u64): u32 {
    return ((priceMaxTicks / keysPerPage) as u32) + 1
  }

  @inline
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

  @inline
  static checkSizes(command: ListMarket): Reject {
    const lotUnits = command.lotUnits
    if (command.tickUnits > i64.MAX_VALUE / lotUnits) return Reject.notionalMustFit
    const divisor = Markets.wholeUnits(command.baseAsset)
    if ((command.tickUnits * lotUnits) % divisor != 0) return Reject.notionalMustBeWhole
    const rules = changetype<SetMarketRules>(
      changetype<usize>(command) +
        (offsetof<ListMarket>('priceMinTicks') - offsetof<SetMarketRules>('priceMinTicks')),
    )
    const notional = ((command.tickUnits * lotUnits) / divisor) as u64
    const reject = Markets.checkRules(rules, lotUnits, notional, command.priceMaxTicks)
    if (reject != Reject.none) return reject
    const entries = (Markets.directoryEntries(command.priceMaxTicks) as u64) * sidesPerMarket
    if ((header.directoryEntriesUsed as u64) + entries > (header.directoryEntriesMax as u64))
      return Reject.priceDirectoryExhausted
    if (command.state > (MarketState.halted as u8)) return Reject.marketStateMustBeKnown
    return Reject.none
  }

  /** @param rules the rules of a record, seen as those of a SetMarketRules */
  static checkRules(rules: SetMarketRules, lotUnits: i64, notional: u64, priceMax: u64): Reject {
    const quantityMax = rules.quantityMaxLots
    if (rules.quantityMinLots == 0 || rules.quantityMinLots > quantityMax)
      return Reject.quantityRangeMustBeValid
    if (priceMax == 0 || priceMax > priceMaxTicksMax || rules.priceMinTicks > priceMax)
      return Reject.priceRangeMustBeValid
    if (quantityMax > unitsMax / (lotUnits as u64)) return Reject.notionalMustFit
    if (rules.marketQuantityMaxLots > unitsMax / (lotUnits as u64)) return Reject.notionalMustFit
    if (rules.positionMaxLots > unitsMax) return Reject.notionalMustFit
    if (priceMax > unitsMax / quantityMax) return Reject.notionalMustFit
    if (notional > unitsMax / (priceMax * quantityMax)) return Reject.notionalMustFit
    if (rules.notionalMinUnits < 0) return Reject.notionalMustFit
    return Markets.areSharesValid(rules) ? Reject.none : Reject.percentRangeMustBeValid
  }

  static areSharesValid(rules: SetMarketRules): bool {
    return (
      rules.velocityPpm < ppmMax &&
      rules.priceBandPpm < ppmMax &&
      rules.percentDownPpm < ppmMax &&
      rules.slippagePpm < ppmMax &&
      rules.trailingMinBips <= rules.trailingMaxBips &&
      rules.trailingMaxBips < bipsMax
    )
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
    memory.fill(changetype<usize>(market), 0, offsetof<Market>())
    market.state = command.state
    market.baseAsset = command.baseAsset
    market.quoteAsset = command.quoteAsset
    market.tickUnits = command.tickUnits
    market.lotUnits = command.lotUnits
    market.notionalUnits =
      (command.tickUnits * command.lotUnits) / Markets.wholeUnits(command.baseAsset)
    market.priceMaxTicks = command.priceMaxTicks
    Markets.keepRules(market, changetype<usize>(command) + offsetof<ListMarket>('priceMinTicks'))
    market.symbol0 = command.symbol0
    market.symbol1 = command.symbol1
    market.symbol2 = command.symbol2
    Markets.openBook(command.market, command.priceMaxTicks as u32)
    Markets.emitListed(command.market, market)
    header.outcomeResult = command.market as u64
    header.marketsListed++
    if (market.state == (MarketState.auction as u32)) {
      header.auctions++
      market.indicatedUpdateId = updateNever
    }
    return 0
  }

  /** @param from the address of the rules in a record */
  static keepRules(market: Market, from: usize): void {
    memory.copy(changetype<usize>(market) + offsetof<Market>('priceMinTicks'), from, rulesBytes)
    const fences =
      market.velocityPpm |
      market.priceBandPpm |
      market.slippagePpm |
      market.percentUpPpm |
      market.percentDownPpm
    const counts = market.ordersPerAccountMax | market.stopsPerAccountMax
    const isCounted = counts != 0 || market.positionMaxLots != 0
    market.rareRules = (fences == 0 ? 0 : rulesFences) | (isCounted ? rulesCounts : 0)
  }

  static setRules(command: SetMarketRules): u32 {
    if (!Markets.isListed(command.market)) return Reject.marketMustBeListed
    const market = Markets.at(command.market)
    const notional = market.notionalUnits as u64
    const reject = Markets.checkRules(command, market.lotUnits, notional, market.priceMaxTicks)
    if (reject != Reject.none) return reject
    const from = changetype<usize>(command) + offsetof<SetMarketRules>('priceMinTicks')
    Markets.keepRules(market, from)
    const at = Emit.event(MarketRulesSet.KIND, MarketRulesSet.SIZE)
    changetype<MarketRulesSet>(at).market = command.market
    changetype<MarketRulesSet>(at).reserved4 = 0
    memory.copy(at + offsetof<MarketRulesSet>('priceMinTicks'), from, rulesBytes)
    header.outcomeResult = command.market as u64
    return 0
  }

  static setReference(command: SetReferencePrice): u32 {
    if (!Markets.isListed(command.market)) return Reject.marketMustBeListed
    const market = Markets.at(command.market)
    if (command.priceTicks > market.priceMaxTicks) return Reject.priceMustBeInRange
    market.referenceTicks = command.priceTicks as u32
    const at = Emit.event(ReferencePriceSet.KIND, ReferencePriceSet.SIZE)
    const event = changetype<ReferencePriceSet>(at)
    event.market = command.market
    event.reserved4 = 0
    event.priceTicks = command.priceTicks
    header.outcomeResult = command.market as u64
    return 0
  }

  /** Empty books; the caller has checked that the directory has room. The triggers' open later. */
  static openBook(market: u32, priceMaxTicks: u32): void {
    for (let side: u32 = 0; side < sidesPerMarket; side++) {
      const book = Book.side(market, side)
      book.market = market
      book.side = side
      book.isAscending = side & 1
      book.priceMaxTicks = priceMaxTicks
      book.bestKey = keyNone
      book.bestLevel = 0
      header.directoryEntriesUsed += Markets.directoryEntries(priceMaxTicks)
      if (side < sideBelow) Pages.openDirectory(book)
    }
  }

  static emitListed(number: u32, market: Market): void {
    const at = Emit.event(MarketListed.KIND, MarketListed.SIZE)
    const event = changetype<MarketListed>(at)
    event.market = number
    event.baseAsset = market.baseAsset
    event.quoteAsset = market.quoteAsset
    event.reserved4 = 0
    event.tickUnits = market.tickUnits
    event.lotUnits = market.lotUnits
    event.notionalUnits = market.notionalUnits
    event.priceMaxTicks = market.priceMaxTicks
    const rules = changetype<usize>(market) + offsetof<Market>('priceMinTicks')
    memory.copy(at + offsetof<MarketListed>('priceMinTicks'), rules, rulesBytes)
    event.state = market.state as u8
    event.reserved = 0
    event.reserved2 = 0
    event.reservedAfter = 0
    event.symbol0 = market.symbol0
    event.symbol1 = market.symbol1
    event.symbol2 = market.symbol2
  }
}
