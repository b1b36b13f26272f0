// Chance by seed in whole numbers, so that a seed gives the same on every machine.

export class Random {
  constructor(private state: number) {}

  /** 32 bits (mulberry32). */
  u32(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }

  /** A whole number from 0 to `end` - 1. */
  below(end: number): number {
    return Math.floor((this.u32() * end) / 4294967296)
  }

  /** True so many times in a hundred. */
  happens(percent: number): boolean {
    return this.below(100) < percent
  }
}
