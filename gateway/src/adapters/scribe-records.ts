// What the path asks of a scribe in another thread, as records of a ring.
import { EventHead, type FrameType } from '@openbell/protocol'
import type { EventFrameIdentity } from '../ports.js'
import { sharedCountBytes } from './shared-count.js'
import { makeRing } from './shared-ring.js'

export const ask = {
  publish: 1,
  publishEvents: 2,
  publishFinish: 3,
  published: 4,
  closePublisher: 5,
  spare: 6,
  spareTaken: 7,
  closeSpare: 8,
} as const

/** What both threads see. */
export interface ScribeMemory {
  readonly ring: SharedArrayBuffer
  /** How many spares were made. */
  readonly spares: SharedArrayBuffer
}

/** As long as the disk takes to sync a segment of the event log, more or less, at full load. */
const ringBytes = 16 * 1024 * 1024

export const makeScribeMemory = (): ScribeMemory => ({
  ring: makeRing(ringBytes),
  spares: new SharedArrayBuffer(sharedCountBytes),
})

export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset)

/** An identity in the place of an event frame's head, which has room for it and for the digest. */
export function readIdentity(bytes: Uint8Array): EventFrameIdentity & { eventsDigest: Uint8Array } {
  const head = EventHead.read(viewOf(bytes), 0)
  return { ...head, type: head.type as FrameType }
}

export function writeIdentity(
  view: DataView,
  identity: EventFrameIdentity,
  eventsDigest: Uint8Array,
): void {
  const { sequence, epoch, type, timestampUs, commandCount, chain } = identity
  EventHead.write(view, 0, {
    sequence,
    epoch,
    type,
    timestampUs,
    commandCount,
    chain,
    eventsDigest,
    magic: 0,
    version: 0,
    payloadBytes: 0,
    part: 0,
    last: 0,
    payloadCrc: 0,
    headCrc: 0,
  })
}
