// Event frames between processes: the leader's go to the stream, and every process without a core has a
// copy of them in its own folder.
import { compileEngine } from '@openbell/engine'
import { EventPlaces } from '../../adapters/nats/event-places.js'
import { EventStreamMirror } from '../../adapters/nats/event-stream-mirror.js'
import { EventStreamPublisher } from '../../adapters/nats/event-stream-publisher.js'
import { agreeOnExchange } from '../../adapters/nats/exchange-id.js'
import { StreamSet, type StreamSettings } from '../../adapters/nats/streams.js'
import { nodeFiles } from '../../adapters/node-files.js'
import { consoleReporter as log } from '../../adapters/reporter.js'
import { systemRandom } from '../../adapters/system.js'
import type { EventLog, EventLogEnd, LogCondition } from '../../ports.js'
import { encodeEventFrame } from '../../publish/event-frame.js'
import { EventLogWriter, findEventLogEnd } from '../../publish/event-log.js'
import { EventMirror } from '../../publish/event-mirror.js'
import { baseSequenceOf, eventSegmentNames } from '../../publish/event-segment.js'
import { eventsFolder } from '../../recovery.js'
import type { Bus } from './bus.js'
import { makeEventsDigest } from './digest.js'
import { type EventReading, firstHeldOf } from './event-beginnings.js'
import { eventLogOf, publishedUntil } from './event-log.js'
import type { Place } from './role.js'

const segmentBytes = 64 * 1024 * 1024

/** Publishes what the log has and gets, until the process ends. */
export async function publishEvents(
  { process, watch }: Place,
  { client, signal }: Bus,
  settings: StreamSettings,
  events: EventLog,
): Promise<EventStreamPublisher> {
  const digest = makeEventsDigest()
  const encode = (frame: Parameters<typeof encodeEventFrame>[0]) => encodeEventFrame(frame, digest)
  let condition: LogCondition = 'ready'
  const onCondition = (now: LogCondition) => {
    condition = now
  }
  const options = { client, settings, events, encode, log, signal, onCondition }
  const publisher = await EventStreamPublisher.open(options)
  watch.add({ events: () => condition })
  publisher.run().catch(process.onFailed)
  return publisher
}

/**
 * Resolves when the copy has been at the stream's end. A log that is there is gone on with, where it
 * reaches back far enough and the stream still holds what follows it; otherwise it is begun anew.
 */
export async function mirrorEvents(
  { process, endings, watch }: Place,
  bus: Bus,
  settings: StreamSettings,
  data: string,
  reading: EventReading,
): Promise<EventLog> {
  const { client, signal } = bus
  const { ending } = process
  const folder = eventsFolder(data)
  const proposed = systemRandom.bytes(16)
  const exchangeId = await agreeOnExchange(client, settings, proposed, { log, signal: ending })
  const engineHash = Buffer.from(compileEngine().hash, 'hex')
  const places = new EventPlaces(await StreamSet.open(client, settings, 'events'))
  const firstHeld = await firstHeldOf(places, ending)
  const end = endOf(folder, reading.wanted, firstHeld)
  const after = end ? end.sequence : (await reading.begin(firstHeld, places)) - 1
  const writer = new EventLogWriter(
    { files: nodeFiles, folder, segmentBytes, exchangeId, engineHash },
    end,
  )
  endings.add(() => writer.close())
  const sink = new EventMirror(writer, makeEventsDigest(), end, after)
  const mirror = await EventStreamMirror.open({ client, settings, sink, log, signal })
  watch.add({ events: () => mirror.condition })
  mirror.run().catch(process.onFailed)
  const lastSequence = () => mirror.lastSequence
  const onPublished: EventLog['onPublished'] = (listener) => mirror.onPublished(listener)
  const eventLog = eventLogOf(data, { lastSequence, onPublished })
  await publishedUntil(eventLog, () => mirror.isCaughtUp, ending)
  return eventLog
}

/** The end of the log that is there; undefined where it must be begun anew. */
function endOf(folder: string, wanted: number, firstHeld: number): EventLogEnd | undefined {
  const end = findEventLogEnd(nodeFiles, folder)
  const [first] = eventSegmentNames(nodeFiles, folder)
  if (!end || !first) return undefined
  if (baseSequenceOf(first) <= wanted && end.sequence + 1 >= firstHeld) return end
  log.warn(`${folder} is begun anew: it holds frames ${baseSequenceOf(first)} to ${end.sequence}`)
  return undefined
}
