// The turn under way: its phases, so that it can stop for a full output or a spent budget anywhere and
// go on with the same result as in one go.
//
//   place: match ─▶ levels ─▶ balances, outcome       cancel, amend: levels ─▶ …
//   cancel all: mass ─▶ levels ─▶ … once a market     kill switch: clear ─▶ levels ─▶ … likewise
//   into trading: uncross ─▶ levels ─▶ …
import { Auction } from './auction'
import { Balances } from './balances'
import { Clear } from './clear'
import { Emit } from './emit'
import { Finish } from './finish'
import { accountFees, commandIndexOwn, OutcomeStatus, Reject } from './generated/protocol'
import { header } from './header'
import { Levels } from './levels'
import { MarketStates } from './market-states'
import { Markets } from './markets'
import { Mass } from './mass'
import { Match } from './match'
import { OrderEvents } from './order-events'
import { Order } from './orders'
import { Protection } from './protection'
import { changedBase, changedFeesBase, changedFeesQuote } from './settle'
import { Triggers } from './triggers'
import { workMass, workOwn, workReplaces, workTrips } from './work-flags'

export const phaseIdle: u32 = 0
// 1 is the benchmark's taker.
export const phaseMatch: u32 = 2
export const phaseLevels: u32 = 3
export const phaseMass: u32 = 4
export const phaseClear: u32 = 5
export const phaseUncross: u32 = 6

/** The worker of turns that concern nobody in particular. */
export const accountNobody: u32 = 0

export class Work {
  /** A turn of an account in a market; the caller sets its phase when it goes on. */
  @inline
  static start(account: u32, market: u32): void {
    header.workAccount = account
    header.workMarket = market
    header.workOrder = 0
    header.workFlags = 0
    header.changedBalances = 0
    header.firstPrice = 0
    header.lastPrice = 0
  }

  /** A turn that no command asked for now. */
  static startOwn(account: u32, market: u32): void {
    Work.start(account, market)
    header.workFlags = workOwn
    header.commandIndex = commandIndexOwn
    header.phase = phaseLevels
  }

  /** Goes on with the turn under way; false = it must stop here for now. */
  static advance(): bool {
    if (header.phase == phaseMatch) {
      if (!Match.advance()) return false
      header.scanTakerSells = changetype<Order>(header.workOrder).side
      Finish.run()
      header.phase = phaseLevels
    } else if (header.phase > phaseLevels) {
      if (!Work.advanceOther()) return false
      header.phase = phaseLevels
    }
    if ((header.workFlags & workReplaces) != 0) {
      header.workFlags &= ~workReplaces
      OrderEvents.replaced()
    }
    if (!Levels.send() || Emit.isFull()) return false
    Work.end()
    return true
  }

  static advanceOther(): bool {
    if (header.phase == phaseMass) return Mass.advance()
    if (header.phase == phaseClear) return Clear.advance()
    return Auction.advance()
  }

  @inline
  static end(): void {
    Work.sendBalances()
    if (header.lastPrice != 0) Work.noteTrades()
    if (header.workFlags != 0) {
      if ((header.workFlags & workTrips) != 0) MarketStates.trip(header.workMarket)
      if ((header.workFlags & workMass) != 0 && Mass.next()) return
      if ((header.workFlags & workOwn) != 0) {
        header.phase = phaseIdle
        return
      }
    }
    Emit.outcomeNow(OutcomeStatus.done, Reject.none, header.outcomeResult)
    header.phase = phaseIdle
  }

  static noteTrades(): void {
    Protection.noteTrades(Markets.at(header.workMarket))
    Triggers.note(header.workMarket)
  }

  /** In the order of their bits; no branch asks which it is, for no branch could tell beforehand. */
  @inline
  static sendBalances(): void {
    const market = Markets.at(header.workMarket)
    let changed = header.changedBalances
    while (changed != 0) {
      const bit = changed & -changed
      const isFees = (bit & (changedFeesBase | changedFeesQuote)) != 0
      const isBase = (bit & (changedBase | changedFeesBase)) != 0
      Balances.emitNow(
        select<u32>(accountFees, header.workAccount, isFees),
        select<u32>(market.baseAsset, market.quoteAsset, isBase),
      )
      changed ^= bit
    }
    header.changedBalances = 0
  }
}
