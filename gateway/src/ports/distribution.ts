// How values are spread: a count for each range between bounds, and their sum. It counts without
// allocating, in memory that another thread may read meanwhile.
//
//   ├ sum ┼ values up to the first bound ┼ … up to the last bound ┼ above it ┤   64-bit floats

export class Distribution {
  private readonly words: Float64Array

  /** `bounds` rise. In shared memory, the words lie from the byte `at` on, a multiple of 8. */
  constructor(
    readonly bounds: readonly number[],
    memory: ArrayBufferLike = new ArrayBuffer(distributionBytes(bounds)),
    at = 0,
  ) {
    this.words = new Float64Array(memory, at, bounds.length + 2)
  }

  add(value: number): void {
    const { bounds, words } = this
    let range = 0
    while (range < bounds.length && value > bounds[range]) range++
    words[0] += value
    words[1 + range] += 1
  }

  get sum(): number {
    return this.words[0]
  }

  get count(): number {
    return this.words.subarray(1).reduce((sum, count) => sum + count, 0)
  }

  /** How many values were at most each bound, in the order of the bounds. */
  cumulative(): number[] {
    let below = 0
    return this.bounds.map((_, range) => {
      below += this.words[1 + range]
      return below
    })
  }
}

export const distributionBytes = (bounds: readonly number[]): number => (bounds.length + 2) * 8
