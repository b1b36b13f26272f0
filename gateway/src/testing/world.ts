// A clock, timers and chance that a test holds in its hand.
import { createHash } from 'node:crypto'
import type { Clock, Random, Timers } from '../ports.js'

export class TestClock implements Clock {
  constructor(public nowUs = Date.UTC(2026, 0, 2, 3, 4, 5) * 1000) {}

  wallUs(): number {
    return this.nowUs
  }

  monotonicUs(): number {
    return this.nowUs
  }

  pass(seconds: number): void {
    this.nowUs += seconds * 1_000_000
  }
}

/** Timers that never come by themselves. */
export class TestTimers implements Timers {
  readonly periodic = new Set<() => void>()

  after(_delayMs: number, run: () => void): () => void {
    return this.every(0, run)
  }

  every(_periodMs: number, run: () => void): () => void {
    this.periodic.add(run)
    return () => this.periodic.delete(run)
  }
}

/** The same bytes for the same seed. */
export class TestRandom implements Random {
  #drawn = 0
  constructor(private readonly seed: string) {}

  bytes(length: number): Uint8Array {
    const blocks: Uint8Array[] = []
    for (let have = 0; have < length; have += 32) {
      blocks.push(
        createHash('sha256')
          .update(`${this.seed} ${this.#drawn++}`)
          .digest(),
      )
    }
    return Buffer.concat(blocks).subarray(0, length)
  }
}
