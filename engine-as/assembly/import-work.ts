// What is imported of unfinished work. Whatever a phase goes on from must be there.
import { Accounts } from './accounts'
import { agendaAll, agendaQueue, agendaScan } from './agenda-flags'
import { Apply } from './apply'
import { Auction } from './auction'
import { Book, keyNone, Level, touchedMark } from './book'
import {
  commandBytesMax,
  framePayloadBytesMax,
  Rules,
  StateCommand,
  StateQueued,
  StateTouched,
  StateWork,
} from './generated/protocol'
import { header } from './header'
import { Ids } from './ids'
import {
  faultFull,
  faultNone,
  faultPlace,
  faultTwice,
  faultUnknown,
  faultValue,
} from './import-faults'
import { Levels } from './levels'
import { Markets } from './markets'
import { allMarkets, massOfMarkets, massOfSession } from './mass'
import { Order, Orders } from './orders'
import { Queue } from './queue'
import { changedFeesQuote } from './settle'
import { stateCursor } from './state-cursor'
import { placeTaking, Terms, TermsPool } from './terms'
import { phaseClear, phaseIdle, phaseLevels, phaseMass, phaseMatch, phaseUncross } from './work'
import { workMass } from './work-flags'

const changedAll: u32 = 2 * changedFeesQuote - 1
const stagesOfScan: u32 = 2

export class ImportWork {
  static work(record: StateWork): u32 {
    if (stateCursor.taken != 0) return faultTwice
    if (header.rules != (Rules.exchange as u32)) return faultPlace
    if (record.agenda > agendaAll) return faultValue
    const fault = ImportWork.agenda(record)
    if (fault != faultNone) return fault
    if ((record.phase as u32) == phaseIdle) return faultNone
    return ImportWork.turn(record)
  }

  static agenda(record: StateWork): u32 {
    if ((record.agenda & agendaScan) != 0) {
      if (!Markets.isListed(record.scanMarket)) return faultUnknown
      const max = Markets.at(record.scanMarket).priceMaxTicks
      if ((record.scanFirst as u64) > max || (record.scanLast as u64) > max) return faultValue
      if (record.scanFirst == 0 || record.scanLast == 0) return faultValue
      if (record.scanStage > stagesOfScan) return faultValue
    }
    if (record.sweepAccount > header.accountsEnd) return faultUnknown
    // The queue's own flag comes with the first that is queued.
    header.agenda = record.agenda & ~agendaQueue
    header.scanMarket = record.scanMarket
    header.scanStage = record.scanStage
    header.scanFirst = record.scanFirst
    header.scanLast = record.scanLast
    header.scanTakerSells = record.scanTakerSells
    header.sweepSession = record.sweepSession
    header.sweepAccount = record.sweepAccount
    return faultNone
  }

  static turn(record: StateWork): u32 {
    const phase = record.phase as u32
    if (phase < phaseMatch || phase == phaseLevels || phase > phaseUncross) return faultValue
    if (!Markets.isListed(record.workMarket)) return faultUnknown
    if (record.workAccount >= header.accountsEnd) return faultUnknown
    const max = Markets.at(record.workMarket).priceMaxTicks
    if ((record.firstPrice as u64) > max || (record.lastPrice as u64) > max) return faultValue
    if ((record.firstPrice == 0) != (record.lastPrice == 0)) return faultValue
    if (record.changedBalances > changedAll) return faultValue
    header.phase = phase
    header.workAccount = record.workAccount
    header.workMarket = record.workMarket
    header.changedBalances = record.changedBalances
    header.workFlags = record.workFlags
    header.firstPrice = record.firstPrice
    header.lastPrice = record.lastPrice
    header.outcomeSession = record.outcomeSession
    header.outcomeLane = record.outcomeLane
    header.outcomeLaneSequence = record.outcomeLaneSequence
    header.outcomeResult = record.outcomeResult
    header.replaceCancelReject = record.replaceCancelReject
    header.replacedOrderId = record.replacedOrderId
    if ((record.workFlags & workMass) != 0) {
      const fault = ImportWork.mass(record)
      if (fault != faultNone) return fault
    } else if (phase == phaseMass || phase == phaseClear) return faultPlace
    if (phase == phaseMatch) return ImportWork.taker(record)
    if (phase == phaseUncross) return ImportWork.uncrossing(record)
    return phase == phaseMass ? ImportWork.massOrder(record) : faultNone
  }

  static mass(record: StateWork): u32 {
    if (record.massKind > massOfSession) return faultValue
    const isAll = record.massMarket == allMarkets
    const isOfMarkets = record.massKind == massOfMarkets
    if (isOfMarkets != ((record.phase as u32) == phaseClear)) return faultPlace
    if (isOfMarkets && !isAll && !Markets.isListed(record.massMarket)) return faultUnknown
    header.massKind = record.massKind
    header.massReason = record.massReason
    header.massMarket = record.massMarket
    header.massNext = record.massNext
    header.massSides = record.massSides
    header.massConnection = record.massConnection
    header.massConnectionSession = record.massConnectionSession
    header.massListId = record.massListId
    return faultNone
  }

  /** Where it has come to in the list of its account; 0 = to the end. */
  static massOrder(record: StateWork): u32 {
    if (record.workOrderId == 0) return faultNone
    const slot = Ids.find(record.workOrderId)
    if (slot == 0) return faultUnknown
    header.workOrder = slot
    return changetype<Order>(slot).account == record.workAccount ? faultNone : faultPlace
  }

  /** Without terms it is no open order before it rests. */
  static taker(record: StateWork): u32 {
    const slot = Ids.find(record.workOrderId)
    if (slot == 0) return faultUnknown
    const order = changetype<Order>(slot)
    if (order.level != 0 || order.account != record.workAccount) return faultPlace
    if ((order.market as u32) != record.workMarket) return faultPlace
    if (record.workLimitKey >= keyNone || record.workLockedUnits < 0) return faultValue
    header.workOrder = slot
    header.workLimitKey = record.workLimitKey
    header.workLimitReason = record.workLimitReason
    header.workSelf = record.workSelf
    header.workGroup = record.workGroup
    header.workPrevention = record.workPrevention
    header.workLockedUnits = record.workLockedUnits
    if (Orders.hasTerms(slot))
      return (TermsPool.of(slot).place as u32) == placeTaking ? faultNone : faultPlace
    Ids.remove(order.orderId, slot)
    Accounts.unlink(slot)
    header.ordersOpen--
    return faultNone
  }

  /** All but what has traded so far follows from the books. */
  static uncrossing(record: StateWork): u32 {
    Auction.find(record.workMarket)
    if (record.uncrossLots == 0 || record.uncrossLots != header.uncrossLots) return faultPlace
    if (record.uncrossPrice != header.uncrossPrice) return faultPlace
    if (record.uncrossSurplus != header.uncrossSurplus) return faultPlace
    if (record.uncrossFlags != header.uncrossFlags) return faultPlace
    header.uncrossVolume = record.uncrossVolume
    header.uncrossReason = record.uncrossReason
    return faultNone
  }

  /** A level that is gone is told of, too. */
  static touched(record: StateTouched): u32 {
    if (header.phase == phaseIdle) return faultPlace
    if (record.side > 1) return faultValue
    if (header.touchedCount > header.ordersMax) return faultFull
    const side = Book.side(header.workMarket, record.side)
    if (record.priceTicks > side.priceMaxTicks) return faultValue
    const key = Book.keyOf(side, record.priceTicks)
    const at = Book.level(side, key)
    if (at != 0) changetype<Level>(at).totalLots |= touchedMark
    const touched = Levels.touched(header.touchedCount++)
    touched.key = key | (side.side << 31)
    touched.level = at
    return faultNone
  }

  static queued(record: StateQueued): u32 {
    const slot = Ids.find(record.orderId)
    if (slot == 0) return faultUnknown
    if (!Orders.hasTerms(slot) || slot == header.workOrder) return faultPlace
    const terms = TermsPool.of(slot)
    if ((terms.place as u32) != placeTaking || changetype<Order>(slot).level != 0) return faultPlace
    // Whose trigger was reached has left its list, who follows is still in it.
    if ((terms.isFollowing != 0) != (terms.list != 0)) return faultPlace
    Queue.put(slot, terms.isFollowing)
    return faultNone
  }

  static command(record: StateCommand): u32 {
    const from = changetype<usize>(record) + offsetof<StateCommand>('command0')
    const length = record.commandBytes
    if (length == 0 || length > commandBytesMax) return faultValue
    if (header.inputEnd - header.input + length > framePayloadBytesMax) return faultFull
    const at = header.inputEnd
    memory.copy(at, from, length)
    header.inputEnd = at + length
    return Apply.recordBytes(at) == length ? faultNone : faultValue
  }

  /** Nobody is left over who says that he is taking or in the queue. */
  static isWhole(): bool {
    if (header.ordersOpen > header.ordersMax) return false
    const taker = header.phase == phaseMatch ? header.workOrder : 0
    for (let at = header.terms; at < header.termsEnd; at += offsetof<Terms>() as u32) {
      const terms = changetype<Terms>(at)
      if ((terms.place as u32) == placeTaking && terms.order != taker) return false
    }
    return true
  }
}
