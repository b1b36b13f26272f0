// What the comparison asks of another engine: a book that takes the public benchmark's messages.
import { createRequire } from 'node:module'
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import { BenchmarkNew, readU64 } from '@openbell/protocol'
import type { PeerReports } from './peer-reports.js'

/** A message as an object, so that no peer is charged for reading bytes. */
export interface Message {
  /** Of `BenchmarkNew`, `BenchmarkCancel` or `BenchmarkModify`. */
  readonly kind: number
  /** 0 buys, 1 sells. */
  readonly side: number
  readonly isImmediateOrCancel: boolean
  readonly quantity: number
  readonly sequence: number
  readonly orderId: number
  /** The order id for engines whose ids are text. */
  readonly orderName: string
  readonly priceTicks: number
}

export interface PeerBook {
  /** Decides one message; where `reports` is given, it says there what the engine answered. */
  apply(message: Message, reports?: PeerReports): void
}

/** An engine of somebody else, from npm. */
export interface Peer {
  readonly name: string
  readonly version: string
  emptyBook(): PeerBook
}

/** The version of an installed package. */
export const versionOf = (name: string): string =>
  createRequire(import.meta.url)(`${name}/package.json`).version

/** All messages of some records; an order id is below 2^53. */
export function messagesOf(records: Uint8Array): Message[] {
  const view = new DataView(records.buffer, records.byteOffset, records.length)
  const { offset } = BenchmarkNew
  return Array.from({ length: records.length / orderBytes }, (_, index) => {
    const at = index * orderBytes
    const orderId = readU64(view, at + offset.orderId)
    return {
      kind: view.getUint8(at),
      side: view.getUint8(at + offset.side),
      isImmediateOrCancel: view.getUint8(at + offset.immediateOrCancel) === 1,
      quantity: view.getUint32(at + offset.quantity, true),
      sequence: readU64(view, at + offset.sequence),
      orderId,
      orderName: String(orderId),
      priceTicks: Number(view.getBigInt64(at + offset.priceTicks, true)),
    }
  })
}
