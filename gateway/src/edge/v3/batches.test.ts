// Many orders at once: bundles, mass cancels by side and everywhere, the dead man's switch, and
// orders that end with a connection.
import * as assert from 'uvu/assert'
import type { Client, Parameters, SmallEdge } from '../../testing/small-edge.js'
import type { TestClock } from '../../testing/world.js'
import { done, limit, order, symbol, twoTraders } from './testing/two-traders.js'

const test = twoTraders('batches')

type Json = Record<string, unknown>
const path = '/api/v3/batchOrders'

const batch = (client: Client, orders: readonly unknown[]) =>
  client.signed('POST', path, { batchOrders: JSON.stringify(orders) })
const openIds = async (client: Client, parameters: Parameters = {}) =>
  (await done<Json[]>(client, 'GET', '/api/v3/openOrders', parameters)).map(
    ({ orderId }) => orderId,
  )

test('orders of a batch stand in one frame, each with its answer', async ({ edge, buyer }) => {
  const before = edge.exchange.views.sequence()
  const { status, text, body } = await batch(buyer, [
    { ...limit('BUY', '1', '100'), newClientOrderId: 'one' },
    limit('BUY', '5000', '100'),
    { ...limit('BUY', '1', '50'), symbol: 'ETHUSDT', icebergQty: '0.5' },
    { ...limit('BUY', '1', '100'), newClientOrderId: 'one', newOrderRespType: 'ACK' },
  ])
  assert.is(status, 200, text)
  const [first, second, third, fourth] = body as Json[]
  assert.equal([first?.orderId, first?.status, first?.fills], [1, 'NEW', []])
  const msg = 'Account has insufficient balance for requested action.'
  assert.equal(second, { code: -2010, msg })
  assert.equal([third?.symbol, third?.icebergQty], ['ETHUSDT', '0.50000000'])
  assert.equal([fourth?.orderId, fourth?.status], [1, undefined], 'a retry of the first')
  assert.is(edge.exchange.views.sequence(), before + 1)
  assert.equal(await openIds(buyer), [1, 2])
})

test('a malformed one refuses them all, and says which', async ({ edge, buyer }) => {
  const before = edge.exchange.stateHash()
  const good = limit('BUY', '1', '100')
  const json = (why: string) => ({
    code: -1135,
    msg: `JSON sent for parameter 'batchOrders' is not valid: ${why}.`,
  })
  const [object, list] = [
    json('an order is an object'),
    json('a well-formed list of 1 to 20 is wanted'),
  ]
  const text = json("'quantity' must be a text or a whole number")
  const filter = { code: -1013, msg: 'Filter failure: LOT_SIZE' }
  const cases: readonly (readonly [readonly unknown[] | string, Json])[] = [
    [[good, limit('BUY', '0', '100')], { ...filter, index: 1 }],
    [[good, { ...good, symbol: 'NOPE' }], { code: -1121, msg: 'Invalid symbol.', index: 1 }],
    [
      [{ ...good, nonsense: '1' }],
      {
        code: -1104,
        msg: "Not all sent parameters were read; read '6' parameter(s) but was sent '7'.",
        index: 0,
      },
    ],
    [[good, { ...good, quantity: 1.5 }], { ...text, index: 1 }],
    [[good, [good]], { ...object, index: 1 }],
    [[good, null], { ...object, index: 1 }],
    [[good, { ...good, quantity: { valueOf: 1 } }], { ...text, index: 1 }],
    [[], list],
    [new Array(21).fill(good), list],
    ['{', list],
    ['{"a":1}', list],
    ['[{"side":"BUY","side":"SELL"}]', list],
  ]
  for (const [orders, expected] of cases) {
    const batchOrders = typeof orders === 'string' ? orders : JSON.stringify(orders)
    const { status, body } = await buyer.signed('POST', path, { batchOrders })
    assert.equal([status, body], [400, expected], batchOrders.slice(0, 60))
  }
  assert.is(edge.exchange.stateHash(), before)
  const most = await batch(buyer, new Array(20).fill(limit('BUY', '0.1', '100')))
  assert.is((most.body as unknown[]).length, 20)
})

test('cancels of a batch, by either kind of id', async ({ buyer }) => {
  for (const newClientOrderId of ['a', 'b', 'c'])
    await done(buyer, 'POST', order, { ...limit('BUY', '1', '100'), newClientOrderId })
  const cancel = (parameters: Parameters) => done<Json[]>(buyer, 'DELETE', path, parameters)
  const unknown = { code: -2011, msg: 'Unknown order sent.' }
  const [one, none] = await cancel({ symbol, orderIdList: '[1,9]' })
  assert.equal([one?.orderId, one?.status], [1, 'CANCELED'])
  assert.equal(none, unknown)
  const named = await cancel({ symbol, origClientOrderIdList: '["b","ob3","c"]' })
  assert.equal(
    named.map((entry) => entry.orderId ?? entry.code),
    [2, -2011, 3],
    'a made id is not the id of an order whose id was chosen',
  )
  const bad: readonly (readonly [Parameters, number])[] = [
    [{ symbol }, -1102],
    [{ symbol, orderIdList: '[1]', origClientOrderIdList: '["a"]' }, -1128],
    [{ symbol, orderIdList: '["1"]' }, -1135],
    [{ symbol, orderIdList: '[1.5]' }, -1135],
    [{ symbol, orderIdList: '[]' }, -1135],
    [{ symbol, origClientOrderIdList: '[1]' }, -1135],
    [{ symbol, origClientOrderIdList: '["a b"]' }, -1100],
  ]
  for (const [parameters, code] of bad) {
    const { body } = await buyer.signed('DELETE', path, parameters)
    assert.is((body as { code: number }).code, code, JSON.stringify(parameters))
  }
})

test('mass cancels: of a side, and of all markets', async ({ buyer }) => {
  await buyer.deposit('BTC', '5')
  await done(buyer, 'POST', order, limit('BUY', '1', '100'))
  await done(buyer, 'POST', order, limit('SELL', '1', '200'))
  await done(buyer, 'POST', order, { ...limit('BUY', '1', '50'), symbol: 'ETHUSDT' })
  const sales = await done<Json[]>(buyer, 'DELETE', '/api/v3/openOrders', { symbol, side: 'SELL' })
  assert.equal(
    sales.map(({ orderId }) => orderId),
    [2],
  )
  const everywhere = '/api/v3/allOpenOrders'
  assert.equal(await done(buyer, 'DELETE', everywhere, { side: 'SELL' }), [])
  const all = await done<Json[]>(buyer, 'DELETE', everywhere, {})
  assert.equal(
    all.map((entry) => [entry.symbol, entry.orderId]),
    [
      ['BTCUSDT', 1],
      ['ETHUSDT', 3],
    ],
  )
  const bad = await buyer.signed('DELETE', everywhere, { side: 'BOTH' })
  assert.equal(bad.body, { code: -1117, msg: 'Invalid side.' })
})

const pass = ({ exchange }: SmallEdge, seconds: number) => {
  ;(exchange.clock as TestClock).pass(seconds)
  exchange.turn()
}

test('the dead man’s switch: unless it comes again in time', async ({ edge, buyer }) => {
  const countdown = (countdownTime: number) =>
    done(buyer, 'POST', '/api/v3/countdownCancelAll', { countdownTime })
  await done(buyer, 'POST', order, limit('BUY', '1', '100'))
  assert.equal(await countdown(60_000), { countdownTime: '60000' })
  pass(edge, 50)
  await countdown(60_000)
  pass(edge, 50)
  assert.equal(await openIds(buyer), [1])
  await countdown(0)
  pass(edge, 1000)
  assert.equal(await openIds(buyer), [1], 'disarmed')
  await countdown(1000)
  pass(edge, 1)
  assert.equal(await openIds(buyer), [])
  const ended = await done(buyer, 'GET', order, { symbol, orderId: 1 })
  assert.is(ended.expiryReason, 'COUNTDOWN_ENDED')
  const bad = await buyer.signed('POST', '/api/v3/countdownCancelAll', {
    countdownTime: 86_400_001,
  })
  assert.equal(bad.body, {
    code: -1130,
    msg: "Data sent for parameter 'countdownTime' is not valid.",
  })
})

test('orders that name a connection end with it, the others stay', async ({ edge, buyer }) => {
  const { connections } = edge
  const account = edge.exchange.views.account(16)?.account as number
  const [connectionId, other] = [connections.open(account), connections.open(account)]
  await done(buyer, 'POST', order, limit('BUY', '1', '100'))
  await done(buyer, 'POST', order, { ...limit('BUY', '1', '99'), connectionId })
  await done(buyer, 'POST', order, { ...limit('BUY', '1', '98'), connectionId: other })
  const stranger = connections.open(account + 1)
  const foreign = { ...limit('BUY', '1', '97'), connectionId: stranger }
  const refused = await buyer.signed('POST', order, foreign)
  assert.equal(refused.body, {
    code: -1130,
    msg: "Data sent for parameter 'connectionId' is not valid.",
  })
  for (const [method, path] of [
    ['POST', order],
    ['DELETE', '/api/v3/openOrders'],
  ] as const) {
    const what = method === 'POST' ? foreign : { symbol }
    const none = await buyer.signed(method, path, { ...what, connectionId: 0 })
    assert.equal([none.status, none.body], [400, refused.body], 'no connection has the number 0')
  }
  assert.equal(await openIds(buyer), [1, 2, 3])
  connections.end(connectionId)
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(await openIds(buyer), [1, 3])
  const ended = await done(buyer, 'GET', order, { symbol, orderId: 2 })
  assert.is(ended.expiryReason, 'CONNECTION_ENDED')
  const named = await done<Json[]>(buyer, 'DELETE', '/api/v3/openOrders', {
    symbol,
    connectionId: other,
  })
  assert.equal(
    named.map(({ orderId }) => orderId),
    [3],
  )
})

test.run()
