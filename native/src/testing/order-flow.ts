// A deterministic order file: every kind of message, crossing prices, stale and reused ids.
import { BenchmarkCancel, BenchmarkModify, BenchmarkNew } from '@openbell/protocol'

const magic = 0x4d4542575f303031n
const headBytes = 16
const layouts = [BenchmarkNew, BenchmarkCancel, BenchmarkModify]

/** An order file of `count` messages, and its records alone. */
export function orderFlow(count: number): { file: Uint8Array; records: Uint8Array } {
  const { sizeBytes } = BenchmarkNew
  const file = new Uint8Array(headBytes + count * sizeBytes)
  const view = new DataView(file.buffer)
  view.setBigUint64(0, magic, true)
  view.setUint32(8, 1, true)
  view.setUint32(12, count, true)
  let state = 1
  const below = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 0x100000000) * limit)
  }
  for (let sequence = 0; sequence < count; sequence++) {
    const kind = [0, 0, 0, 0, 0, 1, 1, 2][below(8)]
    const side = below(2)
    layouts[kind].write(view, headBytes + sequence * sizeBytes, {
      side: kind === 1 ? 0 : side,
      immediateOrCancel: kind === 0 && below(6) === 0 ? 1 : 0,
      quantity: kind === 1 ? 0 : 1 + below(100),
      sequence,
      orderId: 1 + below(3000),
      priceTicks: kind === 1 ? 0n : BigInt(2000 + below(120) + (side === 0 ? 0 : 60)),
    })
  }
  return { file, records: file.subarray(headBytes) }
}
