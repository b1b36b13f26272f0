// Pages of history: which entries, and whether older ones are missing from memory.
import { OrderStatus, Side } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { HistoryRange } from '../ports.js'
import type { FoldedViews, ViewBounds } from './index.js'
import { alice, bob, btc, market, type OrderFields, usd } from './testing/frames.js'
import { listed } from './testing/listed.js'

const order = (orderId: number, account = alice): OrderFields => ({
  account,
  orderId,
  side: Side.sell,
  priceTicks: 100,
  quantityLots: 10,
  clientOrderId: `order-${orderId}`,
})

/** Views with a second market, and a stream to go on with. */
function listedTwo(bounds: Partial<ViewBounds>) {
  const { stream, views } = listed(bounds)
  views.fold(stream.frame(stream.listMarket(1, 'BTCUSD2', btc, usd)))
  return { views, stream }
}

/** Places and cancels the orders of these ids, a frame each; their times are ids plus a start. */
function finished(ids: readonly number[], bounds: Partial<ViewBounds> = {}) {
  const { views, stream } = listed(bounds)
  const startUs = stream.timestampUs
  for (const id of ids)
    views.fold(stream.frame(stream.accepted(order(id)), stream.closed(order(id))))
  return { views, stream, startUs }
}

const pageOf = (views: FoldedViews, range: HistoryRange, account = alice) => {
  const { entries, complete } = views.orders(account, market, range)
  return [entries.map(({ orderId }) => orderId), complete]
}

test('without a start: the newest, oldest first; with one: the first from there', () => {
  const { views, startUs } = finished([1, 2, 3, 4, 5])
  assert.equal(pageOf(views, { limit: 2 }), [[4, 5], true])
  assert.equal(pageOf(views, { limit: 9 }), [[1, 2, 3, 4, 5], true])
  assert.equal(pageOf(views, { limit: 0 }), [[], true])
  assert.equal(pageOf(views, { limit: 2, fromId: 2 }), [[2, 3], true])
  assert.equal(pageOf(views, { limit: 2, startUs: startUs + 3 }), [[3, 4], true])
  assert.equal(pageOf(views, { limit: 2, endUs: startUs + 3 }), [[2, 3], true])
  assert.equal(pageOf(views, { limit: 9, startUs: startUs + 2, endUs: startUs + 3 }), [
    [2, 3],
    true,
  ])
  assert.equal(pageOf(views, { limit: 9 }, bob), [[], true])
})

test('a page says whether what fell out of memory could belong to it', () => {
  const { views, startUs } = finished([1, 2, 3, 4, 5], { finishedOrdersPerAccountMax: 3 })
  assert.equal(pageOf(views, { limit: 9 }), [[3, 4, 5], false])
  assert.equal(pageOf(views, { limit: 3 }), [[3, 4, 5], true])
  assert.equal(pageOf(views, { limit: 9, fromId: 3 }), [[3, 4, 5], true])
  assert.equal(pageOf(views, { limit: 9, fromId: 2 }), [[3, 4, 5], false])
  assert.equal(pageOf(views, { limit: 9, startUs: startUs + 3 }), [[3, 4, 5], true])
  assert.equal(pageOf(views, { limit: 9, startUs: startUs + 2 }), [[3, 4, 5], false])
  assert.is(views.orderById(alice, 2), undefined)
  assert.is(views.orderByClientId(alice, market, 'order-2'), undefined)
  assert.is(views.orderByClientId(alice, market, 'order-3')?.orderId, 3)
  assert.is(views.orders(alice, 1, { limit: 9 }).complete, true)
})

test('an old order that ends late is found, and does not make younger pages whole', () => {
  const { views, stream } = listedTwo({ finishedOrdersPerAccountMax: 2 })
  views.fold(stream.frame(stream.accepted(order(1))))
  for (const id of [2, 3])
    views.fold(stream.frame(stream.accepted(order(id)), stream.closed(order(id))))
  views.fold(stream.frame(stream.closed(order(1))))
  assert.is(views.orderById(alice, 1)?.status, OrderStatus.cancelled)
  assert.equal(pageOf(views, { limit: 2 }), [[1, 3], false])
  assert.equal(pageOf(views, { limit: 1 }), [[3], true])
})

test('fills of an order are whole where all that was dropped is older than the order', () => {
  const { views, stream } = listedTwo({ fillsPerAccountMax: 2 })
  const tradeOf = (id: number) => {
    const maker = order(id)
    const taker = { ...order(id + 100, bob), side: Side.buy }
    views.fold(
      stream.frame(
        stream.accepted(maker),
        stream.accepted(taker),
        stream.trade({ tradeId: id, maker, taker, quantityLots: 10 }),
      ),
    )
  }
  for (const id of [1, 2, 3]) tradeOf(id)
  const fills = (orderId?: number) => {
    const { entries, complete } = views.fills(alice, market, { limit: 9 }, orderId)
    return [entries.map(({ tradeId }) => tradeId), complete]
  }
  assert.equal(fills(), [[2, 3], false])
  assert.equal(fills(2), [[2], true])
  assert.equal(fills(1), [[], false])
})

test('past the bound of all accounts, who was active longest ago is dropped whole', () => {
  const { views, stream } = listedTwo({ historyEntriesMax: 4 })
  const finish = (id: number, account: number) =>
    views.fold(stream.frame(stream.accepted(order(id, account)), stream.closed(order(id, account))))
  finish(1, alice)
  finish(2, bob)
  finish(3, bob)
  finish(4, alice)
  assert.equal(pageOf(views, { limit: 9 }), [[1, 4], true])
  finish(5, alice)
  assert.equal(pageOf(views, { limit: 9 }), [[1, 4, 5], true])
  assert.equal(pageOf(views, { limit: 9 }, bob), [[], false])
  finish(6, bob)
  assert.equal(pageOf(views, { limit: 9 }, bob), [[6], false])
  assert.equal(pageOf(views, { limit: 9, fromId: 4 }, bob), [[6], true])
})

test('the house has no history', () => {
  const { views, stream } = listedTwo({})
  const own = order(1, 3)
  views.fold(stream.frame(stream.accepted(own)))
  assert.is(views.openOrders(3).length, 1)
  views.fold(stream.frame(stream.closed(own)))
  assert.equal(pageOf(views, { limit: 9 }, 3), [[], false])
})

test.run()
