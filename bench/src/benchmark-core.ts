// The engine's door by the public benchmark's rules: batches in, reports out; nothing else.
import { compileEngine, type Engine, type EngineModule, loadEngine } from '@openbell/engine'
import { benchmarkGenesis } from '@openbell/gateway/operate/benchmark-recording.js'
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import { limits } from '@openbell/protocol'
import { ReportLog } from './report-hash.js'

/** The most messages that one frame takes. */
export const batchMax: number = Math.floor(limits.framePayloadBytesMax / orderBytes)

const ignore = () => {}

/** Views of `records`, `batch` messages each: what is timed makes none. */
export function batchesOf(records: Uint8Array, batch: number): Uint8Array[] {
  const bytes = batch * orderBytes
  return Array.from({ length: Math.ceil(records.length / bytes) }, (_, index) =>
    records.subarray(index * bytes, (index + 1) * bytes),
  )
}

function freshCore(engine: EngineModule): Engine {
  const core = loadEngine(engine)
  core.apply(1, 0, benchmarkGenesis(), ignore)
  return core
}

/** Seconds that a fresh core takes for all batches: only the calls of `apply`. */
export function timeBatches(batches: readonly Uint8Array[]): number {
  const core = freshCore(compileEngine())
  const startedMs = performance.now()
  for (let index = 0; index < batches.length; index++)
    core.apply(index + 2, 0, batches[index], ignore)
  return (performance.now() - startedMs) / 1000
}

/** Hands over the reports of a fresh core, valid during the call only. */
export function applyBatches(
  batches: readonly Uint8Array[],
  onReports: (reports: Uint8Array) => void,
): void {
  const core = freshCore(compileEngine())
  for (const [index, batch] of batches.entries()) core.apply(index + 2, 0, batch, onReports)
}

/** All reports of a fresh core. */
export function collectReports(batches: readonly Uint8Array[]): ReportLog {
  const log = new ReportLog()
  applyBatches(batches, (reports) => log.add(reports))
  return log
}
