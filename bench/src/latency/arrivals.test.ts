// The schedule keeps its rate, does not fall, and is the same for a seed.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { arrivalsNs } from './arrivals.js'

test('fixed gaps are equal', () => {
  assert.equal([...arrivalsNs(5, 2e6, 'fixed', 1)], [0, 500, 1000, 1500, 2000])
})

test('exponential gaps have the mean of the rate, and the spread of independent senders', () => {
  const count = 100_000
  const arrivals = arrivalsNs(count, 5e6, 'exponential', 7)
  const gaps = [...arrivals].map((at, index) => at - (index === 0 ? 0 : arrivals[index - 1]))
  assert.ok(gaps.every((gap) => gap >= 0))
  const mean = arrivals[count - 1] / count
  assert.ok(Math.abs(mean - 200) < 2, `mean ${mean} ns`)
  // One in e gaps is longer than the mean.
  const longer = gaps.filter((gap) => gap > mean).length / count
  assert.ok(Math.abs(longer - Math.exp(-1)) < 0.01, `${longer} are longer`)
})

test('a seed gives the same schedule, another seed another', () => {
  const arrivals = (seed: number) => arrivalsNs(100, 1e6, 'exponential', seed)
  assert.equal(arrivals(3), arrivals(3))
  assert.not.equal(arrivals(3), arrivals(4))
})

test.run()
