// One event frame as bytes: heads around the parts that the core made.
import { crc32 } from 'node:zlib'
import { EventHead, limits } from '@openbell/protocol'
import type { EventFrame, EventFrameIdentity, EventsDigest } from '../ports.js'

export const eventHeadBytes = EventHead.sizeBytes
const headCrcOffset = EventHead.offset.headCrc

/** Bytes of a part with the zeros behind its payload. */
export const eventPartBytes = (payloadBytes: number): number =>
  eventHeadBytes + ((payloadBytes + 7) & ~7)

/** Puts the parts of one frame after another; a part is written out as `emit` gets it. */
export class EventFrameBuffer {
  private readonly bytes = new Uint8Array(eventPartBytes(limits.eventPartBytesMax))
  private readonly view = new DataView(this.bytes.buffer)
  private held = 0
  private part = 0

  constructor(private readonly emit: (part: Uint8Array) => void) {}

  /** Whether a frame was begun and not finished. */
  get isOpen(): boolean {
    return this.held > 0 || this.part > 0
  }

  /** Holds a part back until it is known whether it is the last one. */
  add(identity: EventFrameIdentity, events: Uint8Array): void {
    if (events.length > limits.eventPartBytesMax)
      throw new RangeError(`a part of ${events.length} bytes is too long`)
    if (this.held + events.length > limits.eventPartBytesMax) this.write(identity, false)
    this.bytes.set(events, eventHeadBytes + this.held)
    this.held += events.length
  }

  /** Writes the last part. */
  finish(identity: EventFrameIdentity, eventsDigest: Uint8Array): void {
    this.write(identity, true, eventsDigest)
    this.part = 0
  }

  private write(
    identity: EventFrameIdentity,
    isLast: boolean,
    eventsDigest: Uint8Array = noDigest,
  ): void {
    const payload = this.bytes.subarray(eventHeadBytes, eventHeadBytes + this.held)
    const whole = this.bytes.subarray(0, eventPartBytes(this.held))
    whole.fill(0, eventHeadBytes + this.held)
    const { sequence, epoch, type, timestampUs, commandCount, chain } = identity
    // Named one by one: a spread costs 10 µs a frame.
    EventHead.write(this.view, 0, {
      sequence,
      epoch,
      type,
      timestampUs,
      commandCount,
      chain,
      magic: limits.magicEventFrame,
      version: limits.formatVersion,
      payloadBytes: this.held,
      part: this.part++,
      last: isLast ? 1 : 0,
      eventsDigest,
      payloadCrc: crc32(payload),
      headCrc: 0,
    })
    this.view.setUint32(headCrcOffset, crc32(this.bytes.subarray(0, headCrcOffset)), true)
    this.held = 0
    this.emit(whole)
  }
}

const noDigest = new Uint8Array(8)

/** A frame that was read, as the bytes that lie in the log: a copy of each part. */
export function encodeEventFrame(frame: EventFrame, digest: EventsDigest): Uint8Array[] {
  const { sequence, epoch, type, timestampUs, commandCount } = frame
  const chain = Buffer.from(frame.chain, 'hex')
  const identity = { sequence, epoch, type, timestampUs, commandCount, chain }
  const parts: Uint8Array[] = []
  const buffer = new EventFrameBuffer((part) => parts.push(part.slice()))
  for (const part of frame.parts) {
    digest.digestEvents(part)
    buffer.add(identity, part)
  }
  buffer.finish(identity, digest.takeEventsDigest())
  return parts
}

export interface EventPart {
  readonly head: EventHead
  readonly payload: Uint8Array
  readonly sizeBytes: number
}

/** The part at `at`: `undefined` where its bytes are not all there, a sentence where it is damaged. */
export function readEventPart(bytes: Uint8Array, at: number): EventPart | string | undefined {
  if (at + eventHeadBytes > bytes.length) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const head = EventHead.read(view, at)
  if (head.magic !== limits.magicEventFrame) return 'no part starts here'
  if (head.headCrc !== crc32(bytes.subarray(at, at + headCrcOffset))) return 'the head is damaged'
  if (head.version !== limits.formatVersion) return `format ${head.version} is not known`
  if (head.payloadBytes > limits.eventPartBytesMax) return 'the part is too long'
  const sizeBytes = eventPartBytes(head.payloadBytes)
  if (at + sizeBytes > bytes.length) return undefined
  const payload = bytes.subarray(at + eventHeadBytes, at + eventHeadBytes + head.payloadBytes)
  if (crc32(payload) !== head.payloadCrc) return 'the events are damaged'
  return { head, payload, sizeBytes }
}
