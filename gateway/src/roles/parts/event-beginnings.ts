// Where the event log of a process begins that has none: behind what its readers have already, and not
// with the first frame, which the event stream may no longer hold.
import { untilDone } from '../../adapters/nats/backoff.js'
import { errorText } from '../../adapters/nats/errors.js'
import { EventPlaces } from '../../adapters/nats/event-places.js'
import { isHopeless } from '../../adapters/nats/generation-reader.js'
import { sequenceIn } from '../../adapters/nats/snapshot-offers.js'
import { SnapshotStore } from '../../adapters/nats/snapshot-store.js'
import { StreamSet, type StreamSettings } from '../../adapters/nats/streams.js'
import { nodeFiles } from '../../adapters/node-files.js'
import { consoleReporter as reporter } from '../../adapters/reporter.js'
import { viewStore } from '../../adapters/view-store.js'
import { segmentNames } from '../../journal/segment.js'
import type { Sql } from '../../ports.js'
import { readCursor } from '../../projection/cursor.js'
import { journalFolder } from '../../recovery.js'
import type { Bus } from './bus.js'
import { storedViews } from './stored-views.js'
import { viewsFolder } from './views.js'

export interface EventReading {
  /** The first frame that a log which is there must reach back to. */
  readonly wanted: number
  /**
   * The first frame of a log that is begun, given the first one that the stream still holds.
   * @throws Error where that is too late, which says what to do
   */
  begin(firstHeld: number, stream: EventPlaces): Promise<number>
}

/** For the tables: the frame that their cursor is at, to compare chains. */
export async function readingForTables(sql: Sql): Promise<EventReading> {
  const sequence = (await readCursor(sql))?.sequence ?? 0
  const wanted = Math.max(1, sequence)
  return {
    wanted,
    begin: async (firstHeld, stream) => {
      if (wanted < firstHeld)
        throw new Error(
          `the tables ${sequence > 0 ? `end at frame ${sequence}` : 'are empty'}, and the event stream ` +
            `begins with frame ${firstHeld}: make them again from a folder that holds all events, by ` +
            `'openbell rebuild --data FOLDER' (docs/operating/lost-postgres.md)`,
        )
      return Math.max(firstHeld, Math.min(wanted, await stream.lastSequence()))
    },
  }
}

/** For views: the frame of those that are saved here, or else of the newest in the store. */
export function readingForViews(
  { client }: Bus,
  settings: StreamSettings,
  folder: string,
): EventReading {
  const saved = nodeFiles.list(viewsFolder(folder)).filter((name) => name.endsWith('.views'))
  return {
    wanted: Math.max(1, ...saved.map(sequenceIn)),
    begin: async (firstHeld, stream) => {
      const store = new SnapshotStore(client, settings)
      const parts = { files: nodeFiles, folder, store, stream, reporter }
      const isWhole = firstHeld === 1
      try {
        for await (const { sequence, bytes } of storedViews(parts)) {
          viewStore(viewsFolder(folder)).save(sequence, bytes)
          reporter.info(`begins with the views of frame ${sequence} in the store`)
          return sequence
        }
      } catch (error) {
        if (!isWhole) throw error
        reporter.warn(`no views are taken from the store: ${(error as Error).message}`)
      }
      if (isWhole) return firstHeld
      throw new Error(
        `the event stream begins with frame ${firstHeld}, and the store holds no views from there on ` +
          'that prove good: copy the folders events and views of an edge that runs',
      )
    },
  }
}

/** The first frame that the stream still holds; asked for until the servers answer. */
export const firstHeldOf = (stream: EventPlaces, ending: AbortSignal): Promise<number> =>
  untilDone(
    ending,
    () => stream.firstSequence(),
    (error) => reporter.warn(`the event stream: ${errorText(error)}`),
    isHopeless,
  )

/**
 * The first frame that all of these want, where a core's folder is begun by a snapshot; infinity where
 * it has a journal already.
 */
export async function eventsWanted(
  { client }: Bus,
  settings: StreamSettings,
  folder: string,
  readings: readonly EventReading[],
  ending: AbortSignal,
): Promise<number> {
  if (segmentNames(nodeFiles, journalFolder(folder)).length > 0) return Number.POSITIVE_INFINITY
  const stream = new EventPlaces(await StreamSet.open(client, settings, 'events'))
  const firstHeld = await firstHeldOf(stream, ending)
  return Math.min(...(await Promise.all(readings.map(({ begin }) => begin(firstHeld, stream)))))
}
