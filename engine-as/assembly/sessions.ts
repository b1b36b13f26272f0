// Sessions: which edges may speak, and the last sequence heard on each of their lanes.
import { Agenda } from './agenda'
import { agendaSweepOne, agendaSweepOthers } from './agenda-flags'
import { answerRepeated } from './emit'
import { EndSession, Lane, OpenSession, Reject } from './generated/protocol'
import { header } from './header'

const noPlace: u32 = u32.MAX_VALUE

@unmanaged
export class Session {
  /** The last that was given here; stays behind what has ended, so that none is given twice. */
  number: u64
  edge0: u64
  edge1: u64
  /** When it was opened last, counted in openings; 0 = it has ended. */
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

  @inline
  static admit(session: u32, lane: u32, laneSequence: u64): Reject {
    if (session == 0) return Reject.none
    if (header.sessionsMax == 0) return Reject.sessionMustBeOpen
    const index = session - 1
    const place = Sessions.at(index < header.sessionsMax ? index : index % header.sessionsMax)
    if (place.number != (session as u64) || place.openedLast == 0) return Reject.sessionMustBeOpen
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
      if (Sessions.at(index).openedLast != 0) count++
    return count
  }

  /** An edge keeps its session until it is ended: no opening takes the place of another's. */
  static open(command: OpenSession): u32 {
    const known = Sessions.find(command.edge0, command.edge1)
    if (command.isOnly != 0) Sessions.closeAllBut(known)
    const index = known == noPlace ? Sessions.findFree() : known
    if (index == noPlace) return Reject.sessionsExhausted
    const place = Sessions.at(index)
    if (known == noPlace) Sessions.begin(place, index, command)
    place.openedLast = ++header.sessionsOpened
    header.outcomeResult = place.number
    if (command.isOnly != 0) Agenda.startSweep(agendaSweepOthers, place.number as u32)
    return known == noPlace ? 0 : answerRepeated
  }

  static end(command: EndSession): u32 {
    const index = Sessions.find(command.edge0, command.edge1)
    if (index == noPlace) return Reject.sessionMustBeOpen
    const place = Sessions.at(index)
    Sessions.close(place)
    header.outcomeResult = place.number
    Agenda.startSweep(agendaSweepOne, place.number as u32)
    return 0
  }

  /** The place of an edge's open session. */
  static find(edge0: u64, edge1: u64): u32 {
    for (let index: u32 = 0; index < header.sessionsMax; index++) {
      const place = Sessions.at(index)
      if (place.openedLast != 0 && place.edge0 == edge0 && place.edge1 == edge1) return index
    }
    return noPlace
  }

  static findFree(): u32 {
    for (let index: u32 = 0; index < header.sessionsMax; index++)
      if (Sessions.at(index).openedLast == 0) return index
    return noPlace
  }

  /** A place's numbers are its own, so that no number ever means two edges. */
  static begin(place: Session, index: u32, command: OpenSession): void {
    place.number = place.number == 0 ? (index as u64) + 1 : place.number + header.sessionsMax
    place.edge0 = command.edge0
    place.edge1 = command.edge1
  }

  static closeAllBut(index: u32): void {
    for (let other: u32 = 0; other < header.sessionsMax; other++)
      if (other != index) Sessions.close(Sessions.at(other))
  }

  /** Leaves the number alone. */
  static close(place: Session): void {
    const behind = offsetof<Session>('edge0')
    memory.fill(changetype<usize>(place) + behind, 0, offsetof<Session>() - behind)
  }
}
