// Orders as a client of the dialect places and finds them: every figure to the unit.
import * as assert from 'uvu/assert'
import type { Parameters } from '../../testing/small-edge.js'
import { done, limit, order, resting, symbol, timeMs, twoTraders } from './testing/two-traders.js'

const test = twoTraders('orders')

test('ACK, RESULT and FULL', async ({ buyer, seller }) => {
  const place = (newOrderRespType: string, newClientOrderId: string) =>
    done(buyer, 'POST', order, { ...limit('BUY', '2', '100'), newOrderRespType, newClientOrderId })
  const { symbol: _, ...rest } = resting
  const { orderId, orderListId, clientOrderId, transactTime } = rest
  assert.equal(await place('RESULT', 'first'), resting)
  assert.equal(await place('ACK', 'second'), {
    symbol,
    orderId: orderId + 1,
    orderListId,
    clientOrderId: 'second',
    transactTime,
  })
  assert.equal(clientOrderId, 'first')
  const taken = await done(seller, 'POST', order, {
    ...limit('SELL', '3', '99.5'),
    newOrderRespType: 'FULL',
  })
  assert.equal(taken, {
    ...resting,
    orderId: 3,
    clientOrderId: 'ob3',
    price: '99.50000000',
    origQty: '3.00000000',
    executedQty: '3.00000000',
    cummulativeQuoteQty: '300.00000000',
    status: 'FILLED',
    side: 'SELL',
    fills: [
      {
        price: '100.00000000',
        qty: '2.00000000',
        commission: '0.40000000',
        commissionAsset: 'USDT',
        tradeId: 1,
      },
      {
        price: '100.00000000',
        qty: '1.00000000',
        commission: '0.20000000',
        commissionAsset: 'USDT',
        tradeId: 2,
      },
    ],
  })
})

test('what is answered where no type of response is asked for', async ({ buyer, seller }) => {
  const full = await done(buyer, 'POST', order, limit('BUY', '1', '100'))
  assert.equal(full.fills, [])
  const maker = { symbol, side: 'BUY', type: 'LIMIT_MAKER', quantity: '1', price: '90' }
  const acknowledged = await done(buyer, 'POST', order, maker)
  assert.not.ok('status' in acknowledged)
  const market = { symbol, side: 'SELL', type: 'MARKET', quantity: '0.5' }
  assert.is((await done<{ fills: unknown[] }>(seller, 'POST', order, market)).fills.length, 1)
})

test('IOC and MARKET expire with what they do not get', async ({ buyer, seller }) => {
  await done(buyer, 'POST', order, limit('BUY', '1', '100'))
  const ioc = await done(seller, 'POST', order, {
    ...limit('SELL', '1.5', '100'),
    timeInForce: 'IOC',
  })
  assert.equal([ioc.status, ioc.executedQty, ioc.timeInForce], ['EXPIRED', '1.00000000', 'IOC'])
  await done(buyer, 'POST', order, limit('BUY', '0.25', '80'))
  const market = { symbol, side: 'SELL', type: 'MARKET', quantity: '1' }
  const sold = await done(seller, 'POST', order, market)
  assert.equal(
    [sold.status, sold.executedQty, sold.cummulativeQuoteQty, sold.price, sold.timeInForce],
    ['EXPIRED', '0.25000000', '20.00000000', '0.00000000', 'GTC'],
  )
})

test('a client reads at once what it wrote, by either id', async ({ buyer }) => {
  const placed = { ...limit('BUY', '2', '100'), newClientOrderId: 'first' }
  await done(buyer, 'POST', order, placed)
  const { transactTime, ...common } = resting
  const expected = {
    ...common,
    stopPrice: '0.00000000',
    icebergQty: '0.00000000',
    time: transactTime,
    updateTime: transactTime,
    isWorking: true,
  }
  for (const name of [
    { orderId: 1 },
    { origClientOrderId: 'first' },
    { orderId: 1, origClientOrderId: 'first' },
  ])
    assert.equal(await done(buyer, 'GET', order, { symbol, ...name }), expected)
  assert.equal(await done(buyer, 'GET', '/api/v3/openOrders', { symbol }), [expected])
  assert.equal(await done(buyer, 'GET', '/api/v3/openOrders', {}), [expected])
  assert.equal(await done(buyer, 'GET', '/api/v3/openOrders', { symbol: 'ETHUSDT' }), [])
  assert.equal(await done(buyer, 'GET', '/api/v3/allOrders', { symbol }), [expected])
})

const refused: readonly (readonly [string, Parameters, number, string])[] = [
  [
    'neither id',
    { symbol },
    -1102,
    "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
  ],
  ['unknown id', { symbol, orderId: 99 }, -2013, 'Order does not exist.'],
  ['id 0', { symbol, orderId: 0 }, -2013, 'Order does not exist.'],
  ['unknown client id', { symbol, origClientOrderId: 'none' }, -2013, 'Order does not exist.'],
  ['another market', { symbol: 'ETHUSDT', orderId: 1 }, -2013, 'Order does not exist.'],
  [
    'ids that disagree',
    { symbol, orderId: 1, origClientOrderId: 'none' },
    -2013,
    'Order does not exist.',
  ],
  [
    'empty client id',
    { symbol, origClientOrderId: '' },
    -1119,
    'Original client order ID was empty.',
  ],
  [
    'no number',
    { symbol, orderId: '1x' },
    -1100,
    "Illegal characters found in parameter 'orderId'; legal range is '^[0-9]{1,20}$'.",
  ],
  [
    'negative',
    { symbol, orderId: '-1' },
    -1100,
    "Illegal characters found in parameter 'orderId'; legal range is '^[0-9]{1,20}$'.",
  ],
  ['too large', { symbol, orderId: '9007199254740992' }, -1108, "Parameter 'orderId' overflowed."],
]

test('queries that find nothing', async ({ buyer, seller }) => {
  await done(buyer, 'POST', order, { ...limit('BUY', '2', '100'), newClientOrderId: 'first' })
  for (const [name, parameters, code, msg] of refused) {
    const { status, body } = await buyer.signed('GET', order, parameters)
    assert.equal([status, body], [400, { code, msg }], name)
  }
  const foreign = await seller.signed('GET', order, { symbol, orderId: 1 })
  assert.equal(foreign.body, { code: -2013, msg: 'Order does not exist.' }, 'foreign')
})

test('O60 the same client order id: a retry, a conflict, and again when it is free', async ({
  buyer,
  seller,
}) => {
  const first = { ...limit('BUY', '1', '100'), newClientOrderId: 'again' }
  await done(buyer, 'POST', order, first)
  await done(seller, 'POST', order, limit('SELL', '0.4', '100'))
  const retried = await done(buyer, 'POST', order, first)
  assert.equal(
    [retried.orderId, retried.status, retried.executedQty, retried.cummulativeQuoteQty],
    [1, 'PARTIALLY_FILLED', '0.40000000', '40.00000000'],
  )
  assert.equal(retried.fills, [
    {
      price: '100.00000000',
      qty: '0.40000000',
      commission: '0.00040000',
      commissionAsset: 'BTC',
      tradeId: 1,
    },
  ])
  const conflict = await buyer.signed('POST', order, { ...first, price: '101' })
  assert.equal(
    [conflict.status, conflict.body],
    [400, { code: -2010, msg: 'Duplicate order sent.' }],
  )
  await done(seller, 'POST', order, { ...limit('SELL', '1', '200'), newClientOrderId: 'again' })
  await done(buyer, 'DELETE', order, { symbol, origClientOrderId: 'again' })
  const next = await done(buyer, 'POST', order, { ...first, price: '101' })
  assert.is(next.orderId, 4)
  const open = await done<unknown[]>(buyer, 'GET', '/api/v3/openOrders', { symbol })
  assert.is(open.length, 1, 'nothing was doubled')
})

test('each fill is one of the owner’s trades, with the fee from what was received', async ({
  buyer,
  seller,
}) => {
  await done(buyer, 'POST', order, limit('BUY', '2', '100'))
  await done(seller, 'POST', order, limit('SELL', '0.5', '100'))
  const trade = {
    symbol,
    id: 1,
    orderListId: -1,
    price: '100.00000000',
    qty: '0.50000000',
    quoteQty: '50.00000000',
    time: timeMs,
    isBestMatch: true,
  }
  const bought = {
    ...trade,
    orderId: 1,
    commission: '0.00050000',
    commissionAsset: 'BTC',
    isBuyer: true,
    isMaker: true,
  }
  const sold = {
    ...trade,
    orderId: 2,
    commission: '0.10000000',
    commissionAsset: 'USDT',
    isBuyer: false,
    isMaker: false,
  }
  assert.equal(await done(buyer, 'GET', '/api/v3/myTrades', { symbol }), [bought])
  assert.equal(await done(seller, 'GET', '/api/v3/myTrades', { symbol, orderId: 2 }), [sold])
  assert.equal(await done(seller, 'GET', '/api/v3/myTrades', { symbol, orderId: 1 }), [])
  assert.equal(await done(buyer, 'GET', '/api/v3/myTrades', { symbol, fromId: 2 }), [])
})

test('a trade with oneself is two fills', async ({ buyer }) => {
  await buyer.deposit('BTC', '1')
  await done(buyer, 'POST', order, limit('BUY', '1', '100'))
  const mode = { selfTradePreventionMode: 'NONE' }
  await done(buyer, 'POST', order, { ...limit('SELL', '1', '100'), ...mode })
  const fills = await done<{ orderId: number; isBuyer: boolean }[]>(
    buyer,
    'GET',
    '/api/v3/myTrades',
    { symbol },
  )
  assert.equal(fills.map(({ orderId, isBuyer }) => [orderId, isBuyer]).sort(), [
    [1, true],
    [2, false],
  ])
})

test.run()
