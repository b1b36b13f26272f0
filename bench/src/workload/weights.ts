// Draws indices by their weights, which are whole numbers.
import type { Random } from './random.js'

export class Weights {
  /** The sum of the weights up to each index. */
  private readonly sums: Float64Array
  private readonly total: number

  /** @throws RangeError where the weights are no whole numbers, or their sum is not 1 to 2^32 */
  constructor(weights: readonly number[]) {
    let total = 0
    this.sums = Float64Array.from(weights, (weight) => {
      total += weight
      return total
    })
    this.total = total
    const areWhole = weights.every((weight) => Number.isInteger(weight) && weight >= 0)
    if (!areWhole || total < 1 || total > 4294967296)
      throw new RangeError('weights are whole numbers with a sum of 1 to 2^32')
  }

  draw(random: Random): number {
    const drawn = random.below(this.total)
    let low = 0
    let high = this.sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (drawn < this.sums[middle]) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** Of `count` ranks by Zipf's law: each has its share of the first one's weight. */
export const zipfWeights = (count: number): Weights =>
  new Weights(Array.from({ length: count }, (_, index) => Math.floor(100_000_000 / (index + 1))))
