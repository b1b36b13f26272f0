// The benchmark's reports as a plain matcher gives them: what the engine must say of a workload.
import type { BitstampRow } from '@openbell/gateway/operate/bitstamp/row.js'
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import { NaiveMatcher } from '@openbell/gateway/operate/testing/naive-matcher.js'
import { BenchmarkCancel, BenchmarkNew, type Side } from '@openbell/protocol'

/** Lines of the canonical stream for the records of an order file. */
export function naiveReports(records: Uint8Array): string[] {
  const view = new DataView(records.buffer, records.byteOffset, records.length)
  const reporter = new NaiveReporter()
  for (let at = 0; at < records.length; at += orderBytes) {
    const kind = view.getUint8(at)
    const order = BenchmarkNew.read(view, at)
    if (kind === BenchmarkNew.kind) reporter.new(order)
    else if (kind === BenchmarkCancel.kind) reporter.cancel(order)
    else reporter.modify(order)
  }
  return reporter.lines
}

interface Resting {
  readonly row: BitstampRow
  leftLots: number
}

class NaiveReporter {
  readonly lines: string[] = []
  private readonly matcher = new NaiveMatcher()
  private readonly resting = new Map<number, Resting>()

  new(order: BenchmarkNew): void {
    const { sequence, side, orderId, priceTicks, quantity } = order
    this.lines.push([0, sequence, side, orderId, priceTicks, quantity].join())
    this.place(order)
    if (order.immediateOrCancel === 1 && this.remove(orderId))
      this.lines.push([2, sequence, side, orderId, priceTicks].join())
  }

  cancel({ sequence, orderId }: BenchmarkNew): void {
    const row = this.remove(orderId)
    if (row) this.lines.push([2, sequence, row.side, orderId, row.priceTicks].join())
    else this.lines.push([4, sequence, orderId].join())
  }

  modify(order: BenchmarkNew): void {
    const { sequence, side, orderId, priceTicks, quantity } = order
    if (!this.remove(orderId)) {
      this.lines.push([5, sequence, orderId].join())
      return
    }
    this.place(order)
    this.lines.push([3, sequence, side, orderId, priceTicks, quantity].join())
  }

  private place({ sequence, side, orderId, priceTicks, quantity }: BenchmarkNew): void {
    const row: BitstampRow = {
      id: `${orderId}`,
      timestampMs: 0,
      priceTicks: Number(priceTicks),
      volumeLots: quantity,
      action: 'created',
      side: side as Side,
    }
    const seen = this.matcher.trades.length
    this.resting.set(orderId, { row, leftLots: quantity })
    this.matcher.take(row)
    for (const { makerId, priceTicks: ticks, quantityLots } of this.matcher.trades.slice(seen)) {
      this.lines.push([1, sequence, ticks, quantityLots, makerId, orderId].join())
      for (const id of [Number(makerId), orderId]) this.fill(id, quantityLots)
    }
  }

  private fill(orderId: number, lots: number): void {
    const order = this.resting.get(orderId)
    if (order === undefined) throw new Error(`${orderId} trades and does not rest`)
    order.leftLots -= lots
    if (order.leftLots === 0) this.resting.delete(orderId)
  }

  private remove(orderId: number): BitstampRow | undefined {
    const row = this.resting.get(orderId)?.row
    if (row) this.matcher.take({ ...row, action: 'deleted' })
    this.resting.delete(orderId)
    return row
  }
}
