// Months of UTC, against the calendar of the system.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { monthOf, startOf } from './months.js'

test('every day of four centuries is in its month', () => {
  for (let days = 0; days < 146_097; days++) {
    const date = new Date(days * 86_400_000)
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth()
    if (monthOf(days * 86_400_000_000) !== month) assert.unreachable(date.toISOString())
  }
})

test('a month ends with its last microsecond', () => {
  const newYearUs = Date.UTC(2027, 0, 1) * 1000
  assert.is(monthOf(newYearUs - 1), 2026 * 12 + 11)
  assert.is(monthOf(newYearUs), 2027 * 12)
  assert.is(startOf(monthOf(newYearUs)), '2027-01-01 00:00:00+00')
  assert.is(startOf(monthOf(newYearUs - 1)), '2026-12-01 00:00:00+00')
})

test.run()
