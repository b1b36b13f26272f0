// The orders that stand in the book, followed by the engine's reports.
import {
  ReportCancelAck,
  ReportModifyAck,
  ReportOrderAck,
  ReportTrade,
  readU64,
} from '@openbell/protocol'
import { reportBytes } from '../report-hash.js'

/** Whole numbers, looked at after every message. */
export interface MeanAndPeak {
  readonly mean: number
  readonly peak: number
}

interface Standing {
  leftLots: number
  readonly level: number
}

const at = ReportTrade.offset

export class StandingOrders {
  private readonly orders = new Map<number, Standing>()
  /** Orders at each level: a price and a side as one number. */
  private readonly levels = new Map<number, number>()
  private readonly orderCounts = new Counts()
  private readonly levelCounts = new Counts()
  private sequence = 0

  /** Reports as the engine hands them over. */
  follow(reports: Uint8Array): void {
    const view = new DataView(reports.buffer, reports.byteOffset, reports.length)
    for (let report = 0; report < reports.length; report += reportBytes) {
      const sequence = readU64(view, report + at.sequence)
      if (sequence !== this.sequence) this.count(sequence)
      this.followOne(view, report)
    }
  }

  /** After `messages` messages: how many orders stood, at how many prices. */
  summary(messages: number): { readonly standing: MeanAndPeak; readonly levels: MeanAndPeak } {
    this.count(messages)
    return {
      standing: this.orderCounts.over(messages),
      levels: this.levelCounts.over(messages),
    }
  }

  private count(sequence: number): void {
    const messages = sequence - this.sequence
    this.orderCounts.add(this.orders.size, messages)
    this.levelCounts.add(this.levels.size, messages)
    this.sequence = sequence
  }

  private followOne(view: DataView, report: number): void {
    const orderId = readU64(view, report + at.orderId)
    const lots = view.getUint32(report + at.quantity, true)
    switch (view.getUint8(report)) {
      case ReportModifyAck.kind:
        this.remove(orderId)
        this.place(orderId, lots, levelOf(view, report))
        break
      case ReportOrderAck.kind:
        this.place(orderId, lots, levelOf(view, report))
        break
      case ReportTrade.kind:
        this.fill(orderId, lots)
        this.fill(readU64(view, report + at.makerOrderId), lots)
        break
      case ReportCancelAck.kind:
        this.remove(orderId)
    }
  }

  private place(orderId: number, leftLots: number, level: number): void {
    this.orders.set(orderId, { leftLots, level })
    this.levels.set(level, (this.levels.get(level) ?? 0) + 1)
  }

  private fill(orderId: number, lots: number): void {
    const order = this.orders.get(orderId)
    if (order === undefined) return
    order.leftLots -= lots
    if (order.leftLots === 0) this.remove(orderId)
  }

  private remove(orderId: number): void {
    const order = this.orders.get(orderId)
    if (order === undefined) return
    this.orders.delete(orderId)
    const left = (this.levels.get(order.level) ?? 0) - 1
    if (left === 0) this.levels.delete(order.level)
    else this.levels.set(order.level, left)
  }
}

const levelOf = (view: DataView, report: number): number =>
  readU64(view, report + at.priceTicks) * 2 + view.getUint8(report + at.side)

/** The mean and the peak of what is counted after every message. */
class Counts {
  private sum = 0
  private peak = 0

  /** `count` was found after each of so many messages. */
  add(count: number, messages: number): void {
    this.sum += count * messages
    if (count > this.peak) this.peak = count
  }

  over(messages: number): MeanAndPeak {
    return { mean: Math.round(this.sum / messages), peak: this.peak }
  }
}
