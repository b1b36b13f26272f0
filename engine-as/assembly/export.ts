// The canonical export: all that the state hash covers, as records in the order of their kinds, piece
// by piece through the output. Whoever imports them has a core that gives the same events.
import { Emit } from './emit'
import { ExportAccounts } from './export-accounts'
import { ExportOrders } from './export-orders'
import { ExportVenue } from './export-venue'
import { ExportWork } from './export-work'
import {
  StateAccount,
  StateAsset,
  StateBalance,
  StateCommand,
  StateFinishedId,
  StateList,
  StateMarket,
  StateOpenId,
  StateOrder,
  StateQueued,
  StateSession,
  StateStanding,
  StateTerms,
  StateTier,
  StateTouched,
  StateVenue,
  StateWithdrawal,
  StateWork,
} from './generated/protocol'
import { header } from './header'
import { StateCursor, stateCursor } from './state-cursor'

export class Export {
  static begin(): void {
    memory.fill(changetype<usize>(stateCursor), 0, offsetof<StateCursor>())
    stateCursor.kind = StateVenue.KIND
  }

  /** Writes the next records to the output; returns their bytes, 0 at the end. */
  static part(): u32 {
    header.outputCursor = header.output
    const end = header.configured == 0 ? (StateVenue.KIND as u32) : (StateCommand.KIND as u32) + 1
    while (stateCursor.kind < end && !Emit.isFull()) if (!Export.next()) Export.nextKind()
    return header.outputCursor - header.output
  }

  static nextKind(): void {
    stateCursor.kind++
    stateCursor.index = 0
    stateCursor.at = 0
  }

  /** Writes the next record of the kind whose turn it is; false = there is none. */
  static next(): bool {
    const kind = stateCursor.kind as u8
    if (kind <= StateMarket.KIND) return Export.ofVenue(kind)
    if (kind <= StateFinishedId.KIND) return Export.ofAccounts(kind)
    if (kind <= StateWithdrawal.KIND) return Export.ofOrders(kind)
    if (kind == StateWork.KIND) return ExportWork.work()
    if (kind == StateTouched.KIND) return ExportWork.touched()
    return kind == StateQueued.KIND ? ExportWork.queued() : ExportWork.command()
  }

  static ofVenue(kind: u8): bool {
    if (kind == StateVenue.KIND) return ExportVenue.venue()
    if (kind == StateSession.KIND) return ExportVenue.session()
    if (kind == StateAsset.KIND) return ExportVenue.asset()
    return kind == StateTier.KIND ? ExportVenue.tier() : ExportVenue.market()
  }

  static ofAccounts(kind: u8): bool {
    if (kind == StateAccount.KIND) return ExportAccounts.account()
    return kind == StateBalance.KIND ? ExportAccounts.balance() : ExportAccounts.finishedId()
  }

  static ofOrders(kind: u8): bool {
    if (kind == StateOrder.KIND) return ExportOrders.order()
    if (kind == StateTerms.KIND) return ExportOrders.terms()
    if (kind == StateOpenId.KIND) return ExportOrders.openId()
    if (kind == StateList.KIND) return ExportOrders.list()
    return kind == StateStanding.KIND ? ExportOrders.standing() : ExportAccounts.withdrawal()
  }
}
