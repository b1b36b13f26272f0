// Event frames that arrive part by part, proved and written into a local event log.
import type { EventHead, FrameType } from '@openbell/protocol'
import type { EventLogEnd, EventsDigest, Publisher } from '../ports.js'
import { readEventPart } from './event-frame.js'

/** What arrived is not the next part of the events; the message says why. */
export class EventMirrorError extends Error {
  override name = 'EventMirrorError'
}

export class EventMirror {
  /** Of the frame under way. */
  private parts = 0
  private sequence: number

  /** Goes on behind the last whole frame of a log, or begins one behind `after`. */
  constructor(
    private readonly writer: Publisher,
    private readonly digest: EventsDigest,
    end: EventLogEnd | undefined,
    after = 0,
  ) {
    this.sequence = end?.sequence ?? after
  }

  get lastSequence(): number {
    return this.sequence
  }

  /** Takes a part; true where a frame is whole with it. @throws EventMirrorError */
  accept(bytes: Uint8Array): boolean {
    const part = readEventPart(bytes, 0)
    if (part === undefined) throw new EventMirrorError('the part is cut off')
    if (typeof part === 'string') throw new EventMirrorError(part)
    const { head, payload, sizeBytes } = part
    if (sizeBytes !== bytes.length) throw new EventMirrorError('something follows the part')
    if (head.sequence !== this.sequence + 1)
      throw new EventMirrorError(`frame ${head.sequence} comes behind frame ${this.sequence}`)
    if (head.part !== this.parts)
      throw new EventMirrorError(`part ${head.part} of frame ${head.sequence} is not ${this.parts}`)
    const identity = head as EventHead & { type: FrameType }
    this.digest.digestEvents(payload)
    this.writer.add(identity, payload)
    this.parts++
    if (head.last !== 1) return false
    const digest = this.digest.takeEventsDigest()
    if (Buffer.compare(digest, head.eventsDigest) !== 0)
      throw new EventMirrorError(`the digest of frame ${head.sequence} is not that of its events`)
    this.writer.finish(identity, digest)
    this.sequence = head.sequence
    this.parts = 0
    return true
  }
}
