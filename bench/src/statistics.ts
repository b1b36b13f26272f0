// Median and range of a few trials; a single figure of a shared machine says nothing.

export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** @throws RangeError where there is nothing to describe */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('there are no values')
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const median =
    sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  return { median, min: sorted[0], max: sorted[sorted.length - 1] }
}

/** Whole numbers a second, given a count of things and the seconds that each trial took. */
export function ratesOf(count: number, seconds: readonly number[]): Spread {
  const { median, min, max } = spreadOf(seconds.map((each) => count / each))
  return { median: Math.round(median), min: Math.round(min), max: Math.round(max) }
}

/** `12,345,678 [12,000,000 to 13,000,000]` */
export function spreadText({ median, min, max }: Spread): string {
  const [middle, low, high] = [median, min, max].map((value) => value.toLocaleString('en'))
  return `${middle} [${low} to ${high}]`
}

/** The least of the sorted values that so large a share of them does not exceed. */
export function quantile(sorted: Uint32Array, share: number): number {
  if (sorted.length === 0) throw new RangeError('there are no values')
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
}
