// The way of a copy to the keeper's thread: its room is made there, goes over, and comes back.
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { SnapshotKeeper, SnapshotKept, SnapshotLost, SnapshotOrder } from '../ports.js'
import { keeperBehind, startKeeperThread } from './keeper-thread.js'

const entry = new URL('../testing/keeper-child.js', import.meta.url)
const waitMsMax = 20_000

const orderOf = (sequence: number, body: Uint8Array): SnapshotOrder => ({
  exchangeId: new Uint8Array(16),
  sequence,
  timestampUs: 0,
  epoch: 1,
  chain: new Uint8Array(8),
  eventsDigest: new Uint8Array(8),
  body,
})

/** A keeper in a thread, and all that it says that it has kept, and has not. */
async function withKeeper(
  work: (
    keeper: SnapshotKeeper,
    kept: readonly SnapshotKept[],
    lost: readonly SnapshotLost[],
    failures: readonly string[],
  ) => Promise<void>,
): Promise<void> {
  const { port1, port2 } = new MessageChannel()
  const kept: SnapshotKept[] = []
  const lost: SnapshotLost[] = []
  const failures: string[] = []
  startKeeperThread({
    entry,
    folder: 'there',
    orders: port2,
    onKept: (one) => kept.push(one),
    onLost: (one) => lost.push(one),
    onFailed: ({ message }) => failures.push(message),
  })
  const closed = once(port1, 'close')
  try {
    await work(keeperBehind(port1), kept, lost, failures)
  } finally {
    port1.close()
    await closed
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  const endMs = performance.now() + waitMsMax
  while (!isTrue()) {
    assert.ok(performance.now() < endMs, 'the keeper did not answer')
    await sleep(1)
  }
}

/** Asks until an order of so many bytes is taken; returns the room that it lay in, as it came. */
async function keep(keeper: SnapshotKeeper, sequence: number, bytes: number, first = 7) {
  let found = { sizeBytes: 0, last: 0 }
  let room: Uint8Array = new Uint8Array(0)
  const order = (given: Uint8Array) => {
    room = given
    found = { sizeBytes: given.length, last: given[given.length - 1] }
    return orderOf(sequence, given.subarray(0, bytes).fill(first))
  }
  await until(() => keeper.keep(bytes, order))
  assert.is(room.length, 0, 'the room went over and was not copied')
  return found
}

test('a keeper that fails is told of, and stops nothing else', () =>
  withKeeper(async (keeper, _kept, _lost, failures) => {
    const fail = () => assert.unreachable('there is no room')
    const more = 2 ** 60
    assert.is(keeper.keep(more, fail as () => SnapshotOrder), false)
    await until(() => failures.length > 0)
    assert.match(failures.join(), /Invalid typed array length/)
    assert.is(keeper.keep(1, fail as () => SnapshotOrder), false)
  }))

test('an order is not asked for before there is room for it', () =>
  withKeeper(async (keeper) => {
    const fail = () => assert.unreachable('there was no room yet')
    assert.is(keeper.keep(1000, fail as () => SnapshotOrder), false)
    assert.ok((await keep(keeper, 1, 1000)).sizeBytes >= 1000)
  }))

test('room comes back with the answer and is used again, until it is too small', () =>
  withKeeper(async (keeper, kept) => {
    const first = await keep(keeper, 11, 1000)
    assert.is(first.last, 0)
    const second = await keep(keeper, 12, first.sizeBytes)
    assert.equal(second, { sizeBytes: first.sizeBytes, last: 11 })
    const third = await keep(keeper, 13, first.sizeBytes + 1)
    assert.ok(third.sizeBytes > first.sizeBytes)
    assert.is(third.last, 0)
    await until(() => kept.length === 3)
    const told = kept.map(({ sequence, sizeBytes, orderCount }) => [
      sequence,
      sizeBytes,
      orderCount,
    ])
    assert.equal(told, [
      [11, 1000, 7],
      [12, first.sizeBytes, 7],
      [13, first.sizeBytes + 1, 7],
    ])
    assert.is(kept[0].path, 'there')
  }))

test('what is not kept is answered too, and told as lost', () =>
  withKeeper(async (keeper, kept, lost) => {
    await keep(keeper, 21, 500, 0)
    assert.is((await keep(keeper, 22, 500)).last, 21)
    await until(() => kept.length > 0)
    assert.equal(
      kept.map(({ sequence }) => sequence),
      [22],
    )
    assert.equal(lost, [{ sequence: 21, isInvariantBroken: true }])
  }))

test.run()
