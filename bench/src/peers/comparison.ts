// One order file through Openbell's engine and through its peers, by turns.
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import { batchesOf, collectReports, timeBatches } from '../benchmark-core.js'
import { collectGarbage } from '../collect-garbage.js'
import type { ReportLog } from '../report-hash.js'
import { ratesOf, type Spread, spreadOf } from '../statistics.js'
import { messagesOf, type Peer } from './peer.js'
import { PeerReports } from './peer-reports.js'

export interface ComparisonPlan {
  /** Messages of one call of Openbell's engine; a peer takes one a call, for it has no other door. */
  readonly batch: number
  readonly trials: number
  /** The time that a peer may take for a trial: what it does not reach is left out. */
  readonly secondsMax: number
}

export interface PeerFigures {
  readonly engine: string
  readonly version: string
  /** From the first one of the file on; the same ones for both engines. */
  readonly messages: number
  /** Messages a second. */
  readonly perSecond: Spread
  /** Messages a second of Openbell's engine. */
  readonly openbellPerSecond: Spread
  /** How many times as fast Openbell's engine was: the median of the rounds. */
  readonly ratio: number
  /** The first message whose reports are not those of Openbell's engine. */
  readonly differsAt: number | null
}

/** Messages that lie ready as objects at once; the clock stands while the next ones are made. */
const stride = 1000

/**
 * Runs an empty book on `records` until `secondsMax` have passed.
 * @returns the messages done (all, or a multiple of 1,000) and the seconds that the peer took
 */
export function runPeer(
  peer: Peer,
  records: Uint8Array,
  secondsMax = Number.POSITIVE_INFINITY,
  nowMs: () => number = () => performance.now(),
): { messages: number; seconds: number } {
  const book = peer.emptyBook()
  let done = 0
  let seconds = 0
  for (const part of batchesOf(records, stride)) {
    const messages = messagesOf(part)
    const startedMs = nowMs()
    for (const message of messages) book.apply(message)
    seconds += (nowMs() - startedMs) / 1000
    done += messages.length
    if (seconds >= secondsMax) break
  }
  return { messages: done, seconds }
}

export function reportsOf(peer: Peer, records: Uint8Array): ReportLog {
  const book = peer.emptyBook()
  const reports = new PeerReports()
  for (const part of batchesOf(records, stride))
    for (const message of messagesOf(part)) book.apply(message, reports)
  return reports.log
}

/** The first of `count` messages to which two engines answer differently, or null. */
export function firstDifference(one: ReportLog, other: ReportLog, count: number): number | null {
  const isEqual = (end: number) => one.sha256(end) === other.sha256(end)
  if (isEqual(count)) return null
  let equal = 0
  let different = count
  while (different - equal > 1) {
    const middle = (equal + different) >> 1
    if (isEqual(middle)) equal = middle
    else different = middle
  }
  return equal
}

/** Figures of each peer on `records`, and of Openbell's engine on as many of them. */
export function compare(
  records: Uint8Array,
  peers: readonly Peer[],
  { batch, trials, secondsMax }: ComparisonPlan,
): PeerFigures[] {
  const runs = peers.map((peer) => {
    const { messages } = runPeer(peer, records, secondsMax)
    const prefix = records.subarray(0, messages * orderBytes)
    const batches = batchesOf(prefix, batch)
    const differsAt = firstDifference(collectReports(batches), reportsOf(peer, prefix), messages)
    return { peer, messages, prefix, batches, differsAt, seconds: [0], openbellSeconds: [0] }
  })
  for (const { batches } of runs) timeBatches(batches)
  for (let trial = 0; trial < trials; trial++)
    for (const { peer, prefix, batches, seconds, openbellSeconds } of runs) {
      collectGarbage()
      openbellSeconds[trial] = timeBatches(batches)
      collectGarbage()
      seconds[trial] = runPeer(peer, prefix).seconds
    }
  return runs.map(({ peer, messages, differsAt, seconds, openbellSeconds }) => ({
    engine: peer.name,
    version: peer.version,
    messages,
    perSecond: ratesOf(messages, seconds),
    openbellPerSecond: ratesOf(messages, openbellSeconds),
    ratio: spreadOf(seconds.map((each, trial) => each / openbellSeconds[trial])).median,
    differsAt,
  }))
}
