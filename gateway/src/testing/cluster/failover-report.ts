// What a failover drill found: in the cores' event logs, as a report, and in words.
import { forEachRecord, Outcome } from '@openbell/protocol'
import { nodeFiles } from '../../adapters/node-files.js'
import { findEventLogEnd } from '../../publish/event-log.js'
import { openEventReader } from '../../publish/event-reader.js'
import { eventsFolder } from '../../recovery.js'

export interface Report {
  readonly kills: number
  readonly by: string
  readonly ordersPerSecond: number
  readonly sent: number
  readonly answered: number
  readonly unanswered: number
  readonly refused: number
  readonly unserved: number
  readonly lost: number
  readonly doubled: number
  readonly takeoverMs: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly faults: readonly string[]
}

export function quantiles(values: readonly number[]): Report['takeoverMs'] {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) =>
    Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}

export const wordsOf = (report: Report): string =>
  `${report.kills} times ${report.by} · ${report.ordersPerSecond} orders a second · ` +
  `sent ${report.sent} · answered ${report.answered} · unanswered ${report.unanswered} · ` +
  `refused ${report.refused} · unserved ${report.unserved} · lost ${report.lost} · doubled ${report.doubled} · takeover ` +
  `p50 ${report.takeoverMs.p50} ms, p99 ${report.takeoverMs.p99} ms, max ${report.takeoverMs.max} ms` +
  report.faults.map((fault) => `\n${fault}`).join('')

/** What has an outcome in the event log of a core's folder, by lane sequence of a session's orders. */
export function decidedIn(core: string, session: number): Set<number> {
  const decided = new Set<number>()
  const folder = eventsFolder(core)
  const sequence = findEventLogEnd(nodeFiles, folder)?.sequence ?? 0
  const reader = openEventReader({ files: nodeFiles, folder, lastSequence: () => sequence }, 0)
  for (let frame = reader.next(); frame; frame = reader.next())
    for (const part of frame.parts)
      forEachRecord(part, (kind, view, offset) => {
        if (kind !== Outcome.kind) return
        const outcome = Outcome.read(view, offset)
        if (outcome.session === session && outcome.lane === 0) decided.add(outcome.laneSequence)
      })
  reader.close()
  return decided
}
