// Levels changed by the command under way: noted once each, sent when the command has done its work.
import { Book, BookSide, Level, touchedMark } from './book'
import { Emit } from './emit'
import { BookLevel } from './generated/protocol'
import { header } from './header'
import { Markets } from './markets'

/** A note: side and key, and the level's address while it has not vanished since. */
@unmanaged
export class Touched {
  key: u32
  level: u32
}

export const sellBit: u32 = 0x80000000

export class Levels {
  @inline
  static touched(index: u32): Touched {
    return changetype<Touched>(header.touched + (index << 3))
  }

  /** Notes a level before or while it changes; its first note gives the command its update id. */
  @inline
  static note(at: u32): void {
    const level = changetype<Level>(at)
    if ((level.totalLots & touchedMark) != 0) return
    level.totalLots |= touchedMark
    const side = Book.sideOf(level)
    if (header.touchedCount == 0) Markets.at(side.market).updateId++
    const touched = Levels.touched(header.touchedCount)
    touched.key = level.key | (side.side << 31)
    touched.level = at
    header.touchedCount++
  }

  /** Lots of a level without the mark. */
  @inline
  static lots(at: u32): u64 {
    return at == 0 ? 0 : changetype<Level>(at).totalLots & ~touchedMark
  }

  /** Sends what was noted; false = the output is full, come again. */
  @inline
  static send(): bool {
    while (header.touchedSent < header.touchedCount) {
      if (Emit.isFull()) return false
      Levels.sendOne(Levels.touched(header.touchedSent))
      header.touchedSent++
    }
    header.touchedCount = 0
    header.touchedSent = 0
    return true
  }

  @inline
  static sendOne(touched: Touched): void {
    const key = touched.key & ~sellBit
    const side = Book.side(header.workMarket, touched.key >> 31)
    const at = Levels.present(touched.level, side, key)
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

  /**
   * Where the level of a key is now, 0 when there is none; it mostly is where it was noted. One that
   * came back would have been noted again.
   */
  @inline
  static present(noted: u32, side: BookSide, key: u32): u32 {
    const level = changetype<Level>(noted)
    const isThere = level.head != noted && level.key == key && Book.sideOf(level) == side
    if (isThere) return noted
    return header.touchedCount == 1 ? 0 : Book.level(side, key)
  }
}
