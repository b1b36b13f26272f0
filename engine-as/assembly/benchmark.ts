// The public benchmark's rules: one market, no accounts, ids chosen by the client. A modify loses
// priority, an immediate-or-cancel remainder never rests, a price outside of the book is refused.
import { Book, BookSide, Level } from './book'
import { Emit } from './emit'
import {
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
import { Order, Orders } from './orders'

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
      } else {
        Benchmark.cancel(command)
      }
    }
    return true
  }

  @inline
  static report(kind: u8, side: u32, quantity: u32, sequence: u64, id: u64, price: u32): usize {
    const at = header.outputCursor as usize
    header.outputCursor = (at as u32) + ReportTrade.SIZE
    store<u64>(at, (kind as u64) | ((side as u64) << 8) | ((quantity as u64) << 32))
    store<u64>(at, sequence, 8)
    store<u64>(at, id, 16)
    store<u64>(at, price as u64, 24)
    store<u64>(at, 0, 32)
    return at
  }

  @inline
  static isSound(command: BenchmarkNew): bool {
    const priceMaxTicks = Book.side(0, 0).priceMaxTicks
    return (
      (command.priceTicks as u64) <= (priceMaxTicks as u64) &&
      command.quantity != 0 &&
      command.side <= 1 &&
      Benchmark.hasRoom(command)
    )
  }

  /** Whether the order could rest: slots and pages are as many as the capacities say. */
  @inline
  static hasRoom(command: BenchmarkNew): bool {
    if (header.ordersOpen >= header.ordersMax) return false
    if (header.pagesUsed < header.pricePagesMax) return true
    const side = Book.side(0, command.side)
    return Book.hasPage(side, Book.keyOf(side, command.priceTicks as u32))
  }

  @inline
  static placeNew(command: BenchmarkNew): bool {
    const id = command.orderId
    const sequence = command.sequence
    const place = Ids.place(id)
    if (!Benchmark.isSound(command) || load<u32>(place) != 0) {
      Benchmark.report(ReportCancelReject.KIND, 0, 0, sequence, id, 0)
      return true
    }
    const side = command.side as u32
    const price = command.priceTicks as u32
    const quantity = command.quantity
    Benchmark.report(ReportOrderAck.KIND, side, quantity, sequence, id, price)
    const against = Book.side(0, side ^ 1)
    if (against.bestKey > Book.keyOf(against, price) && command.immediateOrCancel == 0) {
      Benchmark.rest(side, price, quantity, id, place)
      return true
    }
    return Benchmark.enter(side, price, quantity, id, sequence, command.immediateOrCancel)
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
    const order = changetype<Order>(slot)
    Benchmark.report(ReportCancelAck.KIND, order.side, 0, sequence, id, order.priceTicks)
    Benchmark.leave(slot, place)
  }

  @inline
  static modify(command: BenchmarkNew): bool {
    const id = command.orderId
    const sequence = command.sequence
    const place = Ids.place(id)
    const slot = load<u32>(place)
    if (slot == 0 || !Benchmark.isSound(command)) {
      Benchmark.report(ReportModifyReject.KIND, 0, 0, sequence, id, 0)
      return true
    }
    const side = changetype<Order>(slot).side as u32
    const price = command.priceTicks as u32
    const quantity = command.quantity
    Benchmark.leave(slot, place)
    Benchmark.report(ReportModifyAck.KIND, side, quantity, sequence, id, price)
    return Benchmark.enter(side, price, quantity, id, sequence, 0)
  }

  @inline
  static leave(slot: u32, place: usize): void {
    const order = changetype<Order>(slot)
    Book.remove(Book.side(0, order.side), slot)
    HashTable.close(Ids.table(), place)
    Orders.release(slot)
    header.ordersOpen--
  }

  static resume(): bool {
    header.phase = 0
    return Benchmark.enter(
      header.takerSide,
      header.takerPriceTicks,
      header.takerRemaining,
      header.takerId,
      header.takerSequence,
      header.takerImmediate,
    )
  }

  /** Matches what arrives, then lets the rest stand or expire; false = drain and resume. */
  static enter(side: u32, price: u32, quantity: u32, id: u64, sequence: u64, ioc: u32): bool {
    const against = Book.side(0, side ^ 1)
    const limitKey = Book.keyOf(against, price)
    let remaining = quantity
    while (remaining != 0 && against.bestLevel != 0 && against.bestKey <= limitKey) {
      if (Emit.isFull()) {
        Benchmark.suspend(side, price, remaining, id, sequence, ioc)
        return false
      }
      remaining = Benchmark.fill(against, remaining, id, sequence)
    }
    if (remaining == 0) return true
    if (ioc != 0) Benchmark.report(ReportCancelAck.KIND, side, 0, sequence, id, price)
    else Benchmark.rest(side, price, remaining, id, Ids.place(id))
    return true
  }

  /** One trade with the first order of the best level; returns what is left of the taker. */
  @inline
  static fill(against: BookSide, remaining: u32, id: u64, sequence: u64): u32 {
    const level = changetype<Level>(against.bestLevel)
    const slot = level.head
    const maker = changetype<Order>(slot)
    const makerLots = maker.remainingLots as u32
    const lots = min(remaining, makerLots)
    const at = Benchmark.report(ReportTrade.KIND, 0, lots, sequence, id, maker.priceTicks)
    changetype<ReportTrade>(at).makerOrderId = maker.orderId
    if (lots == makerLots) {
      Benchmark.leave(slot, Ids.place(maker.orderId))
    } else {
      maker.remainingLots = (makerLots - lots) as u64
      level.totalLots -= lots as u64
    }
    return remaining - lots
  }

  @inline
  static rest(side: u32, price: u32, remaining: u32, id: u64, place: usize): void {
    const slot = Orders.take()
    assert(slot != 0) // the pool is as large as the limit that was checked
    const order = changetype<Order>(slot)
    order.orderId = id
    order.remainingLots = remaining as u64
    order.priceTicks = price
    order.side = side as u8
    const own = Book.side(0, side)
    Book.append(own, Book.keyOf(own, price), slot)
    HashTable.insertAt(Ids.table(), place, Ids.tag(id), slot)
    header.ordersOpen++
  }

  static suspend(side: u32, price: u32, left: u32, id: u64, sequence: u64, ioc: u32): void {
    header.phase = phaseTaker
    header.takerSide = side
    header.takerPriceTicks = price
    header.takerRemaining = left
    header.takerId = id
    header.takerSequence = sequence
    header.takerImmediate = ioc
  }
}
