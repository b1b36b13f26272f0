// Freshness: what is fresh costs nothing, what is not waits for its frame, and nobody waits for ever.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Timers } from '../ports.js'
import type { ApiError } from './errors.js'
import { Freshness } from './freshness.js'

function world(latest: () => number | Promise<number>) {
  const alarms = new Set<() => void>()
  const timers: Timers = {
    after: (_, run) => {
      alarms.add(run)
      return () => alarms.delete(run)
    },
    every: () => () => {},
  }
  const state = { sequence: 5, looks: 0 }
  const sequence = () => {
    state.looks++
    return state.sequence
  }
  const freshness = new Freshness({ views: { sequence }, timers, latest })
  const fold = (sequence: number) => {
    state.sequence = sequence
    freshness.onFolded()
  }
  return { freshness, alarms, fold, state }
}

const statusOf = (reached: Promise<void> | undefined): Promise<number> =>
  Promise.resolve(reached).then(
    () => 200,
    ({ status }: ApiError) => status,
  )

/** Whether it is settled already, as far as it can be told. */
async function isSettled(status: Promise<number>): Promise<boolean> {
  await new Promise((resolve) => setImmediate(resolve))
  return (await Promise.race([status, Promise.resolve(0)])) !== 0
}

test('where this process knows that nothing is newer, nobody waits', () => {
  const { freshness, alarms } = world(() => 5)
  assert.is(freshness.reached(), undefined)
  assert.is(alarms.size, 0)
})

test('a read waits for the frame that the core had published, and for no later one', async () => {
  const { freshness, alarms, fold } = world(async () => 7)
  const status = statusOf(freshness.reached())
  fold(6)
  assert.not(await isSettled(status))
  fold(7)
  assert.is(await status, 200)
  assert.is(alarms.size, 0)
})

test('an answer that comes after the frame was folded ends the wait at once', async () => {
  const { freshness, alarms } = world(async () => 4)
  assert.is(await statusOf(freshness.reached()), 200)
  assert.is(alarms.size, 0)
})

test('what is not in time is refused, and so is what the core does not answer', async () => {
  const late = world(() => 9)
  const status = statusOf(late.freshness.reached())
  assert.not(await isSettled(status))
  for (const alarm of [...late.alarms]) alarm()
  assert.is(await status, 503)
  late.fold(9)
  const silent = world(() => Promise.reject(new Error('the link is closed')))
  assert.is(await statusOf(silent.freshness.reached()), 503)
  assert.is(silent.alarms.size, 0)
})

test('an answer that many reads share is listened to once, whoever was refused before it', async () => {
  let answer: (sequence: number) => void = () => {}
  const shared = new Promise<number>((resolve) => {
    answer = resolve
  })
  const { freshness, alarms, fold, state } = world(() => shared)
  const early = [1, 2, 3].map(() => statusOf(freshness.reached()))
  for (const alarm of [...alarms]) alarm()
  assert.equal(await Promise.all(early), [503, 503, 503])
  const late = [1, 2].map(() => statusOf(freshness.reached()))
  state.looks = 0
  answer(7)
  assert.not(await isSettled(late[0] as Promise<number>))
  assert.is(state.looks, 1)
  fold(7)
  assert.equal(await Promise.all(late), [200, 200])
  assert.is(alarms.size, 0)
})

test.run()
