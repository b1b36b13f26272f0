// The command under way: its phases, so that it can stop for a full output or a spent budget
// anywhere and go on with the same result as in one go.
//
//   place:      match ─▶ levels ─▶ outcome          cancel: levels ─▶ outcome
//   cancel all: cancelAll ─▶ levels ─▶ outcome
import { Balances } from './balances'
import { Cancel } from './cancel'
import { Emit } from './emit'
import { accountFees, OutcomeStatus, Reject } from './generated/protocol'
import { header } from './header'
import { Levels } from './levels'
import { Markets } from './markets'
import { Match } from './match'
import { Place } from './place'
import { changedBase, changedFeesBase, changedFeesQuote, changedQuote } from './settle'

export const phaseIdle: u32 = 0
// 1 is the benchmark's taker.
export const phaseMatch: u32 = 2
export const phaseCancelAll: u32 = 3
export const phaseLevels: u32 = 4

export class Work {
  /** Goes on with the command under way; false = it must stop here for now. */
  static advance(): bool {
    if (header.phase == phaseMatch) {
      if (!Match.advance()) return false
      Place.finish()
      header.phase = phaseLevels
    } else if (header.phase == phaseCancelAll) {
      if (!Cancel.advanceAll()) return false
      header.phase = phaseLevels
    }
    if (!Levels.send() || Emit.isFull()) return false
    Work.sendBalances()
    Emit.outcome(OutcomeStatus.done, Reject.none, header.outcomeResult)
    header.phase = phaseIdle
    header.workOrder = 0
    return true
  }

  static sendBalances(): void {
    const market = Markets.at(header.workMarket)
    const changed = header.changedBalances
    if (changed & changedBase) Balances.emit(header.workAccount, market.baseAsset)
    if (changed & changedQuote) Balances.emit(header.workAccount, market.quoteAsset)
    if (changed & changedFeesBase) Balances.emit(accountFees, market.baseAsset)
    if (changed & changedFeesQuote) Balances.emit(accountFees, market.quoteAsset)
    header.changedBalances = 0
  }
}
