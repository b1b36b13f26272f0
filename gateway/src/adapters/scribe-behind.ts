// The path's end of a scribe in another thread: what is asked goes through a ring.
import { serialize } from 'node:v8'
import { EventHead, writeU64 } from '@openbell/protocol'
import type { EventFrameIdentity, Publisher, Scribe, Spare } from '../ports.js'
import { ask, type ScribeMemory, writeIdentity } from './scribe-records.js'
import { SharedCount } from './shared-count.js'
import { RingWriter } from './shared-ring.js'

const noDigest = new Uint8Array(8)

/** The path's end of a scribe's thread. */
export interface DistantScribe extends Scribe {
  /** Tells the world of a frame, when its events can be read. */
  published(sequence: number): void
}

export function scribeBehind(memory: ScribeMemory): DistantScribe {
  const ring = new RingWriter(memory.ring)
  const sequenceBytes = new Uint8Array(8)
  const sequenceView = new DataView(sequenceBytes.buffer)
  return {
    publish: (place, end) => {
      ring.put(ask.publish, serialize({ place, end }))
      return new DistantPublisher(ring)
    },
    spare: (path, sizeBytes) => {
      ring.put(ask.spare, serialize({ path, sizeBytes }))
      ring.wake()
      return new DistantSpare(path, ring, new SharedCount(memory.spares, 0))
    },
    published: (sequence) => {
      writeU64(sequenceView, 0, sequence)
      ring.put(ask.published, sequenceBytes)
      ring.wake()
    },
  }
}

class DistantPublisher implements Publisher {
  private readonly head = new Uint8Array(EventHead.sizeBytes)
  private readonly view = new DataView(this.head.buffer)

  constructor(private readonly ring: RingWriter) {}

  add(identity: EventFrameIdentity, events: Uint8Array): void {
    writeIdentity(this.view, identity, noDigest)
    this.ring.put(ask.publishEvents, this.head, events)
  }

  finish(identity: EventFrameIdentity, eventsDigest: Uint8Array): void {
    writeIdentity(this.view, identity, eventsDigest)
    this.ring.put(ask.publishFinish, this.head)
  }

  settle(): void {
    this.ring.settle()
  }

  close(): void {
    this.ring.put(ask.closePublisher)
    this.settle()
  }
}

class DistantSpare implements Spare {
  private taken = 0

  constructor(
    private readonly path: string,
    private readonly ring: RingWriter,
    private readonly made: SharedCount,
  ) {}

  prepare(): boolean {
    return false
  }

  take<Taken>(use: (path: string) => Taken): Taken {
    this.ring.wait(this.made, this.taken++)
    const taken = use(this.path)
    this.ring.put(ask.spareTaken)
    this.ring.wake()
    return taken
  }

  close(): void {
    this.ring.put(ask.closeSpare)
    this.ring.settle()
  }
}
