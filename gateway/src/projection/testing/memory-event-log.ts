// An event log in memory, which tells what its readers do.
import type { EventFrame, EventLog, EventReader } from '../../ports.js'

export class MemoryEventLog implements EventLog {
  readonly frames: EventFrame[] = []
  readonly #listeners = new Set<() => void>()
  /** How many readers are open. */
  openReaders = 0

  append(frame: EventFrame): void {
    this.frames.push(frame)
    for (const listener of this.#listeners) listener()
  }

  lastSequence(): number {
    return this.frames.at(-1)?.sequence ?? 0
  }

  readerAfter(sequence: number): EventReader {
    let next = this.frames.findIndex((frame) => frame.sequence > sequence)
    if (next < 0) next = this.frames.length
    this.openReaders++
    return {
      next: () => this.frames[next] && this.frames[next++],
      close: () => {
        this.openReaders--
      },
    }
  }

  onPublished(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
