// What is due by the clock, and what by those who wait.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { frames, steady, waiting } from './loads.js'

test('a steady rate waits for nobody, and knows when each was due', () => {
  const { name, due, meantMs } = steady(2_000)
  assert.is(name, '2,000 a second')
  assert.is(due({ elapsedMs: 0, sent: 0, pending: 0 }), 0)
  assert.is(due({ elapsedMs: 10.9, sent: 5, pending: 5 }), 16)
  assert.is(due({ elapsedMs: 10.9, sent: 5, pending: 0 }), 16)
  assert.is(meantMs?.(21), 10.5)
})

test('a frame is sent when the one before is done', () => {
  const { due, meantMs } = frames(256)
  assert.is(due({ elapsedMs: 9, sent: 0, pending: 0 }), 256)
  assert.is(due({ elapsedMs: 9, sent: 256, pending: 1 }), 0)
  assert.is(meantMs, undefined)
})

test('whoever has an outcome is followed by another', () => {
  const { due } = waiting(100)
  assert.is(due({ elapsedMs: 9, sent: 0, pending: 0 }), 100)
  assert.is(due({ elapsedMs: 9, sent: 100, pending: 63 }), 37)
})

test.run()
