// Levels changed by the command under way: noted once each, sent when the command has done its work.
import { Book, BookSide, Level, touchedMark } from './book'
import { Emit } from './emit'
import { BookLevel } from './generated/protocol'
import { header } from './header'
import { Markets } from './markets'

const sellBit: u32 = 0x80000000

export class Levels {
  /** Notes a level before or while it changes; its first note gives the command its update id. */
  @inline
  static note(at: u32): void {
    const level = changetype<Level>(at)
    if ((level.totalLots & touchedMark) != 0) return
    level.totalLots |= touchedMark
    const side = changetype<BookSide>(level.side)
    if (header.touchedCount == 0) Markets.at(side.market).updateId++
    store<u32>(header.touched + (header.touchedCount << 2), level.key | (side.side << 31))
    header.touchedCount++
  }

  /** Lots of a level without the mark. */
  @inline
  static lots(at: u32): u64 {
    return at == 0 ? 0 : changetype<Level>(at).totalLots & ~touchedMark
  }

  /** Sends what was noted; false = the output is full, come again. */
  static send(): bool {
    while (header.touchedSent < header.touchedCount) {
      if (Emit.isFull()) return false
      const noted = load<u32>(header.touched + (header.touchedSent << 2))
      Levels.sendOne(Book.side(header.workMarket, noted >> 31), noted & ~sellBit)
      header.touchedSent++
    }
    header.touchedCount = 0
    header.touchedSent = 0
    return true
  }

  static sendOne(side: BookSide, key: u32): void {
    const at = Book.level(side, key)
    const lots = Levels.lots(at)
    if (lots != 0) {
      // A level that vanished and came back was noted twice, and is told once.
      if (changetype<Level>(at).totalLots == lots) return
      changetype<Level>(at).totalLots = lots
    }
    // The one flag of a level is its side.
    const event = changetype<BookLevel>(Emit.event(BookLevel.KIND, BookLevel.SIZE, side.side))
    event.market = side.market
    event.reserved4 = 0
    event.updateId = Markets.at(side.market).updateId
    event.priceTicks = Book.priceOf(side, key) as u64
    event.totalLots = lots
  }
}
