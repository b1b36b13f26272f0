// Orders through their life, as a client of the dialect sees them: every figure to the unit.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { CommandError } from '../../ports.js'
import {
  type Client,
  openSmallEdge,
  type Parameters,
  type SmallEdge,
} from '../../testing/small-edge.js'

interface World {
  edge: SmallEdge
  buyer: Client
  seller: Client
}

const test = suite<World>('orders')

test.before.each(async (world) => {
  const edge = await openSmallEdge()
  const [buyer, seller] = [await edge.client(), await edge.client()]
  await buyer.deposit('USDT', '10000')
  await seller.deposit('BTC', '10')
  Object.assign(world, { edge, buyer, seller })
})

test.after.each(async ({ edge }) => {
  await edge.close()
  assert.equal(edge.errors, [])
  assert.equal(edge.exchange.engine.checkInvariants(), [])
})

const order = '/api/v3/order'
const symbol = 'BTCUSDT'
const limit = (side: string, quantity: string, price: string): Parameters => ({
  symbol,
  side,
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity,
  price,
})

async function done<Body = Record<string, unknown>>(
  client: Client,
  method: string,
  path: string,
  parameters: Parameters,
): Promise<Body> {
  const { status, text, body } = await client.signed(method, path, parameters)
  assert.is(status, 200, text)
  return body
}

const timeMs = 1_767_323_045_000

const resting = {
  symbol,
  orderId: 1,
  orderListId: -1,
  clientOrderId: 'first',
  transactTime: timeMs,
  price: '100.00000000',
  origQty: '2.00000000',
  executedQty: '0.00000000',
  origQuoteOrderQty: '0.00000000',
  cummulativeQuoteQty: '0.00000000',
  status: 'NEW',
  timeInForce: 'GTC',
  type: 'LIMIT',
  side: 'BUY',
  workingTime: timeMs,
  selfTradePreventionMode: 'NONE',
}

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

test('a client order id that nobody chose is made of the order id', async ({ buyer }) => {
  await done(buyer, 'POST', order, limit('BUY', '1', '100'))
  await done(buyer, 'POST', order, { ...limit('BUY', '1', '99'), newClientOrderId: 'ob1' })
  const found = await done(buyer, 'GET', order, { symbol, origClientOrderId: 'ob1' })
  assert.is(found.orderId, 2, 'a chosen one wins')
  const named = await done(buyer, 'GET', order, { symbol, orderId: 1, origClientOrderId: 'ob1' })
  assert.is(named.orderId, 1)
  const cancelled = await done(buyer, 'DELETE', order, { symbol, origClientOrderId: 'ob1' })
  assert.is(cancelled.orderId, 2)
  await done(buyer, 'POST', order, limit('BUY', '1', '98'))
  const made = await done(buyer, 'DELETE', order, { symbol, origClientOrderId: 'ob3' })
  assert.equal([made.orderId, made.origClientOrderId], [3, 'ob3'])
  const both = await done(buyer, 'DELETE', order, { symbol, orderId: 1, origClientOrderId: 'ob1' })
  assert.is(both.orderId, 1)
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

test('cancels: the answer, and O58 what cannot be cancelled', async ({ buyer, seller }) => {
  await done(buyer, 'POST', order, { ...limit('BUY', '2', '100'), newClientOrderId: 'first' })
  await done(seller, 'POST', order, limit('SELL', '0.5', '100'))
  const refusals: readonly (readonly [Client, Parameters, number, string])[] = [
    [buyer, { symbol, orderId: 99 }, -2011, 'Unknown order sent.'],
    [buyer, { symbol, origClientOrderId: 'none' }, -2011, 'Unknown order sent.'],
    [buyer, { symbol, origClientOrderId: 'ob1' }, -2011, 'Unknown order sent.'],
    [buyer, { symbol: 'ETHUSDT', orderId: 1 }, -2011, 'Unknown order sent.'],
    [buyer, { symbol, orderId: 1, origClientOrderId: 'none' }, -2011, 'Unknown order sent.'],
    [seller, { symbol, orderId: 1 }, -2011, 'Unknown order sent.'],
    [seller, { symbol, orderId: 2 }, -2011, 'Unknown order sent.'],
    [
      buyer,
      { symbol },
      -1102,
      "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
    ],
    [
      buyer,
      { symbol, orderId: 1, cancelRestrictions: 'ONLY_NEW' },
      -1145,
      'Invalid cancelRestrictions',
    ],
  ]
  for (const [client, parameters, code, msg] of refusals) {
    const { status, body } = await client.signed('DELETE', order, parameters)
    assert.equal([status, body], [400, { code, msg }], JSON.stringify(parameters))
  }
  const name = { symbol, origClientOrderId: 'first', newClientOrderId: 'the-cancel' }
  const { workingTime: _, ...common } = resting
  assert.equal(await done(buyer, 'DELETE', order, name), {
    ...common,
    origClientOrderId: 'first',
    clientOrderId: 'the-cancel',
    executedQty: '0.50000000',
    cummulativeQuoteQty: '50.00000000',
    status: 'CANCELED',
  })
  const twice = await buyer.signed('DELETE', order, name)
  assert.equal([twice.status, (twice.body as { code: number }).code], [400, -2011])
  const found = await done(buyer, 'GET', order, { symbol, orderId: 1 })
  assert.is(found.status, 'CANCELED')
})

test('all orders of a market go at once, oldest first', async ({ edge, buyer }) => {
  for (const price of ['100', '101', '102'])
    await done(buyer, 'POST', order, limit('BUY', '1', price))
  await done(buyer, 'POST', order, { ...limit('BUY', '1', '50'), symbol: 'ETHUSDT' })
  const ended = await done<{ orderId: number; status: string }[]>(
    buyer,
    'DELETE',
    '/api/v3/openOrders',
    { symbol },
  )
  assert.equal(
    ended.map(({ orderId, status }) => [orderId, status]),
    [1, 2, 3].map((orderId) => [orderId, 'CANCELED']),
  )
  assert.is((await done<unknown[]>(buyer, 'GET', '/api/v3/openOrders', {})).length, 1)
  const none = await buyer.signed('DELETE', '/api/v3/openOrders', { symbol })
  assert.equal([none.status, none.body], [400, { code: -2011, msg: 'Unknown order sent.' }])
  assert.equal((await buyer.signed('DELETE', '/api/v3/openOrders', {})).status, 400)
  assert.is(edge.exchange.views.depth(0, 10).bids.length, 0)
})

test('a cancel is told of all its orders, also beyond what the views keep', async () => {
  const edge = await openSmallEdge({ bounds: { finishedOrdersPerAccountMax: 2 } })
  const client = await edge.client()
  await client.deposit('USDT', '10000')
  for (const price of ['100', '101', '102', '103'])
    await done(client, 'POST', order, limit('BUY', '1', price))
  const ended = await done<{ price: string }[]>(client, 'DELETE', '/api/v3/openOrders', { symbol })
  assert.equal(
    ended.map(({ price }) => price),
    ['100.00000000', '101.00000000', '102.00000000', '103.00000000'],
  )
  await edge.close()
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
  await done(buyer, 'POST', order, limit('SELL', '1', '100'))
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

test('cancels get through when orders do not', async ({ edge, buyer }) => {
  await done(buyer, 'POST', order, limit('BUY', '1', '100'))
  edge.exchange.cancelOnly = true
  const placed = await buyer.signed('POST', order, limit('BUY', '1', '100'))
  assert.equal([placed.status, placed.body], [400, { code: -1013, msg: 'Market is closed.' }])
  await done(buyer, 'DELETE', order, { symbol, orderId: 1 })
})

test('what comes too late is not decided', async ({ edge, buyer }) => {
  const { exchange } = edge
  exchange.isHeld = true
  const waiting = buyer.signed('POST', order, { ...limit('BUY', '1', '100'), recvWindow: 2000 })
  while (exchange.commands.statistics.pending === 0)
    await new Promise((resolve) => setImmediate(resolve))
  ;(exchange.clock as { nowUs?: number }).nowUs = exchange.clock.wallUs() + 2_001_000
  exchange.isHeld = false
  exchange.turn()
  const { status, body } = await waiting
  const msg = 'Timestamp for this request is outside of the recvWindow.'
  assert.equal([status, body], [400, { code: -1021, msg }])
  assert.equal(await done(buyer, 'GET', '/api/v3/openOrders', {}), [])
})

test('a link that is full asks for patience', async () => {
  const commands = { send: () => Promise.reject(new CommandError('overloaded')) }
  const edge = await openSmallEdge({ commands })
  const client = await edge.client()
  const { status, body, headers } = await client.signed('POST', order, limit('BUY', '1', '100'))
  assert.equal([status, (body as { code: number }).code, headers['retry-after']], [429, -1003, '1'])
  await edge.close()
})

test('silence from the core is an unknown status, not a failure', async ({ edge, buyer }) => {
  const { exchange } = edge
  exchange.isHeld = true
  const waiting = buyer.signed('POST', order, limit('BUY', '1', '100'))
  while (exchange.commands.statistics.pending === 0)
    await new Promise((resolve) => setImmediate(resolve))
  exchange.commands.close()
  const { status, body } = await waiting
  assert.equal([status, (body as { code: number }).code], [504, -1007])
})

test.run()
