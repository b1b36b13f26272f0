// What the native library must equal: the module, opened as `openbell_open_benchmark` opens it.
import { createHash } from 'node:crypto'
import { loadEngine } from '@openbell/engine'
import {
  Configure,
  limits,
  ReportCancelAck,
  ReportCancelReject,
  ReportTrade,
  Rules,
} from '@openbell/protocol'

const capacities = {
  sessions: 1,
  assets: 1,
  markets: 1,
  accounts: limits.accountUserMin + 1,
  orders: 1_048_576,
  clientIds: 1,
  priceDirectoryEntries: 16_777_216,
  tiers: 1,
  specialOrders: 1,
  orderLists: 1,
  withdrawals: 1,
  outputBytes: limits.eventPartBytesMax,
}

/** The kinds of reports share one layout. */
export interface Report extends ReportTrade {
  readonly kind: number
}

export interface WasmAnswer {
  readonly reports: readonly Report[]
  readonly stateHash: string
}

/** Applies an order file's records, a frame for each `batch` of them. */
export function answerOfWasm(records: Uint8Array, batch: number): WasmAnswer {
  const core = loadEngine(undefined, capacities)
  const configure = new Uint8Array(Configure.sizeBytes)
  const ofPools = Object.entries(capacities).map(([name, count]) => [`${name}Max`, count])
  Configure.write(new DataView(configure.buffer), 0, {
    ...(Object.fromEntries(ofPools) as Record<`${keyof typeof capacities}Max`, number>),
    ...{ lane: 0, session: 0, laneSequence: 0, deadlineMs: 0, account: 0, market: 0, shard: 0 },
    rules: Rules.benchmark,
    finishedIdsPerAccountMax: 1,
    finishedIdsWindowUs: 1,
    stepsPerFrameMax: 1,
    ordersPerAccountMax: capacities.orders,
  })
  core.apply(1, 0, configure, () => {})
  const reports: Report[] = []
  const step = batch * ReportTrade.sizeBytes
  for (let at = 0, sequence = 2; at < records.length; at += step)
    core.apply(sequence++, 0, records.subarray(at, at + step), (events) => {
      const view = new DataView(events.buffer, events.byteOffset, events.length)
      for (let report = 0; report < events.length; report += ReportTrade.sizeBytes)
        reports.push({ kind: view.getUint8(report), ...ReportTrade.read(view, report) })
    })
  return { reports, stateHash: core.stateHash() }
}

/** SHA-256 of the canonical stream, written from its rules alone. */
export function canonicalSha256(reports: readonly Report[]): string {
  const sorted = [...reports].sort((a, b) => a.sequence - b.sequence || a.kind - b.kind)
  return createHash('sha256').update(sorted.map(lineOf).join('\n')).digest('hex')
}

function lineOf(report: Report): string {
  const { kind, sequence, side, orderId, priceTicks, quantity, makerOrderId } = report
  if (kind === ReportTrade.kind)
    return [kind, sequence, priceTicks, quantity, makerOrderId, orderId].join()
  if (kind >= ReportCancelReject.kind) return [kind, sequence, orderId].join()
  const order = [kind, sequence, side, orderId, priceTicks]
  return (kind === ReportCancelAck.kind ? order : [...order, quantity]).join()
}
