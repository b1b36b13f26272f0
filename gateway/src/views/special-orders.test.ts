// Orders with terms of their own: waiting, activated, trailing, amended, and prevented trades.
import {
  ActivationReason,
  CloseReason,
  OrderStatus,
  OrderType,
  SelfTradePrevention,
  Side,
  TimeInForce,
  TradeGroupSet,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { alice, bob, encode, market } from './testing/frames.js'
import { bid, listed, own, stop } from './testing/listed.js'
import {
  orderActivated,
  orderAmended,
  specialAccepted,
  stopMoved,
  tradePrevented,
} from './testing/special-events.js'

test('an order keeps the terms that it came with', () => {
  const { stream, views, fold } = listed()
  const terms = {
    selfTradePrevention: SelfTradePrevention.decrement,
    icebergLots: 10,
    expiresUs: 1_800_000_000_000_000,
  }
  const dated = { ...bid, timeInForce: TimeInForce.goodTillDate }
  fold(specialAccepted(stream, dated, terms))
  const order = views.orderById(alice, 1)
  assert.is(order?.selfTradePrevention, SelfTradePrevention.decrement)
  assert.is(order?.icebergLots, 10)
  assert.is(order?.expiresUs, 1_800_000_000_000_000)
  assert.is(order?.timeInForce, TimeInForce.goodTillDate)
  assert.is(order?.isWaiting, false)
  assert.is(order?.workingUs, stream.timestampUs)
  const byQuote = { ...bid, orderId: 7, orderType: OrderType.market, priceTicks: 0 }
  fold(specialAccepted(stream, byQuote, { quoteUnits: 12_345n }))
  assert.is(views.orderById(alice, 7)?.quoteUnits, 12_345n)
})

test('a stop waits, is triggered, works and trades', () => {
  const { stream, views, fold } = listed()
  fold(specialAccepted(stream, stop, { stopPriceTicks: 90, isWaiting: true }))
  const waiting = views.openOrders(alice)[0]
  assert.equal([waiting.isWaiting, waiting.workingUs], [true, undefined])
  assert.is(waiting.stopPriceTicks, 90)
  const maker = { ...bid, account: bob }
  fold(stream.accepted(maker))
  const changes = fold(
    orderActivated(stream, stop),
    stream.trade({ tradeId: 1, maker, taker: stop, quantityLots: 20 }),
  )
  const activatedUs = stream.timestampUs
  const [activated, , filled] = changes.executions
  assert.is(activated.execution, 'activated')
  assert.equal([activated.order.isWaiting, activated.order.workingUs], [false, activatedUs])
  assert.is(filled.order.executedLots, 20)
  assert.is(filled.order.workingUs, activatedUs)
})

test('a trailing stop follows the market', () => {
  const { stream, views, fold } = listed()
  fold(specialAccepted(stream, stop, { stopPriceTicks: 70, trailingBips: 100, isWaiting: true }))
  assert.is(views.orderById(alice, 3)?.trailingUs, undefined)
  const changes = fold(stopMoved(stream, stop, 95))
  const movedUs = stream.timestampUs
  assert.is(changes.executions[0].execution, 'stopMoved')
  fold(stopMoved(stream, stop, 97))
  const order = views.orderById(alice, 3)
  assert.equal([order?.stopPriceTicks, order?.trailingUs], [97, movedUs])
})

test('an amended order is smaller, and the amendment is remembered', () => {
  const { stream, views, fold } = listed()
  fold(stream.accepted({ ...bid, clientOrderId: 'mine' }))
  const changes = fold(orderAmended(stream, bid, 40))
  assert.is(changes.executions[0].execution, 'amended')
  assert.is(views.orderById(alice, 1)?.quantityLots, 40)
  fold(orderAmended(stream, bid, 25))
  const { entries, complete } = views.amendments(alice, market, 1, { limit: 10 })
  assert.is(complete, true)
  assert.equal(
    entries.map((one) => [one.accountEvent, one.beforeLots, one.quantityLots, one.clientOrderId]),
    [
      [2, 50, 40, 'mine'],
      [3, 40, 25, 'mine'],
    ],
  )
  const later = views.amendments(alice, market, 1, { fromId: 3, limit: 10 })
  assert.equal(
    later.entries.map(({ accountEvent }) => accountEvent),
    [3],
  )
  assert.equal(views.amendments(alice, market, 2, { limit: 10 }).entries, [])
  assert.equal(views.amendments(bob, market, 1, { limit: 10 }).entries, [])
  fold(stream.closed({ ...bid, quantityLots: 25 }))
  assert.is(views.orderById(alice, 1)?.status, OrderStatus.cancelled)
})

test('expireMaker: the maker ends with all that it had left, the taker goes on', () => {
  const { stream, views, fold } = listed()
  fold(stream.accepted(bid))
  const mode = SelfTradePrevention.expireMaker
  const lots = { makerPreventedLots: 50, takerPreventedLots: 0 }
  const changes = fold(
    stream.accepted(own),
    tradePrevented(stream, { preventedId: 1, mode, maker: bid, taker: own, ...lots }),
    stream.closed(bid, 0, OrderStatus.expiredInMatch),
  )
  const maker = views.orderById(alice, 1)
  assert.equal([maker?.status, maker?.preventedLots], [OrderStatus.expiredInMatch, 50])
  assert.is(maker?.closeReason, CloseReason.selfTradePrevented)
  assert.is(maker?.quantityLots, 50)
  assert.is(views.orderById(alice, 2)?.preventedLots, 0)
  const steps = changes.executions.map((step) => [
    step.execution,
    step.order.orderId,
    step.prevented?.preventedId,
  ])
  assert.equal(steps, [
    ['new', 2, undefined],
    ['prevented', 1, 1],
  ])
})

test('decrement: both are smaller, and whoever has nothing left ends', () => {
  const { stream, views, fold } = listed()
  fold(stream.accepted(bid))
  const mode = SelfTradePrevention.decrement
  const lots = { makerPreventedLots: 30, takerPreventedLots: 30 }
  const changes = fold(
    stream.accepted(own),
    tradePrevented(stream, { preventedId: 5, mode, maker: bid, taker: own, ...lots }),
    stream.closed({ ...own, quantityLots: 0 }, 0, OrderStatus.expiredInMatch),
  )
  const maker = views.orderById(alice, 1)
  assert.equal([maker?.quantityLots, maker?.preventedLots], [20, 30])
  assert.is(maker?.status, OrderStatus.new)
  const taker = views.orderById(alice, 2)
  assert.equal([taker?.quantityLots, taker?.preventedLots], [0, 30])
  assert.is(taker?.status, OrderStatus.expiredInMatch)
  assert.equal(
    changes.executions.map(({ execution, order }) => [execution, order.orderId]),
    [
      ['new', 2],
      ['prevented', 1],
      ['prevented', 2],
    ],
  )
  const maker2 = { ...bid, quantityLots: 20 }
  const taker2 = { ...own, account: bob, orderId: 9, quantityLots: 20 }
  fold(
    stream.accepted(taker2),
    stream.trade({ tradeId: 1, maker: maker2, taker: taker2, quantityLots: 20 }),
  )
  assert.is(views.orderById(alice, 1)?.status, OrderStatus.filled)
})

test('prevented trades of a group are known to both accounts, and asked for in many ways', () => {
  const { stream, views, fold } = listed()
  for (const account of [alice, bob])
    fold(encode(TradeGroupSet, { account, tradeGroup: 3, accountEvent: stream.nextEvent(account) }))
  assert.is(views.account(bob)?.tradeGroup, 3)
  const mode = SelfTradePrevention.expireTaker
  for (const preventedId of [1, 2, 3]) {
    const maker = { ...bid, orderId: preventedId * 10 }
    const taker = { ...own, account: bob, orderId: preventedId * 10 + 1 }
    const lots = { makerPreventedLots: 0, takerPreventedLots: 30 }
    fold(
      stream.accepted(maker),
      stream.accepted(taker),
      tradePrevented(stream, { preventedId, mode, maker, taker, ...lots }),
      stream.closed(taker, 0, OrderStatus.expiredInMatch),
    )
  }
  const ids = (account: number, range: Parameters<typeof views.preventedMatches>[2]) =>
    views.preventedMatches(account, market, range).entries.map(({ preventedId }) => preventedId)
  assert.equal(ids(alice, { limit: 2 }), [2, 3])
  assert.equal(ids(bob, { fromId: 2, limit: 9 }), [2, 3])
  assert.equal(ids(bob, { preventedId: 2, limit: 9 }), [2])
  assert.equal(ids(alice, { orderId: 10, limit: 9 }), [1])
  assert.equal(ids(bob, { orderId: 11, limit: 9 }), [1])
  const [match] = views.preventedMatches(bob, market, { preventedId: 3, limit: 1 }).entries
  assert.equal([match.tradeGroup, match.takerSide, match.mode], [3, Side.sell, mode])
})

test('prevented trades beyond the bound are gone, and the page says so', () => {
  const { stream, views } = listed({ preventedPerAccountMax: 2 })
  const mode = SelfTradePrevention.expireMaker
  const lots = { makerPreventedLots: 50, takerPreventedLots: 0 }
  views.fold(stream.frame(stream.accepted(own)))
  for (const preventedId of [1, 2, 3]) {
    const maker = { ...bid, orderId: 100 + preventedId }
    const records = [
      stream.accepted(maker),
      tradePrevented(stream, { preventedId, mode, maker, taker: own, ...lots }),
      stream.closed(maker, 0, OrderStatus.expiredInMatch),
    ]
    views.fold(stream.frame(...records))
  }
  const page = views.preventedMatches(alice, market, { limit: 9 })
  assert.equal(
    page.entries.map(({ preventedId }) => preventedId),
    [2, 3],
  )
  assert.is(page.complete, false)
  assert.is(views.preventedMatches(alice, market, { fromId: 2, limit: 9 }).complete, true)
})

test('a pending order follows the first of its list', () => {
  const { stream, views, fold } = listed()
  const terms = { listId: 8, status: OrderStatus.pending, isWaiting: true }
  const second = { ...own, orderId: 2 }
  const third = { ...stop, orderId: 3 }
  fold(
    specialAccepted(stream, second, terms),
    specialAccepted(stream, third, { ...terms, stopPriceTicks: 80 }),
  )
  assert.is(views.orderById(alice, 2)?.status, OrderStatus.pending)
  assert.is(views.openOrders(alice).length, 2)
  fold(
    orderActivated(stream, second, ActivationReason.firstFilled),
    orderActivated(stream, third, ActivationReason.firstFilled, true),
  )
  const [working, waiting] = views.openOrders(alice)
  assert.equal([working.status, working.isWaiting], [OrderStatus.new, false])
  assert.equal([waiting.status, waiting.isWaiting], [OrderStatus.new, true])
  assert.is(waiting.workingUs, undefined)
})

test.run()
