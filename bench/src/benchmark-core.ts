// The engine's door by the public benchmark's rules: batches in, reports out; nothing else.
import { type Engine, loadEngine } from '@openbell/engine'
import { benchmarkGenesis } from '@openbell/gateway/operate/benchmark-recording.js'
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import { limits } from '@openbell/protocol'
import { applyFrames, timeFrames } from './core-run.js'
import { ReportLog } from './report-hash.js'

/** The most messages that one frame takes. */
export const batchMax: number = Math.floor(limits.framePayloadBytesMax / orderBytes)

/** Views of `records`, `batch` messages each: what is timed makes none. */
export function batchesOf(records: Uint8Array, batch: number): Uint8Array[] {
  const bytes = batch * orderBytes
  return Array.from({ length: Math.ceil(records.length / bytes) }, (_, index) =>
    records.subarray(index * bytes, (index + 1) * bytes),
  )
}

/** A core that decides by the benchmark's rules. */
export function freshCore(): Engine {
  const core = loadEngine()
  applyFrames(core, [benchmarkGenesis()], 0)
  return core
}

/** Seconds that a fresh core takes for all batches: only the calls of `apply`. */
export function timeBatches(batches: readonly Uint8Array[]): number {
  return timeFrames(freshCore(), batches, 0)
}

/** Hands over the reports of a fresh core, valid during the call only. */
export function applyBatches(
  batches: readonly Uint8Array[],
  onReports: (reports: Uint8Array) => void,
): void {
  applyFrames(freshCore(), batches, 0, onReports)
}

/** All reports of a fresh core. */
export function collectReports(batches: readonly Uint8Array[]): ReportLog {
  const log = new ReportLog()
  applyBatches(batches, (reports) => log.add(reports))
  return log
}
