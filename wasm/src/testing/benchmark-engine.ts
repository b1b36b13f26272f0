// The core under the public benchmark's rules: an order file in, reports out.
import {
  BenchmarkNew,
  type Capacities,
  CommandBatch,
  Configure,
  compileEngine,
  configureFor,
  type Engine,
  type EngineModule,
  limits,
  loadEngine,
  Rules,
} from '../node.js'

const magic = 0x4d4542575f303031n
const headBytes = 16

/** The records of an order file. @throws RangeError when it is none, or cut. */
export function readOrderFile(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  if (file.length < headBytes || view.getBigUint64(0, true) !== magic)
    throw new RangeError('this is no order file')
  const version = view.getUint32(8, true)
  if (version !== 1) throw new RangeError(`an order file of version ${version}, not 1`)
  const records = file.subarray(headBytes)
  const count = view.getUint32(12, true)
  if (records.length !== count * BenchmarkNew.sizeBytes)
    throw new RangeError(`the file has ${records.length} bytes for ${count} records`)
  return records
}

/** Prices to 2^24 - 1, and a million orders at once. */
const capacities: Capacities = {
  sessions: 1,
  assets: 1,
  markets: 1,
  accounts: limits.accountUserMin + 1,
  orders: 1_048_576,
  clientIds: 1,
  priceDirectoryEntries: 65_536,
  tiers: 1,
  specialOrders: 1,
  orderLists: 1,
  withdrawals: 1,
  outputBytes: 512 * 1024,
}

/** A fresh core that takes only the benchmark's records. */
export function loadBenchmarkEngine(engine: EngineModule = compileEngine()): Engine {
  const core = loadEngine(engine, capacities)
  const batch = new CommandBatch()
  batch.add(Configure, { ...configureFor(core.capacities), rules: Rules.benchmark })
  core.apply(1, 0, batch.take(), () => undefined)
  return core
}

/**
 * Feeds records to a benchmark core, `batch` a call.
 * @param onReports whole reports, valid during the call only.
 */
export function feedRecords(
  core: Engine,
  records: Uint8Array,
  batch: number,
  onReports: (reports: Uint8Array) => void,
): void {
  const step = batch * BenchmarkNew.sizeBytes
  let sequence = core.sequence
  for (let at = 0; at < records.length; at += step)
    core.apply(++sequence, 0, records.subarray(at, at + step), onReports)
}
