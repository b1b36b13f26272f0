// What is imported of the venue: limits, sessions, assets, tiers and markets.
import { Asset, Assets, assetBodyBytes } from './assets'
import { Configuration } from './configure'
import { sessionBytes } from './export-venue'
import {
  Configure,
  ListAsset,
  ListMarket,
  MarketState,
  Reject,
  Rules,
  StateAsset,
  StateMarket,
  StateSession,
  StateTier,
  StateVenue,
} from './generated/protocol'
import { header } from './header'
import { faultLimit, faultNone, faultPlace, faultTwice, faultValue } from './import-faults'
import { Market, Markets } from './markets'
import { Sessions } from './sessions'
import { ppmMax, Tier, Tiers, tierBodyBytes } from './tiers'
import { Timers, timerMarket } from './timers'

/** How much longer the head of a command is than that of a record of the state. */
const headsDiffer: usize = 24

export class ImportVenue {
  static venue(record: StateVenue): u32 {
    const limits = changetype<Configure>(changetype<usize>(record) - headsDiffer)
    if (limits.rules > (Rules.benchmark as u8)) return faultValue
    if (!Configuration.isPositive(limits) || !Configuration.fits(limits)) return faultLimit
    Configuration.keep(limits)
    if (limits.rules == (Rules.benchmark as u8)) Configuration.openBenchmark()
    header.ordersNumbered = record.ordersNumbered
    header.tradesNumbered = record.tradesNumbered
    header.preventedNumbered = record.preventedNumbered
    header.listsNumbered = record.listsNumbered
    header.withdrawalsNumbered = record.withdrawalsNumbered
    header.sessionsOpened = record.sessionsOpened
    return faultNone
  }

  static session(record: StateSession): u32 {
    if (record.place >= header.sessionsMax) return faultValue
    const ofPlace = (record.number - 1) % (header.sessionsMax as u64)
    if (record.number == 0 || ofPlace != (record.place as u64)) return faultPlace
    const from = changetype<usize>(record) + offsetof<StateSession>('number')
    memory.copy(changetype<usize>(Sessions.at(record.place)), from, sessionBytes)
    return faultNone
  }

  static asset(record: StateAsset): u32 {
    const at = changetype<usize>(record)
    if (Assets.check(changetype<ListAsset>(at - headsDiffer)) != Reject.none) return faultValue
    const from = at + offsetof<StateAsset>('asset')
    const asset = Assets.at(record.asset)
    memory.copy(changetype<usize>(asset) + offsetof<Asset>('asset'), from, assetBodyBytes)
    header.assetsListed++
    return faultNone
  }

  static tier(record: StateTier): u32 {
    if (record.tier >= header.tiersMax || Tiers.isSet(record.tier)) return faultTwice
    if (record.makerPpm > ppmMax || record.takerPpm > ppmMax) return faultValue
    const from = changetype<usize>(record) + offsetof<StateTier>('tier')
    const tier = Tiers.at(record.tier)
    tier.isSet = 1
    memory.copy(changetype<usize>(tier) + offsetof<Tier>('tier'), from, tierBodyBytes)
    return faultNone
  }

  static market(record: StateMarket): u32 {
    if (header.rules == (Rules.benchmark as u32)) return faultPlace
    if (!ImportVenue.isSound(record)) return faultValue
    const at = changetype<usize>(record)
    const market = Markets.at(record.market)
    market.state = record.state
    market.baseAsset = record.baseAsset
    market.quoteAsset = record.quoteAsset
    market.tickUnits = record.tickUnits
    market.lotUnits = record.lotUnits
    market.notionalUnits =
      (record.tickUnits * record.lotUnits) / Markets.wholeUnits(record.baseAsset)
    market.priceMaxTicks = record.priceMaxTicks
    Markets.keepRules(market, at + offsetof<StateMarket>('priceMinTicks'))
    market.symbol0 = record.symbol0
    market.symbol1 = record.symbol1
    market.symbol2 = record.symbol2
    Markets.openBook(record.market, record.priceMaxTicks as u32)
    header.marketsListed++
    ImportVenue.changes(record, market)
    return faultNone
  }

  /** As it was listed, though a market is never listed as delisted, and by what it has come to. */
  static isSound(record: StateMarket): bool {
    const body = changetype<ListMarket>(changetype<usize>(record) - headsDiffer)
    const state = record.state
    const max = record.priceMaxTicks
    if (state > (MarketState.delisted as u8)) return false
    if (record.isAuctionTimed != 0 && state != (MarketState.auction as u8)) return false
    record.state = 0
    if (Markets.check(body) != Reject.none) return false
    record.state = state
    return (
      (record.lastPriceTicks as u64) <= max &&
      (record.referenceTicks as u64) <= max &&
      (record.windowPriceTicks as u64) <= max
    )
  }

  static changes(record: StateMarket, market: Market): void {
    market.updateId = record.updateId
    market.lastPriceTicks = record.lastPriceTicks
    market.referenceTicks = record.referenceTicks
    market.windowStartUs = record.windowStartUs
    market.windowPriceTicks = record.windowPriceTicks
    market.auctionEndsUs = record.auctionEndsUs
    market.indicatedUpdateId = record.indicatedUpdateId as u64
    if (market.state == (MarketState.auction as u32)) header.auctions++
    if (record.isAuctionTimed != 0)
      Timers.start(timerMarket, record.market, record.market, record.auctionEndsUs)
  }
}
