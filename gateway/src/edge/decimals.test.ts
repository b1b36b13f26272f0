// Decimal strings: all decimals, no rounding, the same on the fast and on the wide way.
import { formatUnits } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { formatAmount, formatPrice, formatQuantity, formatQuote } from './decimals.js'

const market = {
  base: { decimals: 8 },
  quote: { decimals: 8 },
  tickUnits: 1_000_000n,
  lotUnits: 1_000n,
}

test('prices and quantities carry all decimals of their asset', () => {
  assert.is(formatPrice(market, 6_500_050), '65000.50000000')
  assert.is(formatPrice(market, 0), '0.00000000')
  assert.is(formatPrice(market, 1), '0.01000000')
  assert.is(formatQuantity(market, 1), '0.00001000')
  assert.is(formatQuantity(market, 100_000), '1.00000000')
})

test('an asset without decimals has no point', () => {
  assert.is(formatPrice({ ...market, quote: { decimals: 0 }, tickUnits: 5n }, 3), '15')
})

test('amounts keep sign and size', () => {
  assert.is(formatAmount({ decimals: 8 }, -1n), '-0.00000001')
  assert.is(formatAmount({ decimals: 8 }, 9_223_372_036_854_775_807n), '92233720368.54775807')
  assert.is(formatQuote({ quote: { decimals: 2 } }, 12345n), '123.45')
})

test('what a Number cannot hold is exact all the same', () => {
  const wide = { ...market, tickUnits: 1_000_000_007n }
  for (const ticks of [9_007_198, 9_007_199, 9_007_200, 9_007_199_254_740_991])
    assert.is(formatPrice(wide, ticks), formatUnits(BigInt(ticks) * wide.tickUnits, 8))
})

test('the fast way agrees with the wide one at every edge of a decimal', () => {
  for (const decimals of [1, 2, 8, 10])
    for (let power = 1; power <= 2 ** 52; power *= 2)
      for (const steps of [power - 1, power, power + 1]) {
        const fine = { base: { decimals }, lotUnits: 1n }
        assert.is(formatQuantity(fine, steps), formatUnits(BigInt(steps), decimals))
      }
})

test.run()
