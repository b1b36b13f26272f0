// Event frames, as every consumer reads them: each has its own cursor.
import type { FrameType } from '@openbell/protocol'

export interface EventFrame {
  readonly sequence: number
  readonly epoch: number
  readonly type: FrameType
  readonly timestampUs: number
  readonly commandCount: number
  /** 16 hex digits: of the journal frame. */
  readonly chain: string
  /** Whole event records, one array a part; valid until the next read. */
  readonly parts: readonly Uint8Array[]
}

/** The digest of a frame's events, as a core works it out. */
export interface EventsDigest {
  /** Adds events, wherever one part ends and the next begins. */
  digestEvents(events: Uint8Array): void
  /** 8 bytes over everything that was added since the last one. */
  takeEventsDigest(): Uint8Array
}

export interface EventReader {
  /**
   * The next frame, or undefined at the end of what was published.
   * @throws EventLogError where the log is damaged.
   */
  next(): EventFrame | undefined
  close(): void
}

export interface EventLog {
  /** A reader whose first frame has the sequence after this one. */
  readerAfter(sequence: number): EventReader
  /** The last sequence that was published. */
  lastSequence(): number
  /** Calls back soon after new frames were published; the returned function ends it. */
  onPublished(listener: () => void): () => void
}
