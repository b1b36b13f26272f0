// The events of the command under way, until its outcome says whose it was. Hot: only offsets are
// noted, and events are copied where somebody waits for them or their part is at an end.
import type { CommandAnswer } from '../ports.js'

type Event = CommandAnswer['events'][number]

export class EventRun {
  /** Where its events lie in their part: kind, offset, size by turns. */
  private readonly places: number[] = []
  /** Copies of its events in earlier parts and frames. */
  private carried: Event[] = []

  note(kind: number, offset: number, sizeBytes: number): void {
    this.places.push(kind, offset, sizeBytes)
  }

  /** Copies what was noted: a part is gone after its visit, a frame after its turn. */
  carry(part: Uint8Array): void {
    const { places } = this
    for (let i = 0; i < places.length; i += 3) {
      const offset = places[i + 1]
      const bytes = part.slice(offset, offset + places[i + 2])
      this.carried.push({ kind: places[i], bytes })
    }
    places.length = 0
  }

  /** All of them, the last ones in this part. */
  eventsIn(part: Uint8Array): readonly Event[] {
    if (this.places.length > 0) this.carry(part)
    return this.carried
  }

  /** The next command begins. */
  clear(): void {
    this.places.length = 0
    this.carried = []
  }
}
