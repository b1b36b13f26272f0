// Slow readers: they get fewer, larger updates without a gap, and in the end they are cut off; who
// reads in time notices nothing.
import { Side } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { market } from '../../views/testing/frames.js'
import type { SocketLimits } from './index.js'
import { type Client, Rig } from './testing/rig.js'

const path = '/ws/btcusd@depth@100ms'
const levelCount = 4_000

async function withRig(
  limits: Partial<SocketLimits>,
  work: (rig: Rig) => Promise<void>,
): Promise<void> {
  const rig = await Rig.open({ messagesPerSecondMax: 1_000, ...limits })
  try {
    await work(rig)
    assert.equal(rig.errors, [])
  } finally {
    await rig.close()
  }
}

/** Gives every level another total, and one more; then a period passes. */
function churn(rig: Rig, round: number): void {
  const totals = Array.from({ length: levelCount + round }, (_, index) => {
    return [1 + index, 1 + ((index + round) % 1_000)] as const
  })
  rig.frame(rig.stream.levels(Side.buy, totals))
  rig.time.pass(100)
  rig.flush()
}

/** Churns until a reader that takes nothing is so far behind that it is given nothing. */
async function fallBehind(rig: Rig, reading: Client): Promise<number> {
  for (let round = 1; round < 1_000; round++) {
    const before = rig.sockets.counts().messagesSent
    churn(rig, round)
    await reading.next()
    if (rig.sockets.counts().messagesSent === before + 1) return round
  }
  throw new Error('the reader never fell behind')
}

test('a reader that was slow gets what it missed as one update, and the book is whole', () =>
  withRig({ slowBytes: 64 * 1024, backlogBytesMax: 8 * 1024 * 1024 }, async (rig) => {
    const reading = await rig.connect(path)
    const slow = await rig.connect(path)
    slow.webSocket.pause()
    let round = await fallBehind(rig, reading)
    const gone = levelCount + round
    rig.frame(rig.stream.levels(Side.buy, [[gone, 0]]))
    for (let more = 0; more < 20; more++) {
      rig.frame(rig.stream.levels(Side.buy, [[9_000 + more, 1]]))
      rig.time.pass(100)
      rig.flush()
      round++
    }
    slow.webSocket.resume()
    const { lastUpdateId, bids } = rig.views.depth(market, 10_000)
    const book = new Map<string, string>()
    let [last, updates] = [0, 0]
    while (last < lastUpdateId) {
      const update = await nextUpdate(rig, slow)
      assert.is(update.U, last + 1)
      last = update.u
      updates++
      for (const [price, quantity] of update.b)
        if (Number(quantity) === 0) book.delete(price)
        else book.set(price, quantity)
    }
    assert.ok(updates < round, `${updates} updates in ${round} periods`)
    assert.is(book.size, bids.length)
    for (const { priceTicks, totalLots } of bids)
      assert.is(book.get((priceTicks / 100).toFixed(8)), (totalLots / 100_000).toFixed(8))
    rig.frame(rig.stream.levels(Side.buy, [[1, 7]]))
    rig.time.pass(100)
    rig.flush()
    assert.is((await nextUpdate(rig, slow)).U, lastUpdateId + 1)
    const { conflated, dropped } = rig.sockets.counts()
    assert.ok(conflated > 0)
    assert.is(dropped, 0)
  }))

interface Update {
  readonly U: number
  readonly u: number
  readonly b: readonly (readonly [price: string, quantity: string])[]
}

/** Periods pass until the reader, which reads again, gets its next update. */
async function nextUpdate(rig: Rig, client: Client): Promise<Update> {
  const next = client.next()
  let isThere = false
  const arrived = () => {
    isThere = true
  }
  next.then(arrived, arrived)
  while (!isThere) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    rig.time.pass(1)
  }
  return (await next) as unknown as Update
}

test('who is slow for ten seconds is cut off', () =>
  withRig({ slowBytes: -1 }, async (rig) => {
    const slow = await rig.connect(path)
    rig.time.pass(10_999)
    await slow.settle()
    assert.is(slow.webSocket.readyState, slow.webSocket.OPEN)
    rig.time.pass(1)
    assert.equal(await slow.closed, [1013, 'slow reader'])
    await rig.connectionsAre(0)
    assert.is(rig.sockets.counts().dropped, 1)
  }))

test('whose backlog outgrows its bound is cut off at once', () =>
  withRig({ slowBytes: Number.MAX_SAFE_INTEGER }, async (rig) => {
    const reading = await rig.connect(path)
    const slow = await rig.connect(path)
    slow.webSocket.pause()
    await fallBehind(rig, reading)
    slow.webSocket.resume()
    assert.equal(await slow.closed, [1013, 'slow reader'])
    assert.is(reading.webSocket.readyState, reading.webSocket.OPEN)
  }))

test.run()
