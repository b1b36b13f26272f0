// Whether a stream's generation has room, as far as was last seen: its writer is elsewhere.
import { performance } from 'node:perf_hooks'
import type { Generation, StreamSet } from './streams.js'

const lookEveryMs = 1_000

/** Of a generation's limit; then a roll is due, and there is room for it for a long while. */
export const rollShare = 0.75

export class StreamRoom {
  private lookedMs = 0
  private isLooking = false
  private base = 0
  private isDue = false

  constructor(private readonly streams: StreamSet) {}

  /** Whether the generation with a base is nearly full; looks again now and then, and does not wait. */
  isNearlyFull(base: number): boolean {
    if (this.base !== base) this.isDue = false
    this.base = base
    if (!this.isLooking && performance.now() - this.lookedMs >= lookEveryMs)
      void this.look(this.streams.generation(base))
    return this.isDue
  }

  private async look(generation: Generation): Promise<void> {
    this.isLooking = true
    try {
      const info = await this.streams.info(generation)
      if (info && this.base === generation.base)
        this.isDue =
          info.state.bytes >= info.config.max_bytes * rollShare && info.config.max_bytes > 0
    } catch {
      // A server that does not answer is the concern of those who cannot do without it.
    } finally {
      this.lookedMs = performance.now()
      this.isLooking = false
    }
  }
}
