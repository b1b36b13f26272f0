// An event log on a simulated disk, of frames whose events are any bytes that can be told apart.
import { FrameType, limits } from '@openbell/protocol'
import { SimFiles } from '@openbell/sim/world/files.js'
import type { EventFrame, EventFrameIdentity, EventReader, EventsDigest } from '../../ports.js'
import { EventLogWriter, findEventLogEnd } from '../event-log.js'
import { openEventReader } from '../event-reader.js'

export const folder = 'data/events'

export const identityOf = (sequence: number): EventFrameIdentity => ({
  sequence,
  epoch: 2,
  type: FrameType.commands,
  timestampUs: 1_000_000 + sequence,
  commandCount: sequence % 7,
  chain: Uint8Array.from({ length: 8 }, (_, i) => (sequence * 37 + i) & 0xff),
})

/** Nobody who reads the log alone compares it with the events. */
export const digestOf = (sequence: number): Uint8Array =>
  Uint8Array.from({ length: 8 }, (_, i) => (sequence * 53 + i) & 0xff)

/** What whoever mirrors the log compares: the made-up digests of the frames behind one. */
export function digestsAfter(sequence: number): EventsDigest {
  let last = sequence
  return { digestEvents: () => {}, takeEventsDigest: () => digestOf(++last) }
}

/** The events of a frame, in the pieces in which the core gives them; every tenth frame is empty. */
export function eventsOf(sequence: number): Uint8Array[] {
  if (sequence % 10 === 0) return []
  return Array.from({ length: 1 + (sequence % 3) }, (_, piece) =>
    Uint8Array.from({ length: 8 + (sequence % 40) }, (_, i) => (sequence + piece * 5 + i) & 0xff),
  )
}

/** More events than one part, or than a reader's window, holds. */
export const manyEvents = (parts: number): Uint8Array[] =>
  Array.from({ length: parts * 4 }, (_, i) =>
    new Uint8Array(limits.eventPartBytesMax / 4).fill(i + 1),
  )

/** Writes frames, as many as it is told, going on where the log ends. */
export class SmallLog {
  readonly writer: EventLogWriter
  sequence: number
  published: number

  constructor(
    readonly files = new SimFiles(),
    segmentBytes = 600,
  ) {
    const identity = { exchangeId: new Uint8Array(16).fill(1), engineHash: new Uint8Array(32) }
    const end = findEventLogEnd(files, folder)
    this.writer = new EventLogWriter({ files, folder, segmentBytes, ...identity }, end)
    this.sequence = end?.sequence ?? 0
    this.published = this.sequence
  }

  /** Writes the next frame, which can be read from then on. */
  append(events = eventsOf(this.sequence + 1), type: FrameType = FrameType.commands): Uint8Array {
    const identity = { ...identityOf(this.sequence + 1), type }
    for (const piece of events) this.writer.add(identity, piece)
    const digest = digestOf(identity.sequence)
    this.writer.finish(identity, digest)
    this.sequence++
    this.published = this.sequence
    return digest
  }

  appendTo(sequence: number): this {
    while (this.sequence < sequence) this.append()
    return this
  }

  readerAfter(sequence: number): EventReader {
    const { files } = this
    return openEventReader({ files, folder, lastSequence: () => this.published }, sequence)
  }

  paths(): string[] {
    return this.files.list(folder).map((name) => `${folder}/${name}`)
  }
}

export const eventsIn = (frame: EventFrame): Buffer => Buffer.concat(frame.parts)

/** Reads to the end; fails where a frame is not the one that was written. */
export function readAll(reader: EventReader, from: number): number {
  let sequence = from
  for (let frame = reader.next(); frame; frame = reader.next()) {
    sequence++
    const { chain, timestampUs, commandCount } = identityOf(sequence)
    const isRight =
      frame.sequence === sequence &&
      frame.chain === Buffer.from(chain).toString('hex') &&
      frame.timestampUs === timestampUs &&
      frame.commandCount === commandCount &&
      eventsIn(frame).equals(Buffer.concat(eventsOf(sequence)))
    if (!isRight) throw new Error(`frame ${sequence} reads back wrong`)
  }
  return sequence
}
