// How a core joins a venue: an empty data folder begins with the newest snapshot in the store that proves
// good, as a folder whose beginning was archived, and the log is followed from there.
//
//   snapshots/joining/  what is taken, until the snapshot gets its name: then the folder is whole

import type { NatsClient } from '../../adapters/nats/connect.js'
import { EventStreamMirror } from '../../adapters/nats/event-stream-mirror.js'
import type { StreamSettings } from '../../adapters/nats/streams.js'
import { beginJournalWith } from '../../journal/begin-later.js'
import { sameBytes } from '../../journal/frame.js'
import { segmentNames } from '../../journal/segment.js'
import { snapshotNames } from '../../matching/snapshot-file.js'
import { EventLogWriter, findEventLogEnd } from '../../publish/event-log.js'
import { EventMirror } from '../../publish/event-mirror.js'
import { eventSegmentNames } from '../../publish/event-segment.js'
import { eventsFolder, journalFolder, RecoveryError, snapshotsFolder } from '../../recovery.js'
import { makeEventsDigest } from '../parts/digest.js'
import {
  type ProvedSnapshot,
  type StoredSnapshotParts,
  storedSnapshots,
} from '../parts/stored-snapshot.js'

export interface JoinParts extends Omit<StoredSnapshotParts, 'aside'> {
  readonly client: NatsClient
  readonly settings: StreamSettings
  readonly engineHash: Uint8Array
  /** The first frame whose events are wanted; that of the snapshot comes in any case. */
  readonly eventsFrom: number
  readonly signal: AbortSignal
}

const segmentBytes = 64 * 1024 * 1024

/**
 * Leaves a folder that holds anything as it is. Where the store has nothing that proves good, the folder
 * stays empty, and begins with the log's first frame.
 * @throws RecoveryError where a snapshot knows of frames that the log has lost
 */
export async function joinBySnapshot(parts: JoinParts): Promise<void> {
  const { files, folder, reporter, signal } = parts
  const aside = `${snapshotsFolder(folder)}/joining`
  if (snapshotNames(files, snapshotsFolder(folder)).length > 0) return
  if (isHalfBegun(parts, aside)) removeLogs(parts)
  if (segmentPaths(parts).length > 0) return
  let hasBegun = false
  try {
    for await (const proved of storedSnapshots({ ...parts, aside })) {
      hasBegun = await begin(parts, aside, proved)
      if (hasBegun) break
    }
  } catch (error) {
    if (error instanceof RecoveryError || signal.aborted) throw error
    reporter.warn(`no snapshot is taken from the store: ${(error as Error).message}`)
  } finally {
    if (!hasBegun) removeLogs(parts)
    for (const name of files.list(aside)) files.remove(`${aside}/${name}`)
  }
}

/** Of both logs. */
function segmentPaths({ files, folder }: JoinParts): string[] {
  const [journal, events] = [journalFolder(folder), eventsFolder(folder)]
  return [
    ...segmentNames(files, journal).map((name) => `${journal}/${name}`),
    ...eventSegmentNames(files, events).map((name) => `${events}/${name}`),
  ]
}

/** Whether an earlier start was cut short; a journal that it did not begin is somebody's. */
function isHalfBegun({ files, folder }: JoinParts, aside: string): boolean {
  const [snapshot] = snapshotNames(files, aside)
  const begun = snapshot?.replace(/snapshot$/, 'segment')
  return (
    begun !== undefined &&
    segmentNames(files, journalFolder(folder)).every((name) => name === begun)
  )
}

/** What was begun and is not finished: nothing of it was ever used. */
function removeLogs(parts: JoinParts): void {
  for (const path of segmentPaths(parts)) parts.files.remove(path)
}

/**
 * Both logs begin with the snapshot's own frame; the folder counts when the snapshot has its name.
 * False where the event stream does not hold the frame as the snapshot says.
 */
async function begin(parts: JoinParts, aside: string, proved: ProvedSnapshot): Promise<boolean> {
  const { files, folder, exchangeId, engineHash, reporter } = parts
  const { sequence } = proved.identity
  if (!(await takeEvents(parts, proved))) {
    reporter.warn(`the snapshot of frame ${sequence} has other events than the stream`)
    return false
  }
  beginJournalWith(files, journalFolder(folder), proved.frame, { exchangeId, engineHash })
  const snapshots = snapshotsFolder(folder)
  // The export first, for it means nothing without its snapshot.
  for (const name of files.list(aside).filter((name) => /\.(export|snapshot)$/.test(name)))
    files.rename(`${aside}/${name}`, `${snapshots}/${name}`)
  files.syncFolder(snapshots)
  reporter.info(`begins with the snapshot of frame ${sequence} in the store`)
  return true
}

/** Up to the snapshot's frame, out of the event stream. */
async function takeEvents(parts: JoinParts, { identity }: ProvedSnapshot): Promise<boolean> {
  const { files, client, settings, exchangeId, engineHash, eventsFrom, reporter } = parts
  const { sequence, chain, eventsDigest } = identity
  const after = Math.min(sequence, eventsFrom) - 1
  const folder = eventsFolder(parts.folder)
  const place = { folder, segmentBytes, exchangeId, engineHash }
  const writer = new EventLogWriter({ ...place, files }, undefined)
  const mirror = new EventMirror(writer, makeEventsDigest(), undefined, after)
  const isTaken = new AbortController()
  const sink = {
    get lastSequence() {
      return mirror.lastSequence
    },
    accept(part: Uint8Array): boolean {
      if (mirror.lastSequence === sequence || !mirror.accept(part)) return false
      if (mirror.lastSequence === sequence) isTaken.abort(new Error('all are taken'))
      return true
    },
  }
  const signal = AbortSignal.any([isTaken.signal, parts.signal])
  const taking = { client, settings, sink, log: reporter, signal }
  await (await EventStreamMirror.open(taking)).run()
  writer.close()
  parts.signal.throwIfAborted()
  const end = findEventLogEnd(files, folder)
  return (
    end !== undefined && sameBytes(end.chain, chain) && sameBytes(end.eventsDigest, eventsDigest)
  )
}
