// Small order files for tests: rows of numbers as records.
import { BenchmarkCancel, BenchmarkModify, BenchmarkNew } from '@openbell/protocol'

const shapes = [BenchmarkNew, BenchmarkCancel, BenchmarkModify]

/** Rows of: type, side, immediate-or-cancel, quantity, order id, price. */
export function orderRecords(rows: readonly (readonly number[])[]): Uint8Array {
  const bytes = new Uint8Array(rows.length * BenchmarkNew.sizeBytes)
  const view = new DataView(bytes.buffer)
  for (const [sequence, row] of rows.entries()) {
    const [type, side, immediateOrCancel, quantity, orderId, price] = row
    const record = { side, immediateOrCancel, quantity, sequence, orderId }
    shapes[type].write(view, sequence * BenchmarkNew.sizeBytes, {
      ...record,
      priceTicks: BigInt(price),
    })
  }
  return bytes
}

/** The bytes of an order file that holds these records. */
export function orderFile(records: Uint8Array): Uint8Array {
  const head = Buffer.alloc(16)
  head.writeBigUInt64LE(0x4d4542575f303031n, 0)
  head.writeUInt32LE(1, 8)
  head.writeUInt32LE(records.length / BenchmarkNew.sizeBytes, 12)
  return Buffer.concat([head, records])
}
