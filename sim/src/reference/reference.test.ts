// The naive core in small situations whose end can be told in advance.
import * as protocol from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { encode } from '../fuzz/stream.js'
import { alice, bob, carol, orderOf, Stage } from './testing/stage.js'

const { buy, sell } = protocol.Side
const { market, stopLoss, stopLossLimit, limitMaker } = protocol.OrderType
const { fillOrKill, goodTillDate } = protocol.TimeInForce
const { preOpen, trading } = protocol.MarketState

const setState = (state: number, auctionUs = 0): Uint8Array =>
  encode(protocol.SetMarketState, { state, auctionUs })

test('the best price first, the first in line first, and the fee rounded up', () => {
  const stage = new Stage()
  stage.order(alice, { side: sell, priceTicks: 101, quantityLots: 1 })
  stage.order(bob, { side: sell, priceTicks: 100, quantityLots: 1 })
  stage.order(alice, { side: sell, priceTicks: 100, quantityLots: 1 })
  const told = stage.order(carol, { priceTicks: 101, quantityLots: 3 })
  assert.equal(told, ['trade 1 @ 100 #2 #4', 'trade 1 @ 100 #3 #4', 'trade 1 @ 101 #1 #4'])
  assert.equal(stage.balance(carol, 0), [1_000_000n + 3n * 999n, 0n])
  assert.equal(stage.balance(carol, 1), [1_000_000n - 301n, 0n])
})

test('a fill-or-kill order leaves no trace where it cannot be filled', () => {
  const stage = new Stage()
  stage.order(alice, { side: sell, priceTicks: 100, quantityLots: 2 })
  const told = stage.order(bob, { priceTicks: 100, quantityLots: 3, timeInForce: fillOrKill })
  assert.equal(told, ['closed #2 fillOrKill'])
  assert.equal(stage.balance(bob, 1), [1_000_000n, 0n])
})

test('an iceberg goes to the back of its line with each part', () => {
  const stage = new Stage()
  stage.order(alice, { side: sell, priceTicks: 100, quantityLots: 4, icebergLots: 2 })
  stage.order(bob, { side: sell, priceTicks: 100, quantityLots: 1 })
  const told = stage.order(carol, { priceTicks: 100, quantityLots: 5 })
  assert.equal(told, ['trade 2 @ 100 #1 #3', 'trade 1 @ 100 #2 #3', 'trade 2 @ 100 #1 #3'])
})

test('a stop sets off the next one, and each trades before the other', () => {
  const stage = new Stage()
  for (const priceTicks of [100, 99, 98]) stage.order(alice, { priceTicks, quantityLots: 1 })
  stage.order(bob, { side: sell, orderType: stopLoss, stopPriceTicks: 100, quantityLots: 1 })
  stage.order(bob, { side: sell, orderType: stopLoss, stopPriceTicks: 99, quantityLots: 1 })
  const told = stage.order(carol, { side: sell, orderType: market, quantityLots: 1 })
  assert.equal(told, [
    'trade 1 @ 100 #1 #6',
    'activated #4',
    'trade 1 @ 99 #2 #4',
    'activated #5',
    'trade 1 @ 98 #3 #5',
  ])
})

test('a trailing stop follows the price up, and not down', () => {
  const stage = new Stage()
  const trade = (priceTicks: number) =>
    [
      stage.order(alice, { priceTicks, quantityLots: 1 }),
      stage.order(bob, { side: sell, priceTicks, quantityLots: 1 }),
    ].flat()
  trade(100)
  stage.order(carol, { side: sell, orderType: stopLoss, trailingBips: 1000, quantityLots: 1 })
  assert.ok(trade(110).includes('stop of #3 at 99'))
  assert.not(trade(105).some((line) => line.startsWith('stop')))
  assert.ok(trade(99).includes('activated #3'))
})

test('a pair locks the greater of both needs, and one leg ends the other', () => {
  const stage = new Stage()
  const none = { priceTicks: 0, stopPriceTicks: 0, icebergLots: 0, trailingBips: 0 }
  const leg = (name: string, given: Record<string, number>) =>
    Object.entries({ ...none, timeInForce: 0, clientOrderId: '', ...given }).map(
      ([key, value]) => [`${name}${key[0].toUpperCase()}${key.slice(1)}`, value] as const,
    )
  const list = {
    account: alice,
    contingency: protocol.Contingency.oco,
    selfTradePrevention: 0,
    connection: 0,
    listClientOrderId: '',
    ...Object.fromEntries([
      ...leg('first', { side: buy, orderType: limitMaker, priceTicks: 90, quantityLots: 5 }),
      ...leg('second', {
        side: buy,
        orderType: stopLossLimit,
        priceTicks: 120,
        stopPriceTicks: 110,
        quantityLots: 5,
      }),
      ...leg('third', { side: 0, orderType: 0, quantityLots: 0 }),
    ]),
  }
  stage.send(encode(protocol.PlaceOrderList, list as never))
  assert.equal(stage.balance(alice, 1), [1_000_000n - 600n, 600n])
  const told = stage.order(bob, { side: sell, priceTicks: 90, quantityLots: 2 })
  assert.equal(told, ['trade 2 @ 90 #1 #3', 'closed #2 otherLeg', 'list closed'])
  assert.equal(stage.balance(alice, 1), [1_000_000n - 450n, 270n])
})

test('an auction trades the most lots at one price, near the reference price', () => {
  const stage = new Stage({}, preOpen)
  stage.order(alice, { priceTicks: 105, quantityLots: 3 })
  stage.order(bob, { side: sell, priceTicks: 100, quantityLots: 3 })
  stage.send(encode(protocol.SetReferencePrice, { priceTicks: 103 }))
  const told = stage.send(setState(trading))
  assert.equal(told, ['trade 3 @ 103 #1 #2', 'uncrossed 3 @ 103, 0 left', 'trading'])
})

test('the velocity breaker calls an auction that ends by itself', () => {
  const rules = { velocityWindowUs: 1000, velocityPpm: 10_000, reopenUs: 500 }
  const stage = new Stage(rules)
  for (const priceTicks of [100, 103])
    stage.order(alice, { side: sell, priceTicks, quantityLots: 1 })
  stage.order(bob, { priceTicks: 100, quantityLots: 1 })
  assert.equal(stage.order(bob, { priceTicks: 110, quantityLots: 1 }), ['auction'])
  assert.equal(stage.wait(499), [])
  assert.equal(stage.wait(1), ['trade 1 @ 103 #2 #4', 'uncrossed 1 @ 103, 0 left', 'trading'])
})

test('orders expire at their date, and a dead man’s after his timeout', () => {
  const stage = new Stage()
  const expiresUs = stage.timeUs + 100
  stage.order(alice, { priceTicks: 90, quantityLots: 1, timeInForce: goodTillDate, expiresUs })
  stage.order(bob, { priceTicks: 90, quantityLots: 1 })
  stage.send(encode(protocol.SetDeadMan, { account: bob, timeoutUs: 200 }))
  assert.is(stage.reference.nextDeadlineUs, expiresUs)
  assert.equal(stage.wait(99), [])
  assert.equal(stage.wait(1), ['closed #1 timeOver'])
  assert.equal(stage.wait(50, true), [])
  assert.equal(stage.wait(150), [])
  assert.equal(stage.wait(50), ['closed #2 deadMan'])
})

test('own orders do not trade with each other unless told to', () => {
  const stage = new Stage()
  stage.order(alice, { side: sell, priceTicks: 100, quantityLots: 1 })
  const told = stage.order(alice, { priceTicks: 100, quantityLots: 1 })
  assert.equal(told, ['prevented', 'closed #1 selfTradePrevented'])
})

test('a refusal changes nothing', () => {
  const stage = new Stage({ priceBandPpm: 100_000 })
  const order = orderOf(alice, { priceTicks: 100, quantityLots: 10_001 })
  assert.equal(stage.send(order), ['rejected quantityMustNotExceedMaximum'])
  assert.equal(stage.order(alice, { side: sell, orderType: market, quantityLots: 1 }), [
    'rejected bookMustHaveOrders',
  ])
  assert.equal(stage.balance(alice, 1), [1_000_000n, 0n])
})

test.run()
