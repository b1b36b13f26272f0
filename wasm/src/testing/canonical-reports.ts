// The benchmark's canonical report stream: all reports sorted by (sequence, type), a line each.
import { createHash } from 'node:crypto'
import { ReportTrade } from '@openbell/protocol'

const { offset, sizeBytes } = ReportTrade
const flushLength = 1 << 20

/** Collects reports in the order of their sequences and digests their canonical text. */
export class CanonicalReports {
  count = 0
  readonly #hash = createHash('sha256')
  /** Of the sequence under way, by type. */
  #lines: string[] = ['', '', '', '', '', '']
  #sequence = ''
  #text = ''

  /** @param events whole reports, as the core hands them over. */
  push(events: Uint8Array): void {
    const view = new DataView(events.buffer, events.byteOffset, events.length)
    for (let at = 0; at < events.length; at += sizeBytes) {
      const sequence = exactU64(view, at + offset.sequence)
      if (sequence !== this.#sequence) this.#endSequence(sequence)
      const type = view.getUint8(at)
      this.#lines[type] += `${line(view, at, type, sequence)}\n`
      this.count++
    }
  }

  /** 64 hex digits; nothing may be pushed afterwards. */
  sha256(): string {
    this.#endSequence('')
    return this.#hash.update(this.#text.slice(0, -1)).digest('hex')
  }

  #endSequence(next: string): void {
    for (let type = 0; type < this.#lines.length; type++) {
      this.#text += this.#lines[type]
      this.#lines[type] = ''
    }
    this.#sequence = next
    if (this.#text.length < flushLength) return
    this.#hash.update(this.#text.slice(0, -1))
    this.#text = this.#text.slice(-1)
  }
}

/** Decimal digits of a u64, also above 2^53. */
function exactU64(view: DataView, at: number): string {
  const high = view.getUint32(at + 4, true)
  return high === 0 ? `${view.getUint32(at, true)}` : `${view.getBigUint64(at, true)}`
}

function line(view: DataView, at: number, type: number, sequence: string): string {
  const id = exactU64(view, at + offset.orderId)
  if (type >= 4) return `${type},${sequence},${id}`
  const price = exactU64(view, at + offset.priceTicks)
  const quantity = view.getUint32(at + offset.quantity, true)
  if (type === ReportTrade.kind) {
    const maker = exactU64(view, at + offset.makerOrderId)
    return `${type},${sequence},${price},${quantity},${maker},${id}`
  }
  const order = `${type},${sequence},${view.getUint8(at + offset.side)},${id},${price}`
  return type === 2 ? order : `${order},${quantity}`
}
