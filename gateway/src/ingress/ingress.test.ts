// Ingress: what arrived becomes a batch; what is too late, or not a cancel when only cancels get
// through, goes back to its edge and leaves no gap.
import {
  CancelOrder,
  commandSizes,
  forEachRecord,
  Lane,
  limits,
  PlaceOrder,
} from '@openbell/protocol'
import { SimClock } from '@openbell/sim/world/clock.js'
import { noReporter } from '@openbell/sim/world/exchange.js'
import { SimLink } from '@openbell/sim/world/link.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Refusal } from '../ports.js'
import { Ingress } from './ingress.js'

const startUs = 1_700_000_000_000_000
const startMs = startUs / 1000

function place(laneSequence: number, deadlineMs = 0): Uint8Array {
  const bytes = new Uint8Array(PlaceOrder.sizeBytes)
  const head = { lane: Lane.orders, session: 1, laneSequence, deadlineMs, account: 16, market: 0 }
  const body = { priceTicks: 5, quantityLots: 7, side: 0, orderType: 0, timeInForce: 0 }
  const rest = { selfTradePrevention: 0, clientOrderId: '' }
  PlaceOrder.write(new DataView(bytes.buffer), 0, { ...head, ...body, ...rest })
  return bytes
}

function cancel(laneSequence: number, deadlineMs = 0): Uint8Array {
  const bytes = new Uint8Array(CancelOrder.sizeBytes)
  const head = { lane: Lane.cancels, session: 1, laneSequence, deadlineMs, account: 16, market: 0 }
  const body = { orderId: 3, clientOrderId: '', restriction: 0 }
  CancelOrder.write(new DataView(bytes.buffer), 0, { ...head, ...body })
  return bytes
}

class World {
  readonly clock = new SimClock(startUs)
  readonly link = new SimLink(this.clock)
  readonly ingress = new Ingress(this.link, this.clock, noReporter, 0)
  readonly payload = new Uint8Array(limits.framePayloadBytesMax)
  readonly refused: [number, Lane, number, Refusal][] = []

  constructor() {
    this.link.onRefused((...refused) => this.refused.push(refused))
  }

  /** Sends, takes a batch, and returns the lane sequences in it. */
  batch(...commands: Uint8Array[]): number[] {
    for (const command of commands)
      this.link.put(command[1] === Lane.cancels ? Lane.cancels : Lane.orders, command)
    this.link.publish()
    const { payloadBytes, commandCount } = this.ingress.take(this.payload)
    this.link.deliverRefusals()
    const sequences: number[] = []
    const visit = (_: number, view: DataView, at: number) =>
      sequences.push(view.getUint32(at + PlaceOrder.offset.laneSequence, true))
    forEachRecord(this.payload.subarray(0, payloadBytes), visit, commandSizes)
    assert.is(sequences.length, commandCount)
    return sequences
  }
}

test('a batch is what arrived, cancels first, in the order of each lane', () => {
  const world = new World()
  assert.equal(world.batch(place(1), cancel(11), place(2), cancel(12)), [11, 12, 1, 2])
  assert.equal(world.batch(), [])
})

test('a batch carries its time', () => {
  const world = new World()
  world.clock.advance(5)
  assert.is(world.ingress.take(world.payload).timestampUs, startUs + 5)
  assert.is(world.ingress.now(), startUs + 5)
})

test('a command whose deadline has passed goes back, and the others close the gap', () => {
  const world = new World()
  const late = startMs - 1
  const commands = [place(1), place(2, late), place(3), place(4, late), cancel(9, late), place(5)]
  assert.equal(world.batch(...commands), [1, 3, 5])
  assert.equal(world.refused, [
    [1, Lane.cancels, 9, 'deadlinePassed'],
    [1, Lane.orders, 2, 'deadlinePassed'],
    [1, Lane.orders, 4, 'deadlinePassed'],
  ])
})

test('a deadline holds through its millisecond', () => {
  const world = new World()
  assert.equal(world.batch(place(1, startMs)), [1])
  world.clock.advance(999)
  assert.equal(world.batch(place(2, startMs)), [2])
  world.clock.advance(1)
  assert.equal(world.batch(place(3, startMs)), [])
})

test('commands keep their bytes when gaps are closed', () => {
  const world = new World()
  const kept = place(2 ** 40 + 7)
  world.batch(place(1, 1), kept)
  assert.equal(world.payload.slice(0, kept.length), kept)
})

test('when only cancels get through, orders go back and cancels are taken', () => {
  const world = new World()
  world.ingress.cancelOnly = true
  assert.equal(world.batch(place(1), cancel(2), place(3)), [2])
  assert.equal(world.refused, [
    [1, Lane.orders, 1, 'cancelOnly'],
    [1, Lane.orders, 3, 'cancelOnly'],
  ])
  world.ingress.cancelOnly = false
  assert.equal(world.batch(place(4)), [4])
})

test('the benchmark’s records have no head, and so no deadline', () => {
  const world = new World()
  world.ingress.cancelOnly = true
  const record = new Uint8Array(40)
  world.link.put(Lane.orders, record)
  world.link.publish()
  assert.is(world.ingress.take(world.payload).commandCount, 1)
})

test('a batch never exceeds its frame', () => {
  const world = new World()
  const count = Math.floor(limits.framePayloadBytesMax / PlaceOrder.sizeBytes)
  const commands = Array.from({ length: count + 5 }, (_, i) => place(i + 1))
  assert.is(world.batch(...commands).length, count)
  assert.equal(world.batch(), [count + 1, count + 2, count + 3, count + 4, count + 5])
})

test('a record of no known kind is an error, and never lost without a word', () => {
  const world = new World()
  const bytes = place(1)
  bytes[0] = 99
  assert.throws(() => world.batch(place(1), bytes, place(2)), /kind 99/)
})

test.run()
