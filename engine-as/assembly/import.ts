// The import of a canonical export into a core that has applied nothing. Every byte may be hostile: a
// record is asked for all that could lead outside of memory or into an endless loop before anything is
// done with it. What is built is built by the functions that build it in a frame, so that structures
// are sound however the records lie; that they are also canonical shows the importer, who exports again
// and compares.
import {
  framePayloadBytesMax,
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
  stateSizes,
} from './generated/protocol'
import { header, reply } from './header'
import { ImportAccounts } from './import-accounts'
import { faultEnd, faultNone, faultRecord, faultTurn } from './import-faults'
import { ImportOrders } from './import-orders'
import { ImportVenue } from './import-venue'
import { ImportWork } from './import-work'
import { inputBytes } from './memory-map'
import { stateCursor } from './state-cursor'

const headBytes: u32 = 8

export class Import {
  /** The half of the input that commands of earlier frames never reach. */
  static address(): u32 {
    return header.input + inputBytes - framePayloadBytesMax
  }

  /** Takes whole records; returns where it says: fault, and the record's place among these. */
  static part(bytes: u32): u32 {
    assert(bytes <= framePayloadBytesMax)
    assert(header.sequence == 0) // a core that has applied something knows better
    const end = Import.address() + bytes
    let at = Import.address()
    let count: u32 = 0
    let fault = faultNone
    while (fault == faultNone && at < end) {
      const length = Import.lengthOf(at, end - at)
      fault = length == 0 ? faultRecord : Import.record(at)
      at += length
      count++
    }
    return Import.answer(fault, count)
  }

  static answer(fault: u32, count: u32): u32 {
    store<u32>(reply, fault)
    store<u32>(reply, count, 4)
    return reply as u32
  }

  /** Bytes of the record at an address, 0 where there is none. */
  static lengthOf(at: usize, left: u32): u32 {
    if (left < headBytes) return 0
    const length = load<u16>(stateSizes + ((load<u8>(at) as usize) << 1)) as u32
    return length == (load<u16>(at, 2) as u32) && length <= left ? length : 0
  }

  static record(at: usize): u32 {
    const kind = load<u8>(at)
    if ((kind as u32) < stateCursor.kind) return faultTurn
    if ((header.configured != 0) == (kind == StateVenue.KIND)) return faultTurn
    if ((kind as u32) != stateCursor.kind) stateCursor.taken = 0
    stateCursor.kind = kind
    const fault = Import.take(kind, at)
    stateCursor.taken++
    return fault
  }

  static take(kind: u8, at: usize): u32 {
    if (kind <= StateMarket.KIND) return Import.ofVenue(kind, at)
    if (kind <= StateFinishedId.KIND) return Import.ofAccounts(kind, at)
    if (kind <= StateWithdrawal.KIND) return Import.ofOrders(kind, at)
    if (kind == StateWork.KIND) return ImportWork.work(changetype<StateWork>(at))
    if (kind == StateTouched.KIND) return ImportWork.touched(changetype<StateTouched>(at))
    if (kind == StateQueued.KIND) return ImportWork.queued(changetype<StateQueued>(at))
    return ImportWork.command(changetype<StateCommand>(at))
  }

  static ofVenue(kind: u8, at: usize): u32 {
    if (kind == StateVenue.KIND) return ImportVenue.venue(changetype<StateVenue>(at))
    if (kind == StateSession.KIND) return ImportVenue.session(changetype<StateSession>(at))
    if (kind == StateAsset.KIND) return ImportVenue.asset(changetype<StateAsset>(at))
    if (kind == StateTier.KIND) return ImportVenue.tier(changetype<StateTier>(at))
    return ImportVenue.market(changetype<StateMarket>(at))
  }

  static ofAccounts(kind: u8, at: usize): u32 {
    if (kind == StateAccount.KIND) return ImportAccounts.account(changetype<StateAccount>(at))
    if (kind == StateBalance.KIND) return ImportAccounts.balance(changetype<StateBalance>(at))
    return ImportAccounts.finishedId(changetype<StateFinishedId>(at))
  }

  static ofOrders(kind: u8, at: usize): u32 {
    if (kind == StateOrder.KIND) return ImportOrders.order(changetype<StateOrder>(at))
    if (kind == StateTerms.KIND) return ImportOrders.terms(changetype<StateTerms>(at))
    if (kind == StateOpenId.KIND) return ImportAccounts.openId(changetype<StateOpenId>(at))
    if (kind == StateList.KIND) return ImportOrders.list(changetype<StateList>(at))
    if (kind == StateStanding.KIND) return ImportOrders.standing(changetype<StateStanding>(at))
    return ImportAccounts.withdrawal(changetype<StateWithdrawal>(at))
  }

  /** Behind the last record; from here on the core may go on. Answers like `part`. */
  static end(sequence: u64, timestampUs: u64): u32 {
    header.sequence = sequence
    header.timestampUs = timestampUs
    return Import.answer(ImportWork.isWhole() ? faultNone : faultEnd, 0)
  }
}
