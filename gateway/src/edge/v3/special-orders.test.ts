// Stops, takes, trailing orders, icebergs, dates, costs and self-trade prevention, over the wire.
import * as assert from 'uvu/assert'
import type { Client, Parameters, SmallEdge } from '../../testing/small-edge.js'
import type { TestClock } from '../../testing/world.js'
import { done, limit, order, symbol, timeMs, twoTraders } from './testing/two-traders.js'

const test = twoTraders('special orders')

type Json = Record<string, unknown>

/** Makes 100 the last price. */
async function trade(buyer: Client, seller: Client, price = '100'): Promise<void> {
  await done(buyer, 'POST', order, limit('BUY', '0.1', price))
  await done(seller, 'POST', order, limit('SELL', '0.1', price))
}

const find = (client: Client, orderId: unknown) =>
  done(client, 'GET', order, { symbol, orderId: orderId as number })
const some = (json: Json, ...names: string[]) => names.map((name) => json[name])

const stop = (side: string, stopPrice: string, more: Parameters = {}): Parameters => ({
  symbol,
  side,
  type: 'STOP_LOSS',
  quantity: '1',
  stopPrice,
  ...more,
})

test('a stop waits, is triggered by a trade, and sells at the market', async ({
  buyer,
  seller,
}) => {
  await trade(buyer, seller)
  const placed = await done(seller, 'POST', order, {
    ...stop('SELL', '95'),
    newOrderRespType: 'RESULT',
  })
  assert.equal(placed, {
    symbol,
    orderId: 3,
    orderListId: -1,
    clientOrderId: 'ob3',
    transactTime: timeMs,
    price: '0.00000000',
    origQty: '1.00000000',
    executedQty: '0.00000000',
    origQuoteOrderQty: '0.00000000',
    cummulativeQuoteQty: '0.00000000',
    status: 'NEW',
    timeInForce: 'GTC',
    type: 'STOP_LOSS',
    side: 'SELL',
    stopPrice: '95.00000000',
    workingTime: -1,
    selfTradePreventionMode: 'EXPIRE_MAKER',
  })
  const waiting = await find(seller, 3)
  assert.equal(some(waiting, 'isWorking', 'workingTime', 'stopPrice'), [false, -1, '95.00000000'])
  await done(buyer, 'POST', order, limit('BUY', '0.1', '95'))
  await done(buyer, 'POST', order, limit('BUY', '5', '94'))
  await done(seller, 'POST', order, limit('SELL', '0.1', '95'))
  const sold = await find(seller, 3)
  assert.equal(
    some(sold, 'status', 'executedQty', 'cummulativeQuoteQty', 'isWorking', 'workingTime'),
    ['FILLED', '1.00000000', '94.00000000', true, timeMs],
  )
})

test('the shortest answer is the standard of conditional orders', async ({ buyer, seller }) => {
  await trade(buyer, seller)
  const placed = await done(seller, 'POST', order, stop('SELL', '95'))
  assert.not.ok('status' in placed)
})

test('a stop limit rests at its own price, a take buys below', async ({ buyer, seller }) => {
  await trade(buyer, seller)
  const stopLimit = {
    ...stop('SELL', '95'),
    type: 'STOP_LOSS_LIMIT',
    timeInForce: 'GTC',
    price: '97',
  }
  const { orderId } = await done(seller, 'POST', order, stopLimit)
  const take = { symbol, side: 'BUY', type: 'TAKE_PROFIT', quantity: '1', stopPrice: '95' }
  const taken = await done(buyer, 'POST', order, take)
  await trade(buyer, seller, '95')
  assert.equal(some(await find(seller, orderId), 'status', 'price', 'isWorking'), [
    'FILLED',
    '97.00000000',
    true,
  ])
  assert.equal(some(await find(buyer, taken.orderId), 'status', 'cummulativeQuoteQty'), [
    'FILLED',
    '97.00000000',
  ])
})

test('a trailing stop follows the best price', async ({ buyer, seller }) => {
  await trade(buyer, seller)
  const trailing = { symbol, side: 'SELL', type: 'STOP_LOSS', quantity: '1', trailingDelta: '1000' }
  const placed = await done(seller, 'POST', order, { ...trailing, newOrderRespType: 'RESULT' })
  assert.equal(some(placed, 'stopPrice', 'trailingDelta', 'trailingTime'), [
    '90.00000000',
    1000,
    -1,
  ])
  await trade(buyer, seller, '110')
  const moved = await find(seller, placed.orderId)
  assert.equal(some(moved, 'stopPrice', 'trailingDelta', 'trailingTime', 'isWorking'), [
    '99.00000000',
    1000,
    timeMs,
    false,
  ])
})

test('an iceberg shows its part and keeps the rest back', async ({ edge, buyer }) => {
  const iceberg = { ...limit('BUY', '2', '100'), icebergQty: '0.5', newOrderRespType: 'RESULT' }
  const placed = await done(buyer, 'POST', order, iceberg)
  assert.equal(some(placed, 'origQty', 'icebergQty'), ['2.00000000', '0.50000000'])
  assert.equal(edge.exchange.views.depth(0, 5).bids, [{ priceTicks: 10_000, totalLots: 50_000 }])
  const whole = await done(buyer, 'POST', order, { ...limit('BUY', '1', '99'), icebergQty: '1' })
  assert.not.ok('icebergQty' in whole)
  assert.is((await find(buyer, whole.orderId)).icebergQty, '0.00000000')
})

test('by cost: as many lots as it buys, and what was asked for is told', async ({
  buyer,
  seller,
}) => {
  await done(seller, 'POST', order, limit('SELL', '1', '100'))
  await done(seller, 'POST', order, limit('SELL', '1', '105'))
  const cost = { symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: '152.5' }
  const bought = await done(buyer, 'POST', order, cost)
  assert.equal(
    some(bought, 'status', 'origQty', 'executedQty', 'origQuoteOrderQty', 'cummulativeQuoteQty'),
    ['FILLED', '1.50000000', '1.50000000', '152.50000000', '152.50000000'],
  )
  assert.is((bought.fills as unknown[]).length, 2)
})

test('fill or kill, and why an order ended', async ({ buyer, seller }) => {
  await done(seller, 'POST', order, limit('SELL', '1', '100'))
  const killed = await done(buyer, 'POST', order, {
    ...limit('BUY', '2', '100'),
    timeInForce: 'FOK',
  })
  assert.equal(some(killed, 'status', 'executedQty', 'expiryReason', 'timeInForce', 'fills'), [
    'EXPIRED',
    '0.00000000',
    'UNFILLED_FOK_ORDER_EXPIRED',
    'FOK',
    [],
  ])
  const ioc = await done(buyer, 'POST', order, { ...limit('BUY', '2', '100'), timeInForce: 'IOC' })
  assert.equal(some(ioc, 'status', 'executedQty', 'expiryReason'), [
    'EXPIRED',
    '1.00000000',
    'UNFILLED_IOC_QUANTITY_EXPIRED',
  ])
  assert.is((await find(buyer, ioc.orderId)).expiryReason, 'UNFILLED_IOC_QUANTITY_EXPIRED')
})

const passTo = ({ exchange }: SmallEdge, ms: number) => {
  const clock = exchange.clock as TestClock
  clock.pass(ms / 1000 - clock.wallUs() / 1_000_000)
  exchange.turn()
}

test('orders with an end: a date, and the day', async ({ edge, buyer }) => {
  const goodTillDate = timeMs + 60_000
  const dated = await done(buyer, 'POST', order, {
    ...limit('BUY', '1', '100'),
    timeInForce: 'GTD',
    goodTillDate,
  })
  assert.equal(some(dated, 'timeInForce', 'goodTillDate'), ['GTD', goodTillDate])
  const daily = await done(buyer, 'POST', order, { ...limit('BUY', '1', '99'), timeInForce: 'DAY' })
  const midnight = Math.ceil(timeMs / 86_400_000) * 86_400_000
  assert.equal(some(daily, 'timeInForce', 'goodTillDate'), ['DAY', midnight])
  passTo(edge, goodTillDate)
  assert.equal(some(await find(buyer, dated.orderId), 'status', 'expiryReason'), [
    'EXPIRED',
    'TIME_IN_FORCE_EXPIRED',
  ])
  assert.is((await find(buyer, daily.orderId)).status, 'NEW')
  passTo(edge, midnight)
  assert.is((await find(buyer, daily.orderId)).status, 'EXPIRED')
})

test('self-trade prevention by every mode, and the matches that were prevented', async ({
  buyer,
}) => {
  await buyer.deposit('BTC', '10')
  const place = (side: string, quantity: string, selfTradePreventionMode: string) =>
    done(buyer, 'POST', order, {
      ...limit(side, quantity, '100'),
      ...(selfTradePreventionMode && { selfTradePreventionMode }),
    })
  const statuses = async (...ids: unknown[]) =>
    Promise.all(ids.map(async (id) => some(await find(buyer, id), 'status', 'origQty')))
  const maker = await place('BUY', '2', '')
  const taker = await place('SELL', '1', 'EXPIRE_TAKER')
  assert.equal(some(taker, 'status', 'preventedMatchId', 'preventedQuantity'), [
    'EXPIRED_IN_MATCH',
    1,
    '1.00000000',
  ])
  assert.equal(some(await find(buyer, taker.orderId), 'preventedMatchId', 'preventedQuantity'), [
    1,
    '1.00000000',
  ])
  const smaller = await place('SELL', '0.5', 'DECREMENT')
  assert.is(smaller.status, 'EXPIRED_IN_MATCH')
  assert.equal(await statuses(maker.orderId), [['NEW', '2.00000000']])
  const expired = await place('SELL', '1', 'EXPIRE_MAKER')
  assert.equal(await statuses(maker.orderId, expired.orderId), [
    ['EXPIRED_IN_MATCH', '2.00000000'],
    ['NEW', '1.00000000'],
  ])
  const both = await place('BUY', '1', 'EXPIRE_BOTH')
  assert.equal(await statuses(expired.orderId, both.orderId), [
    ['EXPIRED_IN_MATCH', '1.00000000'],
    ['EXPIRED_IN_MATCH', '1.00000000'],
  ])
  const path = '/api/v3/myPreventedMatches'
  const matches = (query: Parameters) => done<Json[]>(buyer, 'GET', path, { symbol, ...query })
  const first = {
    symbol,
    preventedMatchId: 1,
    takerOrderId: taker.orderId,
    makerSymbol: symbol,
    makerOrderId: maker.orderId,
    tradeGroupId: -1,
    selfTradePreventionMode: 'EXPIRE_TAKER',
    price: '100.00000000',
    takerPreventedQuantity: '1.00000000',
    transactTime: timeMs,
  }
  assert.equal(await matches({ preventedMatchId: 1 }), [first])
  const ofMaker = await matches({ orderId: maker.orderId as number })
  assert.equal(
    ofMaker.map((match) =>
      some(match, 'selfTradePreventionMode', 'takerPreventedQuantity', 'makerPreventedQuantity'),
    ),
    [
      ['EXPIRE_TAKER', '1.00000000', undefined],
      ['DECREMENT', '0.50000000', '0.50000000'],
      ['EXPIRE_MAKER', undefined, '1.50000000'],
    ],
  )
  const from = { orderId: maker.orderId as number, fromPreventedMatchId: 2, limit: 1 }
  assert.is((await matches(from))[0]?.preventedMatchId, 2)
  for (const bad of [{}, { preventedMatchId: 1, orderId: 1 }, { fromPreventedMatchId: 1 }]) {
    const { body } = await buyer.signed('GET', path, { symbol, ...bad })
    assert.is((body as { code: number }).code, -1128, JSON.stringify(bad))
  }
})

test('an order that is checked only is not placed', async ({ edge, buyer }) => {
  const before = edge.exchange.stateHash()
  const path = '/api/v3/order/test'
  assert.equal(await done(buyer, 'POST', path, limit('BUY', '1', '100')), {})
  const rates = { ...limit('BUY', '1', '100'), computeCommissionRates: 'true' }
  const answer = await done(buyer, 'POST', path, rates)
  assert.equal(answer.standardCommissionForOrder, { maker: '0.00100000', taker: '0.00200000' })
  const bad = await buyer.signed('POST', path, limit('BUY', '0', '100'))
  assert.equal([bad.status, bad.body], [400, { code: -1013, msg: 'Filter failure: LOT_SIZE' }])
  assert.is(edge.exchange.stateHash(), before)
})

test('a retry of a special order is answered by it as it stands', async ({ buyer, seller }) => {
  await done(seller, 'POST', order, limit('SELL', '1', '100'))
  const iceberg = {
    ...limit('BUY', '2', '100'),
    icebergQty: '0.5',
    newClientOrderId: 'again',
  }
  const first = await done(buyer, 'POST', order, iceberg)
  const again = await done(buyer, 'POST', order, iceberg)
  assert.equal(again, first)
})

test.run()
