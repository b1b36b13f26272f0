// On a clock of its own: who waits, how long, and in whose batch.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Histogram } from './histogram.js'
import { clockCostNs, runOpenLoop } from './open-loop.js'

/** A clock that stands but for `pass`, and for one nanosecond a look, so that waiting ends. */
function standingClock(): { clock: () => number; pass: (ns: number) => void } {
  let nowNs = 1000
  const pass = (ns: number) => {
    nowNs += ns
  }
  return { clock: () => nowNs++, pass }
}

function run(arrivals: readonly number[], batchMax: number, costNs: (message: number) => number) {
  const { clock, pass } = standingClock()
  const batches: [number, number][] = []
  const latencies = new Histogram()
  const decide = (from: number, to: number) => {
    batches.push([from, to])
    for (let message = from; message < to; message++) pass(costNs(message))
  }
  const calls = runOpenLoop(Float64Array.from(arrivals), batchMax, decide, latencies, clock)
  assert.is(calls, batches.length)
  assert.is(latencies.count, arrivals.length)
  return { batches, latencies }
}

test('a message that finds the engine idle waits only for its own call', () => {
  const { batches, latencies } = run([0, 10_000, 20_000], 256, () => 100)
  assert.equal(batches, [
    [0, 1],
    [1, 2],
    [2, 3],
  ])
  assert.ok(latencies.maxNs >= 100 && latencies.maxNs < 110, `${latencies.maxNs} ns`)
})

test('a pause is paid by all that arrive in it, from when they were meant to', () => {
  const arrivals = Array.from({ length: 11 }, (_, index) => index * 1000)
  const { batches, latencies } = run(arrivals, 256, (message) => (message === 0 ? 10_000 : 1))
  assert.equal(batches, [
    [0, 1],
    [1, 11],
  ])
  // From 10,000 for the first down to some for the last.
  assert.ok(latencies.maxNs >= 10_000)
  assert.ok(latencies.percentileNs(0.5) >= 5_000)
})

test('a batch has at most so many messages', () => {
  const { batches } = run([0, 0, 0, 0, 0], 2, () => 1)
  assert.equal(batches, [
    [0, 2],
    [2, 4],
    [4, 5],
  ])
})

test('a look at the clock costs what it does', () => {
  assert.is(clockCostNs(standingClock().clock, 1000), 1)
})

test.run()
