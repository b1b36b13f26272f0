// Percentiles are those of the sorted durations, within the width of a bucket.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Random } from '../workload/random.js'
import { Histogram } from './histogram.js'

const shares = [0, 0.001, 0.5, 0.9, 0.99, 0.999, 0.9999, 1]

/** From nanoseconds to seconds, each size as likely as the other. */
function durations(count: number, seed: number): number[] {
  const random = new Random(seed)
  return Array.from({ length: count }, () => random.u32() >>> random.below(32))
}

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

function compareWithSorted(histogram: Histogram, values: readonly number[]): void {
  const sorted = [...values].sort((a, b) => a - b)
  for (const share of shares) {
    const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
    const found = histogram.percentileNs(share)
    assert.ok(found >= exact && found <= exact * (1 + 1 / 128), `${share}: ${found}, not ${exact}`)
  }
}

test('percentiles of durations of every size', () => {
  for (const seed of [1, 2, 3]) {
    const values = durations(20_000, seed)
    const histogram = histogramOf(values)
    assert.is(histogram.count, values.length)
    assert.is(histogram.maxNs, Math.max(...values))
    compareWithSorted(histogram, values)
  }
})

test('below 256 ns, and at the edges of the buckets, they are exact or one bucket above', () => {
  for (let value = 0; value < 256; value++)
    assert.is(histogramOf([value, 1e6]).percentileNs(0.5), value)
  for (let power = 8; power < 42; power++)
    for (const value of [2 ** power - 1, 2 ** power, 2 ** power + 1])
      compareWithSorted(histogramOf([value, value + 1, 2 ** 43 - 1]), [
        value,
        value + 1,
        2 ** 43 - 1,
      ])
})

test('two added are as one', () => {
  const [one, other] = [durations(999, 4), durations(500, 5)]
  const sum = histogramOf(one)
  sum.add(histogramOf(other))
  assert.is(sum.count, 1499)
  compareWithSorted(sum, [...one, ...other])
})

test('the maximum is exact, even beyond the last bucket', () => {
  const histogram = histogramOf([3, 2 ** 50])
  assert.is(histogram.maxNs, 2 ** 50)
  assert.is(histogram.percentileNs(0.5), 3)
})

test.run()
