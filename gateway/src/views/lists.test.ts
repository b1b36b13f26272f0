// Order lists: open, found by both ids, closed, and as pages of history.
import { CloseReason, Contingency, OrderStatus, OrderType, Side } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { restoreViews, type ViewBounds } from './index.js'
import { alice, bob, market, type OrderFields } from './testing/frames.js'
import { listed } from './testing/listed.js'
import { listAccepted, listClosed, specialAccepted } from './testing/special-events.js'

/** The two orders of an oco. */
function legsOf(listId: number): [OrderFields, OrderFields] {
  const first: OrderFields = {
    account: alice,
    orderId: listId * 2 - 1,
    side: Side.sell,
    priceTicks: 120,
    quantityLots: 10,
    orderType: OrderType.limitMaker,
    clientOrderId: `above-${listId}`,
  }
  const clientOrderId = `below-${listId}`
  const orderType = OrderType.stopLossLimit
  return [first, { ...first, orderId: listId * 2, priceTicks: 80, orderType, clientOrderId }]
}

function listedForLists(bounds: Partial<ViewBounds> = {}) {
  const { stream, views } = listed(bounds)
  const place = (listId: number, listClientOrderId = `list-${listId}`) => {
    const [above, below] = legsOf(listId)
    return views.fold(
      stream.frame(
        specialAccepted(stream, above, { listId }),
        specialAccepted(stream, below, { listId, stopPriceTicks: 81, isWaiting: true }),
        listAccepted(stream, listId, [above, below], Contingency.oco, listClientOrderId),
      ),
    )
  }
  const cancel = (listId: number) => {
    const [above, below] = legsOf(listId)
    return views.fold(
      stream.frame(
        stream.closed(above),
        stream.closed(below, 0, OrderStatus.expired, CloseReason.otherLeg),
        listClosed(stream, listId, alice),
      ),
    )
  }
  return { stream, views, place, cancel }
}

test('a list is open with its orders, and known by both ids, not to a stranger', () => {
  const { stream, views, place } = listedForLists()
  const changes = place(1)
  const list = {
    listId: 1,
    account: alice,
    market,
    listClientOrderId: 'list-1',
    contingency: Contingency.oco,
    orders: [
      { orderId: 1, clientOrderId: 'above-1' },
      { orderId: 2, clientOrderId: 'below-1' },
    ],
    isOpen: true,
    createdUs: stream.timestampUs,
    updatedUs: stream.timestampUs,
  }
  assert.equal(views.listById(alice, 1), list)
  assert.equal(views.listByClientId(alice, 'list-1'), list)
  assert.equal(views.openLists(alice), [list])
  assert.equal(views.openLists(alice, 1), [])
  assert.equal(changes.lists, [{ account: alice, accountEvent: 3, list }])
  assert.is(views.orderById(alice, 2)?.listId, 1)
  assert.is(views.listById(bob, 1), undefined)
  assert.is(views.listByClientId(bob, 'list-1'), undefined)
  assert.is(views.listByClientId(alice, ''), undefined)
})

test('a closed list is history, and its client id may be used again', () => {
  const { stream, views, place, cancel } = listedForLists()
  place(1, 'again')
  const changes = cancel(1)
  assert.equal(views.openLists(alice), [])
  assert.is(views.listById(alice, 1)?.isOpen, false)
  assert.is(views.listById(alice, 1)?.updatedUs, stream.timestampUs)
  assert.is(changes.lists[0].list.isOpen, false)
  assert.is(views.orderById(alice, 2)?.closeReason, CloseReason.otherLeg)
  assert.is(views.listByClientId(alice, 'again')?.listId, 1)
  place(2, 'again')
  assert.is(views.listByClientId(alice, 'again')?.listId, 2)
})

test('pages of lists, of one market and of all, within a bound', () => {
  const { views, place, cancel } = listedForLists({ finishedListsPerAccountMax: 2 })
  for (const listId of [1, 2, 3]) {
    place(listId)
    cancel(listId)
  }
  place(4)
  const idsOf = (from: Parameters<typeof views.lists>[1], number?: number) => {
    const { entries, complete } = views.lists(alice, from, number)
    return [entries.map(({ listId }) => listId), complete]
  }
  assert.equal(idsOf({ limit: 9 }), [[2, 3, 4], false])
  assert.equal(idsOf({ limit: 2 }, market), [[3, 4], true])
  assert.equal(idsOf({ fromId: 2, limit: 2 }), [[2, 3], true])
  assert.equal(idsOf({ limit: 9 }, 1), [[], true])
  const restored = restoreViews(views.snapshot(), { finishedListsPerAccountMax: 2 })
  assert.equal(restored.lists(alice, { limit: 9 }), views.lists(alice, { limit: 9 }))
  assert.equal(restored.openLists(alice), views.openLists(alice))
})

test.run()
