// Snapshots: the same bytes for the same frames, whether restored on the way or not.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { EventFrame, ViewChanges } from '../ports.js'
import { createViews, restoreViews, ViewSnapshotError } from './index.js'
import { alice, bob, market } from './testing/frames.js'
import { randomFrames } from './testing/random-frames.js'

const bounds = {
  tradesPerMarketMax: 50,
  finishedOrdersPerAccountMax: 30,
  fillsPerAccountMax: 40,
  finishedListsPerAccountMax: 10,
  preventedPerAccountMax: 20,
  amendmentsPerAccountMax: 20,
  historyEntriesMax: 180,
}

function take(count: number, seed = 7): EventFrame[] {
  const frames = randomFrames(seed)
  return Array.from({ length: count }, () => frames.next().value)
}

test('folding on from a snapshot is the same as never having stopped', () => {
  const frames = take(3_000)
  const whole = createViews(bounds)
  let stopping = createViews(bounds)
  for (const [index, frame] of frames.entries()) {
    if (index % 371 === 370) stopping = restoreViews(stopping.snapshot(), bounds)
    const changes: ViewChanges = whole.fold(frame)
    assert.equal(stopping.fold(frame), changes)
  }
  assert.equal(stopping.snapshot(), whole.snapshot())
  assert.ok(whole.depth(market, 1_000).bids.length > 20)
  assert.equal(stopping.depth(market, 1_000), whole.depth(market, 1_000))
  assert.is(whole.recentTrades(market, 1_000).length, 50)
  assert.equal(stopping.recentTrades(market, 1_000), whole.recentTrades(market, 1_000))
  for (const account of [alice, bob]) {
    assert.equal(stopping.account(account), whole.account(account))
    assert.equal(stopping.balances(account), whole.balances(account))
    assert.ok(whole.openOrders(account).length > 5)
    assert.equal(stopping.openOrders(account), whole.openOrders(account))
    for (const range of [{ limit: 1_000 }, { limit: 5 }, { limit: 5, fromId: 3 }]) {
      assert.equal(stopping.orders(account, market, range), whole.orders(account, market, range))
      assert.equal(stopping.fills(account, market, range), whole.fills(account, market, range))
      assert.equal(stopping.lists(account, range), whole.lists(account, range))
      const prevented = whole.preventedMatches(account, market, range)
      assert.equal(stopping.preventedMatches(account, market, range), prevented)
      assert.ok(prevented.entries.length > 0)
    }
    const orders = whole.orders(account, market, { limit: 1_000 }).entries
    const amended = orders.map(({ orderId }) =>
      whole.amendments(account, market, orderId, { limit: 9 }),
    )
    assert.ok(amended.some(({ entries }) => entries.length > 0))
    assert.equal(
      orders.map(({ orderId }) => stopping.amendments(account, market, orderId, { limit: 9 })),
      amended,
    )
    assert.equal(stopping.openLists(account), whole.openLists(account))
  }
  assert.ok([alice, bob].some((account) => whole.openLists(account).length > 0))
  assert.ok(whole.reservedWithdrawals().length > 3)
  assert.equal(stopping.reservedWithdrawals(), whole.reservedWithdrawals())
  assert.equal(stopping.markets(), whole.markets())
  assert.equal(stopping.feeTiers(), whole.feeTiers())
  assert.equal(stopping.marketBySymbol('BTCUSD'), whole.marketBySymbol('BTCUSD'))
})

test('the same frames give the same bytes, other frames other bytes', () => {
  const bytesOf = (frames: EventFrame[]): Uint8Array => {
    const views = createViews()
    for (const frame of frames) views.fold(frame)
    return views.snapshot()
  }
  assert.equal(bytesOf(take(500)), bytesOf(take(500)))
  assert.not.equal(bytesOf(take(500)), bytesOf(take(501)))
  assert.not.equal(bytesOf(take(500)), bytesOf(take(500, 8)))
})

test('views that have folded nothing can be restored', () => {
  const views = restoreViews(createViews().snapshot())
  assert.is(views.sequence(), 0)
  for (const frame of take(20)) views.fold(frame)
  assert.is(views.sequence(), 20)
})

test('what a snapshot held beyond narrower bounds is gone, and the pages say so', () => {
  const views = createViews(bounds)
  for (const frame of take(2_000)) views.fold(frame)
  const narrow = restoreViews(views.snapshot(), { ...bounds, finishedOrdersPerAccountMax: 3 })
  assert.equal(narrow.openOrders(alice), views.openOrders(alice))
  const open = narrow.openOrders(alice).length
  const page = narrow.orders(alice, market, { limit: 1_000 })
  assert.is(page.entries.length, open + 3)
  assert.is(page.complete, false)
})

test('refuses what is foreign, cut off, longer or damaged', () => {
  const views = createViews()
  for (const frame of take(50)) views.fold(frame)
  const bytes = views.snapshot()
  const refused = (change: (copy: Uint8Array) => Uint8Array, expected: RegExp) => {
    try {
      restoreViews(change(bytes.slice()))
    } catch (error) {
      assert.instance(error, ViewSnapshotError)
      assert.match((error as Error).message, expected)
      return
    }
    assert.unreachable('it was restored')
  }
  refused((copy) => copy.subarray(0, 15), /too short/)
  refused(() => new Uint8Array(1_000), /no snapshot of views/)
  refused((copy) => copy.fill(9, 4, 5), /version is 9/)
  refused((copy) => copy.subarray(0, copy.length - 1), /cut off/)
  refused((copy) => Buffer.concat([copy, new Uint8Array(1)]), /cut off/)
  for (let at = 12; at < bytes.length; at += 97)
    refused((copy) => copy.fill(copy[at] ^ 16, at, at + 1), /damaged/)
})

test.run()
