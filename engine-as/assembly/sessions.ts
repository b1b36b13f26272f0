// Sessions: which edges may speak, and the last sequence heard on each of their lanes.
import { Agenda } from './agenda'
import { answerRepeated } from './emit'
import { Lane, OpenSession, Reject } from './generated/protocol'
import { header } from './header'

@unmanaged
export class Session {
  number: u64
  edge0: u64
  edge1: u64
  /** When it was opened last, counted in openings. */
  openedLast: u64
  // by Lane
  ordersHeard: u64
  cancelsHeard: u64
}

export class Sessions {
  @inline
  static at(index: u32): Session {
    return changetype<Session>(header.sessions + index * (offsetof<Session>() as u32))
  }

  /** A place's numbers are its own, one a replacement, so that no number ever means two edges. */
  @inline
  static admit(session: u32, lane: u32, laneSequence: u64): Reject {
    if (session == 0) return Reject.none
    if (header.sessionsMax == 0) return Reject.sessionMustBeOpen
    const index = session - 1
    const place = Sessions.at(index < header.sessionsMax ? index : index % header.sessionsMax)
    if (place.number != (session as u64)) return Reject.sessionMustBeOpen
    if (lane > (Lane.cancels as u32)) return Reject.laneMustBeKnown
    const marks = changetype<usize>(place) + offsetof<Session>('ordersHeard')
    const heard = marks + ((lane as usize) << 3)
    if (laneSequence <= load<u64>(heard)) return Reject.laneSequenceMustIncrease
    store<u64>(heard, laneSequence)
    return Reject.none
  }

  /** Open ones. */
  static count(): u32 {
    let count: u32 = 0
    for (let index: u32 = 0; index < header.sessionsMax; index++)
      if (Sessions.at(index).number != 0) count++
    return count
  }

  static open(command: OpenSession): u32 {
    const opened = ++header.sessionsOpened
    let oldest: u32 = 0
    for (let index: u32 = 0; index < header.sessionsMax; index++) {
      const place = Sessions.at(index)
      if (place.number != 0 && place.edge0 == command.edge0 && place.edge1 == command.edge1) {
        place.openedLast = opened
        header.outcomeResult = place.number
        if (command.isOnly != 0) Agenda.startSweep(place.number as u32)
        return answerRepeated
      }
      if (place.openedLast < Sessions.at(oldest).openedLast) oldest = index
    }
    const place = Sessions.at(oldest)
    place.number = place.number == 0 ? (oldest as u64) + 1 : place.number + header.sessionsMax
    place.edge0 = command.edge0
    place.edge1 = command.edge1
    place.openedLast = opened
    place.ordersHeard = 0
    place.cancelsHeard = 0
    header.outcomeResult = place.number
    if (command.isOnly != 0) Agenda.startSweep(place.number as u32)
    return 0
  }
}
