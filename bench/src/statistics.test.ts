// Medians and ranges, exactly.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { quantile, ratesOf, spreadOf, spreadText } from './statistics.js'

test('the middle of an odd and of an even count', () => {
  assert.equal(spreadOf([3, 1, 2]), { median: 2, min: 1, max: 3 })
  assert.equal(spreadOf([10, 1, 2, 4]), { median: 3, min: 1, max: 10 })
  assert.equal(spreadOf([7]), { median: 7, min: 7, max: 7 })
  assert.throws(
    () => spreadOf([]),
    ({ message }: Error) => message.includes('there are no values'),
  )
})

test('the slowest trial is the lowest rate', () => {
  const rates = ratesOf(1000, [0.5, 3, 1])
  assert.equal(rates, { median: 1000, min: 333, max: 2000 })
  assert.is(spreadText(rates), '1,000 [333 to 2,000]')
})

test('a quantile is a value that was there', () => {
  const sorted = Uint32Array.from({ length: 100 }, (_, index) => 10 * index)
  assert.equal(
    [0, 0.005, 0.5, 0.99, 1].map((share) => quantile(sorted, share)),
    [0, 0, 490, 980, 990],
  )
  assert.throws(
    () => quantile(new Uint32Array(0), 0.5),
    ({ message }: Error) => message.includes('there are no values'),
  )
})

test.run()
