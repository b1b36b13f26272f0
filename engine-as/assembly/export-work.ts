// What is exported of unfinished work: the turn under way, what it has still to tell, the queue, and
// the commands that wait.
import { Apply } from './apply'
import { Book } from './book'
import { Configure, StateCommand, StateQueued, StateTouched, StateWork } from './generated/protocol'
import { header } from './header'
import { Levels, sellBit } from './levels'
import { Order } from './orders'
import { stateCursor, stateRecord } from './state-cursor'
import { TermsPool } from './terms'
import { Unfinished } from './unfinished'

export class ExportWork {
  static work(): bool {
    if (stateCursor.index++ != 0 || !Unfinished.isAny()) return false
    const at = stateRecord(StateWork.KIND, StateWork.SIZE)
    Unfinished.write(changetype<StateWork>(at))
    return true
  }

  static touched(): bool {
    if (header.touchedSent + stateCursor.index >= header.touchedCount) return false
    const touched = Levels.touched(header.touchedSent + stateCursor.index++)
    const side = Book.side(header.workMarket, touched.key >> 31)
    const record = changetype<StateTouched>(stateRecord(StateTouched.KIND, StateTouched.SIZE))
    record.side = side.side as u8
    record.priceTicks = Book.priceOf(side, touched.key & ~sellBit)
    return true
  }

  static queued(): bool {
    const before = stateCursor.at
    const slot = before == 0 ? header.queueFirst : TermsPool.of(before).next
    if (slot == 0) return false
    stateCursor.at = slot
    const record = changetype<StateQueued>(stateRecord(StateQueued.KIND, StateQueued.SIZE))
    record.orderId = changetype<Order>(slot).orderId
    return true
  }

  static command(): bool {
    const from = header.inputCursor + stateCursor.at
    if (from >= header.inputEnd) return false
    const length = Apply.wholeBytes(changetype<Configure>(from))
    stateCursor.at += length
    const at = stateRecord(StateCommand.KIND, StateCommand.SIZE)
    changetype<StateCommand>(at).commandBytes = length
    memory.copy(at + offsetof<StateCommand>('command0'), from, length)
    return true
  }
}
