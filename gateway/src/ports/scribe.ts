// The path's helper, on a thread of its own or not: it publishes events, and makes the journal's next
// segment ready. What it is given it does in order.
import type { FrameType } from '@openbell/protocol'

/** Of the journal frame that an event frame belongs to. */
export interface EventFrameIdentity {
  readonly sequence: number
  readonly epoch: number
  readonly type: FrameType
  readonly timestampUs: number
  readonly commandCount: number
  readonly chain: Uint8Array
}

export interface EventLogPlace {
  readonly folder: string
  readonly segmentBytes: number
  readonly exchangeId: Uint8Array
  readonly engineHash: Uint8Array
}

/** The last whole event frame on disk. */
export interface EventLogEnd {
  readonly sequence: number
  readonly chain: Uint8Array
  readonly eventsDigest: Uint8Array
  readonly path: string
  readonly offset: number
  readonly index: number
}

export interface Publisher {
  /** Some events of a frame: whole records, which may change after the call. */
  add(identity: EventFrameIdentity, events: Uint8Array): void
  /** Ends a frame, also one without events. */
  finish(identity: EventFrameIdentity, eventsDigest: Uint8Array): void
  /** Waits until every frame that was finished can be read. */
  settle(): void
  /** Everything survives a loss of power, and nothing comes after. */
  close(): void
}

/** Makes one file of zeros after another, each to be taken away. */
export interface Spare {
  /** Works ahead a little; false where nothing is left to do here. */
  prepare(): boolean
  /** Waits until the file is whole and durable; `use` gives it another name. */
  take<Taken>(use: (path: string) => Taken): Taken
  close(): void
}

export interface Scribe {
  /** Goes on behind the end of an event log, or begins one. */
  publish(place: EventLogPlace, end: EventLogEnd | undefined): Publisher
  /** Always of this path and size; what an earlier process left there is begun anew. */
  spare(path: string, sizeBytes: number): Spare
}
