// The public benchmark's canonical report stream: sorted by sequence and type, one line each, hashed.
//
//   0,seq,side,order_id,price,qty      3,seq,side,order_id,price,qty
//   1,seq,price,qty,maker_id,taker_id  4,seq,order_id
//   2,seq,side,order_id,price          5,seq,order_id
import {
  ReportCancelAck,
  ReportModifyAck,
  ReportOrderAck,
  ReportTrade,
  readU64,
} from '@openbell/protocol'
import { GrowingBytes } from './growing-bytes.js'
import { LineHash } from './line-hash.js'

export const reportBytes: number = ReportTrade.sizeBytes
const at = ReportTrade.offset

/** Collects reports as the core hands them over. */
export class ReportLog {
  private readonly bytes = new GrowingBytes()

  add(reports: Uint8Array): void {
    this.bytes.append(reports)
  }

  get count(): number {
    return this.bytes.length / reportBytes
  }

  /**
   * 64 hex digits, of the sequences below `end`. The core answers in the order of sequences; inside
   * one it is sorted here.
   */
  sha256(end = Number.POSITIVE_INFINITY): string {
    const { view, length } = this.bytes
    const lines = new LineHash()
    for (let from = 0; from < length; ) {
      const sequence = readU64(view, from + at.sequence)
      if (sequence >= end) break
      let to = from + reportBytes
      while (to < length && readU64(view, to + at.sequence) === sequence) to += reportBytes
      writeSorted(lines, view, from, to)
      from = to
    }
    return lines.digest()
  }
}

/** The reports of one sequence by type, those of a type in their order. */
function writeSorted(lines: LineHash, view: DataView, from: number, to: number): void {
  if (to - from === reportBytes) {
    writeLine(lines, view, from)
    return
  }
  const offsets: number[] = []
  for (let report = from; report < to; report += reportBytes) offsets.push(report)
  offsets.sort((a, b) => view.getUint8(a) - view.getUint8(b))
  for (const report of offsets) writeLine(lines, view, report)
}

function writeLine(lines: LineHash, view: DataView, report: number): void {
  const word = (offset: number) => view.getUint32(report + offset, true)
  const unsigned = (offset: number) => lines.unsigned(word(offset), word(offset + 4))
  const price = () => lines.signed(word(at.priceTicks), word(at.priceTicks + 4))
  const side = () => lines.unsigned(view.getUint8(report + at.side), 0)
  const quantity = () => lines.unsigned(word(at.quantity), 0)
  const kind = view.getUint8(report)
  lines.begin(kind)
  unsigned(at.sequence)
  switch (kind) {
    case ReportTrade.kind:
      price()
      quantity()
      unsigned(at.makerOrderId)
      unsigned(at.orderId)
      break
    case ReportOrderAck.kind:
    case ReportModifyAck.kind:
      side()
      unsigned(at.orderId)
      price()
      quantity()
      break
    case ReportCancelAck.kind:
      side()
      unsigned(at.orderId)
      price()
      break
    default:
      unsigned(at.orderId)
  }
}
