// The public benchmark's rules: one market, no accounts, ids chosen by the client. A modify loses
// priority, an immediate-or-cancel remainder never rests, a price outside of the book is refused.
import { Book, BookSide, Level } from './book'
import { Emit } from './emit'
import {
  BenchmarkCancel,
  BenchmarkModify,
  BenchmarkNew,
  ReportCancelAck,
  ReportCancelReject,
  ReportModifyAck,
  ReportModifyReject,
  ReportOrderAck,
  ReportTrade,
} from './generated/protocol'
import { HashTable } from './hash-table'
import { header } from './header'
import { Ids } from './ids'
import { Orders, Standing } from './orders'

/** The phase in which a taker waits for the output to be drained. */
export const phaseTaker: u32 = 1

const recordBytes: u32 = BenchmarkNew.SIZE

export class Benchmark {
  /** Works the frame off; false = the output is full, come again. */
  static run(): bool {
    if (header.phase == phaseTaker && !Benchmark.resume()) return false
    while (header.inputCursor < header.inputEnd) {
      if (Emit.isFull()) return false
      const command = changetype<BenchmarkNew>(header.inputCursor)
      header.inputCursor += recordBytes
      const kind = command.kind
      if (kind == BenchmarkNew.KIND) {
        if (!Benchmark.placeNew(command)) return false
      } else if (kind == BenchmarkModify.KIND) {
        if (!Benchmark.modify(command)) return false
      } else if (kind == BenchmarkCancel.KIND) {
        Benchmark.cancel(command)
      } else {
        header.inputCursor = header.inputEnd
        header.malformed = 1
      }
    }
    return true
  }

  /** A frame ends where its bytes are no whole record; an unknown kind is met on the way. */
  static cutMalformed(commandsBytes: u32): void {
    const rest = commandsBytes % recordBytes
    header.inputEnd -= rest
    if (rest != 0) header.malformed = 1
  }

  @inline
  static report(kind: u8, side: u32, quantity: u32, sequence: u64, id: u64, price: u32): usize {
    const at = header.outputCursor as usize
    header.outputCursor = (at as u32) + ReportTrade.SIZE
    store<u32>(at, (kind as u32) | (side << 8))
    store<u32>(at, quantity, 4)
    store<u64>(at, sequence, 8)
    store<u64>(at, id, 16)
    store<u64>(at, price as u64, 24)
    store<u64>(at, 0, 32)
    return at
  }

  @inline
  static isSound(command: BenchmarkNew, book: BookSide): bool {
    return (
      (command.priceTicks as u64) <= (book.priceMaxTicks as u64) &&
      command.quantity != 0 &&
      command.side <= 1
    )
  }

  @inline
  static placeNew(command: BenchmarkNew): bool {
    const id = command.orderId
    const sequence = command.sequence
    const place = Ids.place(id)
    const own = Book.side(0, command.side & 1)
    const isSound = Benchmark.isSound(command, own) && header.ordersOpen < header.ordersMax
    if (!isSound || load<u32>(place) != 0) {
      Benchmark.report(ReportCancelReject.KIND, 0, 0, sequence, id, 0)
      return true
    }
    const price = command.priceTicks as u32
    const quantity = command.quantity
    Benchmark.report(ReportOrderAck.KIND, command.side, quantity, sequence, id, price)
    const immediate = command.immediateOrCancel as u32
    const key = Book.keyOf(own, price)
    const limit = Book.mirrored(own, key)
    if ((u32(Book.opposite(own).bestKey <= limit) | immediate) != 0)
      return Benchmark.enter(own, key, quantity, id, sequence, immediate)
    Benchmark.rest(own, key, quantity, id, place)
    return true
  }

  @inline
  static cancel(command: BenchmarkNew): void {
    const id = command.orderId
    const sequence = command.sequence
    const place = Ids.place(id)
    const slot = load<u32>(place)
    if (slot == 0) {
      Benchmark.report(ReportCancelReject.KIND, 0, 0, sequence, id, 0)
      return
    }
    const order = changetype<Standing>(slot)
    const own = Benchmark.sideOf(order)
    Benchmark.report(ReportCancelAck.KIND, own.side, 0, sequence, id, order.priceTicks)
    Benchmark.leave(own, slot, place)
  }

  /** The order keeps its slot and its entry unless it meets somebody. */
  @inline
  static modify(command: BenchmarkNew): bool {
    const id = command.orderId
    const sequence = command.sequence
    const place = Ids.place(id)
    const slot = load<u32>(place)
    if (slot == 0 || !Benchmark.isSound(command, Book.side(0, 0))) {
      Benchmark.report(ReportModifyReject.KIND, 0, 0, sequence, id, 0)
      return true
    }
    const order = changetype<Standing>(slot)
    const own = Benchmark.sideOf(order)
    const price = command.priceTicks as u32
    const quantity = command.quantity
    Benchmark.report(ReportModifyAck.KIND, own.side, quantity, sequence, id, price)
    const key = Book.keyOf(own, price)
    if (Book.opposite(own).bestKey <= Book.mirrored(own, key)) {
      Benchmark.leave(own, slot, place)
      return Benchmark.enter(own, key, quantity, id, sequence, 0)
    }
    Book.remove(own, slot)
    order.priceTicks = price
    order.remainingLots = quantity as u64
    Book.append(own, key, slot)
    return true
  }

  /** The side of the book that an order stands in. */
  @inline
  static sideOf(order: Standing): BookSide {
    return Book.sideOf(changetype<Level>(order.level))
  }

  @inline
  static leave(side: BookSide, slot: u32, place: usize): void {
    Book.remove(side, slot)
    HashTable.close(Ids.table(), place)
    Orders.release(slot)
    header.ordersOpen--
  }

  static resume(): bool {
    header.phase = 0
    return Benchmark.enter(
      changetype<BookSide>(header.takerSide),
      header.takerKey,
      header.takerRemaining,
      header.takerId,
      header.takerSequence,
      header.takerImmediate,
    )
  }

  /** Matches what arrives, then lets the rest stand or expire; false = drain and resume. */
  static enter(own: BookSide, key: u32, quantity: u32, id: u64, sequence: u64, ioc: u32): bool {
    const against = Book.opposite(own)
    const limit = Book.mirrored(own, key)
    let remaining = quantity
    while (remaining != 0 && against.bestKey <= limit) {
      if (Emit.isFull()) {
        Benchmark.suspend(own, key, remaining, id, sequence, ioc)
        return false
      }
      remaining = Benchmark.fill(against, remaining, id, sequence)
    }
    if (remaining == 0) return true
    if (ioc == 0) Benchmark.rest(own, key, remaining, id, Ids.place(id))
    else Benchmark.report(ReportCancelAck.KIND, own.side, 0, sequence, id, Book.priceOf(own, key))
    return true
  }

  /** One trade with the first order of the best level; returns what is left of the taker. */
  @inline
  static fill(against: BookSide, remaining: u32, id: u64, sequence: u64): u32 {
    const level = changetype<Level>(against.bestLevel)
    const slot = level.head
    const maker = changetype<Standing>(slot)
    const makerLots = maker.remainingLots as u32
    const lots = min(remaining, makerLots)
    const at = Benchmark.report(ReportTrade.KIND, 0, lots, sequence, id, maker.priceTicks)
    changetype<ReportTrade>(at).makerOrderId = maker.orderId
    if (lots == makerLots) {
      Benchmark.leave(against, slot, Ids.place(maker.orderId))
    } else {
      maker.remainingLots = (makerLots - lots) as u64
      level.totalLots -= lots as u64
    }
    return remaining - lots
  }

  @inline
  static rest(own: BookSide, key: u32, remaining: u32, id: u64, place: usize): void {
    const slot = Orders.take()
    assert(slot != 0) // the pool is as large as the limit that was checked
    const order = changetype<Standing>(slot)
    order.orderId = id
    order.remainingLots = remaining as u64
    order.priceTicks = Book.priceOf(own, key)
    Book.append(own, key, slot)
    HashTable.insertAt(Ids.table(), place, Ids.tag(id), slot)
    header.ordersOpen++
  }

  static suspend(own: BookSide, key: u32, left: u32, id: u64, sequence: u64, ioc: u32): void {
    header.phase = phaseTaker
    header.takerSide = changetype<usize>(own) as u32
    header.takerKey = key
    header.takerRemaining = left
    header.takerId = id
    header.takerSequence = sequence
    header.takerImmediate = ioc
  }
}
