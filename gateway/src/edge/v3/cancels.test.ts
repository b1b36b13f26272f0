// Cancels, and orders that are late, many or not answered.
import * as assert from 'uvu/assert'
import { CommandError } from '../../ports.js'
import { type Client, openSmallEdge, type Parameters } from '../../testing/small-edge.js'
import { done, limit, order, resting, symbol, twoTraders } from './testing/two-traders.js'

const test = twoTraders('cancels')

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
      { symbol, orderId: 1, cancelRestrictions: 'ONLY_OLD' },
      -1145,
      'Invalid cancelRestrictions',
    ],
    [
      buyer,
      { symbol, orderId: 1, cancelRestrictions: 'ONLY_NEW' },
      -2011,
      'Order was not canceled due to cancel restrictions.',
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
  const none = await buyer.signed('DELETE', '/api/v3/openOrders', { symbol, recvWindow: 5001 })
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
  const refuse = () => Promise.reject(new CommandError('overloaded'))
  const commands = { send: refuse, sendAll: () => [], sessionNumber: () => 1 }
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
