// Distributions: where a value counts, and that two ends of shared memory see the same.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Distribution, distributionBytes } from './distribution.js'

const bounds = [1, 2, 5]

test('a value counts up to its bound, and above the last one only in the count', () => {
  const distribution = new Distribution(bounds)
  for (const value of [0, 1, 1.5, 2, 5, 6]) distribution.add(value)
  assert.equal(distribution.cumulative(), [2, 4, 5])
  assert.is(distribution.count, 6)
  assert.is(distribution.sum, 15.5)
})

test('two that lie in one memory do not touch each other, and each is seen from both ends', () => {
  const memory = new SharedArrayBuffer(2 * distributionBytes(bounds))
  const places = [0, distributionBytes(bounds)]
  const [first, second] = places.map((at) => new Distribution(bounds, memory, at))
  first.add(9)
  second.add(1)
  const [seenFirst, seenSecond] = places.map((at) => new Distribution(bounds, memory, at))
  assert.equal([seenFirst.cumulative(), seenFirst.count, seenFirst.sum], [[0, 0, 0], 1, 9])
  assert.equal([seenSecond.cumulative(), seenSecond.count, seenSecond.sum], [[1, 1, 1], 1, 1])
})

test.run()
