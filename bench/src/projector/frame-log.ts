// An event log of prepared frames, which are published by hand.
import type { EventFrame, EventLog, EventReader } from '@openbell/gateway/ports.js'

export class FrameLog implements EventLog {
  /** The first has sequence 1. */
  private readonly frames: EventFrame[] = []
  private published = 0
  private readonly listeners = new Set<() => void>()

  /** Adds frames, which are not published yet. */
  add(frames: readonly EventFrame[]): void {
    for (const frame of frames) this.frames.push(frame)
  }

  /** Publishes all frames up to this one. */
  publish(sequence: number = this.frames.length): void {
    this.published = sequence
    for (const listener of this.listeners) listener()
  }

  lastSequence(): number {
    return this.published
  }

  readerAfter(sequence: number): EventReader {
    let next = sequence
    return {
      next: () => (next < this.published ? this.frames[next++] : undefined),
      close: () => {},
    }
  }

  onPublished(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
