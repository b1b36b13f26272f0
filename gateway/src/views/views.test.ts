// What the views answer after frames, noun by noun, and what they give on to the feeds.
import {
  CloseReason,
  OrderStatus,
  OrderType,
  SelfTradePrevention,
  Side,
  TimeInForce,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { alice, bob, btc, market, type OrderFields, usd } from './testing/frames.js'
import { listed } from './testing/listed.js'

const ask: OrderFields = {
  account: alice,
  orderId: 1,
  side: Side.sell,
  priceTicks: 6_500_000,
  quantityLots: 100,
  clientOrderId: 'ask-1',
}
const bid: OrderFields = { ...ask, account: bob, orderId: 2, side: Side.buy, clientOrderId: 'bid' }

/** Alice's ask stands, and bob has bought 40 lots of it. */
function traded() {
  const { stream, views } = listed()
  views.fold(stream.frame(stream.accepted(ask), stream.levels(Side.sell, [[6_500_000, 100]])))
  const acceptedUs = stream.timestampUs
  const taker = { ...bid, quantityLots: 40 }
  const changes = views.fold(
    stream.frame(
      stream.accepted(taker),
      stream.trade({ tradeId: 1, maker: ask, taker, quantityLots: 40 }),
      stream.balance(alice, btc, 0n, 60_000n),
      stream.levels(Side.sell, [[6_500_000, 60]]),
      stream.balance(bob, btc, 39_986n),
    ),
  )
  return { stream, views, changes, acceptedUs, taker }
}

test('the catalogue is as it was listed', () => {
  const { views } = listed()
  const [base, quote] = views.assets()
  assert.equal(
    views.assets().map(({ code }) => code),
    ['BTC', 'USD'],
  )
  assert.is(base.depositsOpen, true)
  assert.is(base.withdrawalsOpen, false)
  const view = views.marketBySymbol('BTCUSD')
  assert.ok(view)
  assert.equal(views.markets(), [view])
  assert.is(view.base, base)
  assert.is(view.quote, quote)
  assert.is(view.tickUnits, 1_000_000n)
  assert.is(views.marketBySymbol('BTCEUR'), undefined)
  assert.is(views.feeTiers()[0].takerPpm, 2_000)
})

test('an accepted order is open, known by both ids, and not by a stranger', () => {
  const { views, stream } = listed()
  const changes = views.fold(stream.frame(stream.accepted(ask)))
  const order = {
    ...ask,
    market,
    orderType: OrderType.limit,
    timeInForce: TimeInForce.goodTillCancelled,
    status: OrderStatus.new,
    selfTradePrevention: SelfTradePrevention.expireMaker,
    executedLots: 0,
    executedQuoteUnits: 0n,
    stopPriceTicks: 0,
    trailingBips: 0,
    trailingUs: undefined,
    icebergLots: 0,
    quoteUnits: 0n,
    expiresUs: 0,
    listId: 0,
    isWaiting: false,
    workingUs: stream.timestampUs,
    preventedLots: 0,
    closeReason: undefined,
    createdUs: stream.timestampUs,
    updatedUs: stream.timestampUs,
  }
  assert.equal(views.openOrders(alice), [order])
  assert.equal(views.openOrders(alice, 1), [])
  assert.equal(views.orderById(alice, 1), order)
  assert.equal(views.orderByClientId(alice, market, 'ask-1'), order)
  assert.is(views.orderByClientId(alice, market, ''), undefined)
  assert.is(views.orderById(bob, 1), undefined)
  assert.is(views.orderByClientId(bob, market, 'ask-1'), undefined)
  assert.equal(changes.executions, [{ account: alice, accountEvent: 1, execution: 'new', order }])
})

test('a trade moves both orders, prints once and fills twice', () => {
  const { views, changes, acceptedUs, stream } = traded()
  const { timestampUs } = stream
  const print = {
    tradeId: 1,
    market,
    priceTicks: 6_500_000,
    quantityLots: 40,
    quoteUnits: 2_600_000_000n,
    takerSide: Side.buy,
    timestampUs,
  }
  assert.equal(views.recentTrades(market, 10), [print])
  assert.equal(views.lastTrade(market), print)
  assert.equal(changes.trades, [print])
  const [open] = views.openOrders(alice)
  assert.is(open.status, OrderStatus.partiallyFilled)
  assert.is(open.executedLots, 40)
  assert.is(open.executedQuoteUnits, 2_600_000_000n)
  assert.is(open.createdUs, acceptedUs)
  assert.is(open.updatedUs, timestampUs)
  assert.equal(views.openOrders(bob), [])
  assert.is(views.orderById(bob, 2)?.status, OrderStatus.filled)
  assert.is(views.orderByClientId(bob, market, 'bid')?.status, OrderStatus.filled)
  const [made] = views.fills(alice, market, { limit: 10 }).entries
  const [taken] = views.fills(bob, market, { limit: 10 }).entries
  assert.equal([made.isMaker, made.side, made.feeUnits, made.feeAsset], [true, 1, 7n, usd])
  assert.equal([taken.isMaker, taken.side, taken.feeUnits, taken.feeAsset], [false, 0, 14n, btc])
})

test('the feeds get every step with the order as it stood then', () => {
  const { changes, stream } = traded()
  assert.is(changes.sequence, stream.sequence)
  assert.equal(
    changes.executions.map(({ account, accountEvent, execution, order, fill }) => [
      account,
      accountEvent,
      execution,
      order.executedLots,
      fill?.tradeId,
    ]),
    [
      [bob, 1, 'new', 0, undefined],
      [alice, 2, 'trade', 40, 1],
      [bob, 2, 'trade', 40, 1],
    ],
  )
  assert.equal(
    changes.balances.map(({ account, accountEvent, asset }) => [account, accountEvent, asset]),
    [
      [alice, 3, btc],
      [bob, 3, btc],
    ],
  )
  const level = { side: Side.sell, priceTicks: 6_500_000, totalLots: 60 }
  assert.equal(changes.books, [{ market, firstUpdateId: 2, lastUpdateId: 2, levels: [level] }])
})

test('a cancelled order is history, and its client order id may be used again', () => {
  const { views, stream } = listed()
  views.fold(stream.frame(stream.accepted(ask), stream.closed(ask)))
  const again = { ...ask, orderId: 5 }
  views.fold(stream.frame(stream.accepted(again)))
  assert.is(views.orderById(alice, 1)?.status, OrderStatus.cancelled)
  assert.is(views.orderByClientId(alice, market, 'ask-1')?.orderId, 5)
  const changes = views.fold(stream.frame(stream.closed(again, 0, OrderStatus.expired)))
  assert.is(views.orderByClientId(alice, market, 'ask-1')?.orderId, 5)
  assert.is(changes.executions[0].execution, 'expired')
  assert.is(changes.executions[0].order.closeReason, CloseReason.immediateRemainder)
  const { entries, complete } = views.orders(alice, market, { limit: 10 })
  assert.equal(
    entries.map(({ orderId, status }) => [orderId, status]),
    [
      [1, OrderStatus.cancelled],
      [5, OrderStatus.expired],
    ],
  )
  assert.is(complete, true)
})

test('balances are what the last event said; the house may owe', () => {
  const { views, stream } = listed()
  views.fold(
    stream.frame(
      stream.deposit(alice, usd, 500n),
      stream.balance(alice, usd, 500n),
      stream.balance(1, usd, -500n),
    ),
  )
  views.fold(stream.frame(stream.balance(alice, usd, 300n, 200n)))
  assert.equal(views.balances(alice), [{ asset: usd, availableUnits: 300n, lockedUnits: 200n }])
  assert.equal(views.balances(1), [{ asset: usd, availableUnits: -500n, lockedUnits: 0n }])
  assert.equal(views.balances(bob), [])
  assert.is(views.account(alice)?.lastEvent, 3)
  assert.is(views.account(alice)?.updatedUs, stream.timestampUs)
  assert.is(views.account(999), undefined)
})

test('who trades with himself has both sides', () => {
  const { views, stream } = listed()
  const own = { ...bid, account: alice }
  views.fold(
    stream.frame(
      stream.accepted(ask),
      stream.accepted(own),
      stream.trade({ tradeId: 1, maker: ask, taker: own, quantityLots: 100 }),
    ),
  )
  assert.equal(
    views.fills(alice, market, { limit: 10 }).entries.map(({ isMaker }) => isMaker),
    [true, false],
  )
  assert.is(views.account(alice)?.lastEvent, 4)
})

test('a frame of several parts, and one of none', () => {
  const { views, stream } = listed()
  const first = stream.accepted(ask)
  const second = stream.levels(Side.sell, [[6_500_000, 100]])
  views.fold(stream.frameOfParts([first, second]))
  const changes = views.fold(stream.frameOfParts([]))
  assert.is(views.openOrders(alice).length, 1)
  assert.is(views.depth(market, 5).lastUpdateId, 1)
  assert.is(views.sequence(), 3)
  assert.is(views.timestampUs(), stream.timestampUs)
  assert.equal(
    [changes.trades, changes.books, changes.executions, changes.balances],
    [[], [], [], []],
  )
})

test.run()
