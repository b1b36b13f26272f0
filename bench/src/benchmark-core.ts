// The engine's door by the public benchmark's rules: batches in, reports out; nothing else.
import { compileEngine, type Engine, type EngineModule, loadEngine } from '@openbell/engine'
import { benchmarkGenesis } from '@openbell/gateway/operate/benchmark-recording.js'
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import { limits } from '@openbell/protocol'
import { ReportLog } from './report-hash.js'

/** The most messages that one frame takes. */
export const batchMax: number = Math.floor(limits.framePayloadBytesMax / orderBytes)

/** For whom the reports in the core's memory are enough. */
export const ignore = (): void => {}

/** Views of `records`, `batch` messages each: what is timed makes none. */
export function batchesOf(records: Uint8Array, batch: number): Uint8Array[] {
  const bytes = batch * orderBytes
  return Array.from({ length: Math.ceil(records.length / bytes) }, (_, index) =>
    records.subarray(index * bytes, (index + 1) * bytes),
  )
}

/** A core by the benchmark's rules that has taken nothing yet; its next frame is the second. */
export function freshCore(engine: EngineModule = compileEngine()): Engine {
  const core = loadEngine(engine)
  core.apply(1, 0, benchmarkGenesis(), ignore)
  return core
}

/** Seconds that a fresh core takes for all batches: only the calls of `apply`. */
export function timeBatches(batches: readonly Uint8Array[]): number {
  const core = freshCore()
  const startedMs = performance.now()
  for (let index = 0; index < batches.length; index++)
    core.apply(index + 2, 0, batches[index], ignore)
  return (performance.now() - startedMs) / 1000
}

/** All reports of a fresh core. */
export function collectReports(batches: readonly Uint8Array[]): ReportLog {
  const core = freshCore()
  const log = new ReportLog()
  for (const [index, batch] of batches.entries())
    core.apply(index + 2, 0, batch, (reports) => log.add(reports))
  return log
}
