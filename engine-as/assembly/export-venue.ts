// What is exported of the venue: limits, sessions, assets, tiers and markets.
import { Asset, Assets, assetBodyBytes } from './assets'
import {
  Rules,
  StateAsset,
  StateMarket,
  StateSession,
  StateTier,
  StateVenue,
} from './generated/protocol'
import { header } from './header'
import { Market, Markets, rulesBytes } from './markets'
import { Session, Sessions } from './sessions'
import { stateCursor, stateRecord } from './state-cursor'
import { Tier, Tiers, tierBodyBytes } from './tiers'

/** Of a session behind its head, in the record and in the table. */
export const sessionBytes: u32 = offsetof<Session>() as u32

export class ExportVenue {
  static venue(): bool {
    if (stateCursor.index++ != 0) return false
    const record = changetype<StateVenue>(stateRecord(StateVenue.KIND, StateVenue.SIZE))
    ExportVenue.limits(record)
    record.ordersNumbered = header.ordersNumbered
    record.tradesNumbered = header.tradesNumbered
    record.preventedNumbered = header.preventedNumbered
    record.listsNumbered = header.listsNumbered
    record.withdrawalsNumbered = header.withdrawalsNumbered
    record.sessionsOpened = header.sessionsOpened
    return true
  }

  /** As Configure stated them. */
  static limits(record: StateVenue): void {
    record.rules = header.rules as u8
    record.shard = header.shard as u8
    record.sessionsMax = header.sessionsMax
    record.assetsMax = header.assetsMax
    record.marketsMax = header.marketsMax
    record.accountsMax = header.accountsMax
    record.ordersMax = header.ordersMax
    record.clientIdsMax = header.clientIdsMax
    record.finishedIdsPerAccountMax = header.finishedIdsPerAccountMax
    record.finishedIdsWindowUs = header.finishedIdsWindowUs
    record.stepsPerFrameMax = header.stepsPerFrameMax
    record.tiersMax = header.tiersMax
    record.priceDirectoryEntriesMax = header.directoryEntriesMax
    record.ordersPerAccountMax = header.ordersPerAccountMax
    record.specialOrdersMax = header.specialOrdersMax
    record.orderListsMax = header.orderListsMax
    record.withdrawalsMax = header.withdrawalsMax
  }

  static session(): bool {
    while (stateCursor.index < header.sessionsMax) {
      const place = stateCursor.index++
      const session = Sessions.at(place)
      if (session.number == 0) continue
      const at = stateRecord(StateSession.KIND, StateSession.SIZE)
      changetype<StateSession>(at).place = place
      memory.copy(at + offsetof<StateSession>('number'), changetype<usize>(session), sessionBytes)
      return true
    }
    return false
  }

  static asset(): bool {
    if (stateCursor.index >= header.assetsListed) return false
    const body = changetype<usize>(Assets.at(stateCursor.index++)) + offsetof<Asset>('asset')
    const at = stateRecord(StateAsset.KIND, StateAsset.SIZE)
    memory.copy(at + offsetof<StateAsset>('asset'), body, assetBodyBytes)
    return true
  }

  static tier(): bool {
    while (stateCursor.index < header.tiersMax) {
      const tier = stateCursor.index++
      if (!Tiers.isSet(tier)) continue
      const body = changetype<usize>(Tiers.at(tier)) + offsetof<Tier>('tier')
      const at = stateRecord(StateTier.KIND, StateTier.SIZE)
      memory.copy(at + offsetof<StateTier>('tier'), body, tierBodyBytes)
      return true
    }
    return false
  }

  /** By the benchmark's rules its only one follows from the limits. */
  static market(): bool {
    if (header.rules == (Rules.benchmark as u32)) return false
    if (stateCursor.index >= header.marketsListed) return false
    const number = stateCursor.index++
    const market = Markets.at(number)
    const at = stateRecord(StateMarket.KIND, StateMarket.SIZE)
    const record = changetype<StateMarket>(at)
    record.isAuctionTimed = market.auctionTimer == 0 ? 0 : 1
    record.market = number
    record.baseAsset = market.baseAsset
    record.quoteAsset = market.quoteAsset
    record.tickUnits = market.tickUnits
    record.lotUnits = market.lotUnits
    record.priceMaxTicks = market.priceMaxTicks
    const rules = changetype<usize>(market) + offsetof<Market>('priceMinTicks')
    memory.copy(at + offsetof<StateMarket>('priceMinTicks'), rules, rulesBytes)
    record.state = market.state as u8
    record.symbol0 = market.symbol0
    record.symbol1 = market.symbol1
    record.symbol2 = market.symbol2
    ExportVenue.changes(record, market)
    return true
  }

  /** What changes of a market by itself. */
  static changes(record: StateMarket, market: Market): void {
    record.updateId = market.updateId
    record.lastPriceTicks = market.lastPriceTicks
    record.referenceTicks = market.referenceTicks
    record.windowStartUs = market.windowStartUs
    record.windowPriceTicks = market.windowPriceTicks
    record.auctionEndsUs = market.auctionEndsUs
    record.indicatedUpdateId = market.indicatedUpdateId as i64
  }
}
