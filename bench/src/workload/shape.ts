// The shape of a workload: what arrives, and what stands in the book while it does.
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import {
  BenchmarkCancel,
  BenchmarkModify,
  BenchmarkNew,
  ReportCancelReject,
  ReportModifyReject,
  ReportTrade,
  readU64,
} from '@openbell/protocol'
import { applyBatches, batchesOf } from '../benchmark-core.js'
import { reportBytes } from '../report-hash.js'
import { type MeanAndPeak, StandingOrders } from './standing-orders.js'

export interface Shape {
  readonly messages: number
  readonly newOrders: number
  readonly immediateOrCancel: number
  readonly modifies: number
  readonly cancels: number
  readonly trades: number
  readonly cancelRejects: number
  readonly modifyRejects: number
  readonly priceMinTicks: number
  readonly priceMaxTicks: number
  /** Orders in the book. */
  readonly standing: MeanAndPeak
  /** Prices with orders, of both sides. */
  readonly levels: MeanAndPeak
}

const batch = 256

/** Sends the records of an order file through the engine. */
export function shapeOf(records: Uint8Array): Shape {
  const messages = records.length / orderBytes
  const standing = new StandingOrders()
  const reports = new Array(6).fill(0)
  applyBatches(batchesOf(records, batch), (bytes) => {
    standing.follow(bytes)
    for (let at = 0; at < bytes.length; at += reportBytes) reports[bytes[at]]++
  })
  return {
    messages,
    ...arrivalsOf(records),
    trades: reports[ReportTrade.kind],
    cancelRejects: reports[ReportCancelReject.kind],
    modifyRejects: reports[ReportModifyReject.kind],
    ...standing.summary(messages),
  }
}

/** What the records say by themselves. */
export function arrivalsOf(records: Uint8Array) {
  const view = new DataView(records.buffer, records.byteOffset, records.length)
  const counts = [0, 0, 0]
  let immediateOrCancel = 0
  let priceMinTicks = Number.POSITIVE_INFINITY
  let priceMaxTicks = 0
  for (let at = 0; at < records.length; at += orderBytes) {
    counts[view.getUint8(at)]++
    immediateOrCancel += view.getUint8(at + BenchmarkNew.offset.immediateOrCancel)
    const priceTicks = readU64(view, at + BenchmarkNew.offset.priceTicks)
    if (priceTicks < priceMinTicks) priceMinTicks = priceTicks
    if (priceTicks > priceMaxTicks) priceMaxTicks = priceTicks
  }
  return {
    newOrders: counts[BenchmarkNew.kind],
    immediateOrCancel,
    modifies: counts[BenchmarkModify.kind],
    cancels: counts[BenchmarkCancel.kind],
    priceMinTicks,
    priceMaxTicks,
  }
}
