// Order files of the public benchmark, made for a test.
import { BenchmarkCancel, BenchmarkModify, BenchmarkNew } from '@openbell/protocol'
import { orderFileHead } from '../order-file.js'

const shapes = { new: BenchmarkNew, cancel: BenchmarkCancel, modify: BenchmarkModify }

export interface TestOrder {
  readonly type: keyof typeof shapes
  readonly orderId: number
  readonly side?: number
  readonly immediateOrCancel?: number
  readonly quantity?: number
  readonly priceTicks?: number
}

/** The bytes of a file whose sequences count from 0. */
export function encodeOrderFile(orders: readonly TestOrder[]): Buffer {
  const bytes = Buffer.alloc(16 + orders.length * BenchmarkNew.sizeBytes)
  bytes.set(orderFileHead(orders.length))
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  for (const [sequence, { type, orderId, ...order }] of orders.entries())
    shapes[type].write(view, 16 + sequence * BenchmarkNew.sizeBytes, {
      sequence,
      orderId,
      side: order.side ?? 0,
      immediateOrCancel: order.immediateOrCancel ?? 0,
      quantity: order.quantity ?? 0,
      priceTicks: BigInt(order.priceTicks ?? 0),
    })
  return bytes
}
