// What the step budget has left, as a record: only what is still to be read, so that two cores with
// the same work before them say the same, whatever they did earlier. The state hash is over it, too.
import { agendaScan, agendaSweeps } from './agenda-flags'
import { StateWork } from './generated/protocol'
import { header } from './header'
import { massOfMarkets } from './mass'
import { Order } from './orders'
import { phaseIdle, phaseMass, phaseMatch, phaseUncross } from './work'
import { workMass, workOwn, workReplaces } from './work-flags'

export class Unfinished {
  /** Beside commands that wait. */
  static isAny(): bool {
    return header.phase != phaseIdle || header.agenda != 0
  }

  /** Into a record that is zero behind its head. */
  static write(record: StateWork): void {
    record.phase = header.phase as u8
    record.agenda = header.agenda
    if ((header.agenda & agendaScan) != 0) Unfinished.scan(record)
    if ((header.agenda & agendaSweeps) != 0) {
      record.sweepSession = header.sweepSession
      record.sweepAccount = header.sweepAccount
    }
    if (header.phase == phaseIdle) return
    Unfinished.turn(record)
    if ((header.workFlags & workOwn) == 0) Unfinished.outcome(record)
    if ((header.workFlags & workMass) != 0) Unfinished.mass(record)
    if ((header.workFlags & workReplaces) != 0) {
      record.replaceCancelReject = header.replaceCancelReject
      record.replacedOrderId = header.replacedOrderId
    }
    if (header.phase == phaseMatch) Unfinished.taker(record)
    if (header.phase == phaseUncross) Unfinished.uncrossing(record)
  }

  static scan(record: StateWork): void {
    record.scanMarket = header.scanMarket
    record.scanStage = header.scanStage
    record.scanFirst = header.scanFirst
    record.scanLast = header.scanLast
    record.scanTakerSells = header.scanTakerSells
  }

  /** A taker, or where a mass cancel has come to. */
  static hasOrder(): bool {
    if (header.phase != phaseMatch && header.phase != phaseMass) return false
    return header.workOrder != 0
  }

  static turn(record: StateWork): void {
    record.workAccount = header.workAccount
    record.workMarket = header.workMarket
    if (Unfinished.hasOrder()) record.workOrderId = changetype<Order>(header.workOrder).orderId
    record.changedBalances = header.changedBalances
    record.workFlags = header.workFlags
    record.firstPrice = header.firstPrice
    record.lastPrice = header.lastPrice
  }

  static outcome(record: StateWork): void {
    record.outcomeSession = header.outcomeSession
    record.outcomeLane = header.outcomeLane
    record.outcomeLaneSequence = header.outcomeLaneSequence
    record.outcomeResult = header.outcomeResult
  }

  static mass(record: StateWork): void {
    record.massKind = header.massKind
    record.massReason = header.massReason
    record.massMarket = header.massMarket
    if (header.massKind == massOfMarkets) {
      record.massNext = header.massNext
      return
    }
    record.massSides = header.massSides
    record.massConnection = header.massConnection
    record.massConnectionSession = header.massConnectionSession
    record.massListId = header.massListId
  }

  static taker(record: StateWork): void {
    record.workLimitKey = header.workLimitKey
    record.workLimitReason = header.workLimitReason
    record.workSelf = header.workSelf
    record.workGroup = header.workGroup
    record.workPrevention = header.workPrevention
    record.workLockedUnits = header.workLockedUnits
  }

  static uncrossing(record: StateWork): void {
    record.uncrossPrice = header.uncrossPrice
    record.uncrossReason = header.uncrossReason
    record.uncrossLots = header.uncrossLots
    record.uncrossVolume = header.uncrossVolume
    record.uncrossSurplus = header.uncrossSurplus
    record.uncrossFlags = header.uncrossFlags
  }
}
