// Books against a plain map, and what they refuse.
import { Side } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { LevelView } from '../ports.js'
import { Books } from './books.js'
import { numbers } from './testing/numbers.js'

const market = 3

function opened(): Books {
  const books = new Books()
  books.open(market)
  return books
}

test('gives the levels of a plain map, best first, after every change', () => {
  const books = opened()
  const naive = { [Side.buy]: new Map<number, number>(), [Side.sell]: new Map<number, number>() }
  const next = numbers(42)
  for (let updateId = 1; updateId <= 5_000; updateId++) {
    const side = next(2) === 0 ? Side.buy : Side.sell
    const totals = naive[side]
    const price = 1 + next(next(4) === 0 ? 2_000 : 40)
    const lots = totals.has(price) ? next(3) : 1 + next(1_000)
    books.setLevel(market, updateId, side, price, lots)
    if (lots === 0) totals.delete(price)
    else totals.set(price, lots)
    if (updateId % 50 > 0) continue
    const depth = books.depth(market, 10_000)
    assert.is(depth.lastUpdateId, updateId)
    assert.equal(depth.bids, sorted(naive[Side.buy], -1))
    assert.equal(depth.asks, sorted(naive[Side.sell], 1))
    assert.equal(books.depth(market, 3).bids, depth.bids.slice(0, 3))
  }
})

function sorted(totals: Map<number, number>, sign: number): LevelView[] {
  const levels = [...totals].map(([priceTicks, totalLots]) => ({ priceTicks, totalLots }))
  return levels.sort((one, other) => sign * (one.priceTicks - other.priceTicks))
}

test('a market without levels, and one that is unknown', () => {
  assert.equal(opened().depth(market, 5), { lastUpdateId: 0, bids: [], asks: [] })
  assert.equal(opened().depth(99, 5), { lastUpdateId: 0, bids: [], asks: [] })
})

test('update ids of a market are dense; the levels of one command share theirs', () => {
  const books = opened()
  books.setLevel(market, 1, Side.buy, 10, 1)
  books.setLevel(market, 1, Side.buy, 11, 1)
  books.setLevel(market, 2, Side.buy, 12, 1)
  assert.throws(() => books.setLevel(market, 4, Side.buy, 13, 1), /update 4 of market 3 follows 2/)
  assert.throws(() => books.setLevel(market, 1, Side.buy, 13, 1), /update 1 of market 3 follows 2/)
})

test('refuses an unknown market, an unknown level and a negative total', () => {
  const books = opened()
  assert.throws(() => books.setLevel(8, 1, Side.buy, 10, 1), /market 8 is not listed/)
  assert.throws(() => books.setLevel(market, 1, Side.sell, 10, 0), /no level at 10 ticks/)
  assert.throws(() => books.setLevel(market, 1, Side.sell, 10, 2 ** 64 - 2048), /are no total/)
})

test.run()
