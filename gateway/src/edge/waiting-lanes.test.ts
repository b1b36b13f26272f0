// Commands whose callers wait no more: their places, and what is told of them.
import { Lane } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CommandCounts } from './command-counts.js'
import { WaitingLanes } from './waiting-lanes.js'

/** Lanes whose commands write down what their callers are told. */
function world() {
  const counts = new CommandCounts()
  const lanes = new WaitingLanes(counts)
  const told: string[] = []
  const add = (laneSequence: number, expiresUs: number) => {
    const { slots } = lanes.of(Lane.orders)
    const kept = { expiresUs, slot: slots.take(), sizeBytes: 0, isPut: true, isResent: false }
    lanes.add(Lane.orders, laneSequence, {
      ...kept,
      refusal: undefined,
      resolve: () => told.push(`${laneSequence} answered`),
      reject: ({ fault }) => told.push(`${laneSequence} ${fault}`),
    })
  }
  return { counts, lanes, told, add }
}

test('what has expired is abandoned once, and keeps its place and its turn', () => {
  const { counts, lanes, told, add } = world()
  for (const [laneSequence, expiresUs] of [1, 2, 3].map((n) => [n, n * 10] as const))
    add(laneSequence, expiresUs)
  lanes.sweep(10)
  lanes.sweep(20)
  lanes.sweep(20)
  assert.equal(told, ['1 unknown', '2 unknown'])
  assert.is(lanes.of(Lane.orders).size, 3)
  assert.equal(
    [...lanes].map(([, laneSequence]) => laneSequence),
    [1, 2, 3],
  )
  lanes.abandonAll()
  assert.equal(told, ['1 unknown', '2 unknown', '3 unknown'])
  assert.is(counts.pending, 3)
})

test('the outcome of what was abandoned gives its place free', () => {
  const { counts, lanes, add } = world()
  add(1, 10)
  lanes.sweep(10)
  assert.ok(lanes.of(Lane.orders).get(1))
  assert.ok(lanes.settle(Lane.orders, 1))
  assert.is(lanes.settle(Lane.orders, 1), undefined)
  assert.is(lanes.of(Lane.orders).size, 0)
  assert.is(counts.pending, 0)
})

test.run()
