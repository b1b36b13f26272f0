// The time of a batch: it never goes back, and a jump of the wall clock must stand to count.
import { SimClock } from '@openbell/sim/world/clock.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Reporter } from '../ports.js'
import { BatchTime } from './time.js'

const startUs = 1_700_000_000_000_000
const second = 1_000_000
const hour = 3600 * second
const day = 24 * hour

class Words implements Reporter {
  readonly lines: string[] = []
  info(message: string): void {
    this.lines.push(`info ${message}`)
  }
  warn(message: string): void {
    this.lines.push(`warn ${message}`)
  }
  error(message: string): void {
    this.lines.push(`error ${message}`)
  }
}

function world(lastUs = 0) {
  const clock = new SimClock(startUs)
  const words = new Words()
  return { clock, words, time: new BatchTime(clock, words, lastUs) }
}

test('it follows the wall clock', () => {
  const { clock, time, words } = world()
  assert.is(time.next(), startUs)
  clock.advance(1500)
  assert.is(time.next(), startUs + 1500)
  assert.is(time.next(), startUs + 1500)
  assert.equal(words.lines, [])
})

test('at start the wall clock holds, unless it is below the last time', () => {
  assert.is(world(startUs - day).time.next(), startUs)
  const { clock, time } = world(startUs + hour)
  assert.is(time.next(), startUs + hour)
  clock.advance(hour + second)
  assert.is(time.next(), startUs + hour + second)
})

test('drift and small steps of the wall clock are followed, and never backwards', () => {
  const { clock, time, words } = world()
  let last = time.next()
  for (let i = 0; i < 100; i++) {
    clock.advance(10_000)
    clock.jump(i % 2 === 0 ? 900_000 : -950_000)
    const next = time.next()
    assert.ok(next >= last)
    last = next
  }
  assert.equal(words.lines, [])
})

test('a jump back is not taken for ten seconds, and time goes on by the monotonic clock', () => {
  const { clock, time, words } = world()
  time.next()
  clock.jump(-hour)
  clock.advance(second)
  assert.is(time.next(), startUs + second)
  assert.equal(words.lines, ['error the wall clock jumped by -3600.0 s; time goes on without it'])
  clock.advance(9 * second)
  assert.is(time.next(), startUs + 10 * second)
  clock.advance(second)
  const believed = time.next()
  assert.is(believed, startUs + 10 * second, 'the clock is taken, so time stands until it comes by')
  assert.is(words.lines.length, 2)
  clock.advance(hour + second)
  assert.is(time.next(), startUs + 12 * second)
})

test('a jump forward is taken after it stood for ten seconds', () => {
  const { clock, time, words } = world()
  clock.jump(day)
  assert.is(time.next(), startUs)
  clock.advance(10 * second - 1)
  assert.is(time.next(), startUs + 10 * second - 1)
  clock.advance(1)
  assert.is(time.next(), startUs + day + 10 * second)
  assert.equal(words.lines, [
    'error the wall clock jumped by 86400.0 s; time goes on without it',
    'warn the jump of the wall clock stood for 10 s and is taken',
  ])
})

test('a jump that is taken back within ten seconds never was', () => {
  const { clock, time } = world()
  clock.jump(day)
  time.next()
  clock.advance(5 * second)
  clock.jump(-day)
  assert.is(time.next(), startUs + 5 * second)
  clock.jump(day)
  clock.advance(6 * second)
  assert.is(time.next(), startUs + 11 * second, 'the ten seconds begin anew')
})

test('a second jump begins the ten seconds anew', () => {
  const { clock, time, words } = world()
  clock.jump(day)
  time.next()
  clock.advance(9 * second)
  clock.jump(hour)
  assert.is(time.next(), startUs + 9 * second)
  clock.advance(9 * second)
  assert.is(time.next(), startUs + 18 * second)
  clock.advance(second)
  assert.is(time.next(), startUs + day + hour + 19 * second)
  assert.is(words.lines.length, 3)
})

test('a wall clock that stands still is a jump that grows', () => {
  const { clock, time } = world()
  for (let i = 0; i < 60; i++) {
    clock.advance(second)
    clock.jump(-second)
    const next = time.next()
    assert.ok(next >= startUs && next <= startUs + (i + 1) * second, `second ${i}`)
  }
})

test('how long a time is ahead, also while the clock is behind what was given', () => {
  const { clock, time } = world()
  const first = time.next()
  assert.is(time.until(first), 0)
  assert.is(time.until(first + 7), 7)
  clock.advance(5)
  assert.is(time.until(first + 7), 2)
  clock.advance(5)
  assert.is(time.until(first + 7), 0)
  const last = time.next()
  clock.jump(-hour)
  time.next()
  clock.advance(10 * second)
  assert.is(time.next(), last, 'the hour is believed, and time stands still')
  assert.is(time.until(last + 7), hour - 10 * second + 7)
  assert.is(time.until(last), 0)
})

test('times are whole microseconds', () => {
  const clock = { wallUs: () => startUs, monotonicUs: () => 0.4 }
  assert.ok(Number.isInteger(new BatchTime(clock, new Words(), 0).next()))
})

test.run()
