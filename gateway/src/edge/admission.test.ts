// The limits over HTTP: who is counted, what a request weighs, what headers say, what gets through.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { WebSocket } from 'ws'
import { systemTimers } from '../adapters/system.js'
import type { LimitSettings } from '../ports.js'
import { MemoryServer, MemoryShared } from '../testing/memory-shared.js'
import { testLimits } from '../testing/request-limits.js'
import {
  type Answer,
  openSmallEdge,
  type SmallEdge,
  type SmallEdgeOptions,
  sendRaw,
} from '../testing/small-edge.js'
import { TestClock } from '../testing/world.js'
import { createSockets } from './sockets/index.js'

interface World {
  opened: SmallEdge[]
  open(settings: Partial<LimitSettings>, options?: Options): Promise<SmallEdge>
}

interface Options extends SmallEdgeOptions {
  readonly shared?: MemoryShared
  readonly trustedProxies?: readonly string[]
}

const test = suite<World>('admission')

test.before.each((world) => {
  world.opened = []
  world.open = async (settings, { shared, trustedProxies, ...options } = {}) => {
    const clock = new TestClock()
    const parts = { clock, timers: systemTimers, settings }
    const rateLimits = testLimits({
      ...parts,
      ...(shared && { shared }),
      ...(trustedProxies && { trustedProxies }),
    })
    const edge = await openSmallEdge({ clock, rateLimits, shared, ...options })
    world.opened.push(edge)
    return edge
  }
})

test.after.each(async ({ opened }) => {
  for (const edge of opened) {
    await edge.close()
    assert.equal(edge.errors, [])
  }
})

const get = ({ address }: SmallEdge, path: string, headers = {}) =>
  sendRaw(address, { method: 'GET', path, headers })
const usedBy = ({ headers }: Answer) => Number(headers['x-mbx-used-weight-1m'])
const limitOrder = (price = '60000') => ({
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price,
})

interface Described {
  readonly 'x-weight': number
  readonly 'x-limits': string
}

test('every route states what it weighs', async ({ open }) => {
  const { body } = await get(await open({}), '/api/openapi.json')
  const { paths } = body as { paths: Record<string, Record<string, Described>> }
  const stated = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, route]) => ({ name: `${method} ${path}`, ...route })),
  )
  const free = stated.filter((route) => route['x-limits'] === 'free').map(({ name }) => name)
  assert.equal(free, ['get /health', 'get /ready', 'get /metrics'])
  for (const { name, ...route } of stated)
    if (route['x-limits'] !== 'free') assert.ok(route['x-weight'] >= 1, name)
  const cancels = stated.filter((route) => route['x-limits'] === 'cancel').map(({ name }) => name)
  assert.equal(cancels.sort(), [
    'delete /api/v3/allOpenOrders',
    'delete /api/v3/batchOrders',
    'delete /api/v3/openOrders',
    'delete /api/v3/order',
    'delete /api/v3/orderList',
    'post /api/v3/countdownCancelAll',
  ])
  const guarded = stated.filter((route) => route['x-limits'] === 'sensitive')
  assert.ok(guarded.some(({ name }) => name === 'post /api/v1/auth/login'))
  assert.ok(guarded.some(({ name }) => name === 'post /api/v1/api-keys'))
  assert.ok(guarded.some(({ name }) => name === 'post /api/v1/withdrawals'))
})

/** As the documents of the exchange say whose dialect this is. */
const weights: readonly [path: string, weight: number][] = [
  ['/api/v3/ping', 1],
  ['/api/v3/exchangeInfo', 20],
  ['/api/v3/depth?symbol=BTCUSDT', 5],
  ['/api/v3/depth?symbol=BTCUSDT&limit=101', 25],
  ['/api/v3/depth?symbol=BTCUSDT&limit=1000', 50],
  ['/api/v3/depth?symbol=BTCUSDT&limit=5000', 250],
  ['/api/v3/trades?symbol=BTCUSDT', 25],
  ['/api/v3/aggTrades?symbol=BTCUSDT', 4],
  ['/api/v3/ticker/price?symbol=BTCUSDT', 2],
  ['/api/v3/ticker/price', 4],
  ['/api/v3/executionRules?symbol=BTCUSDT', 2],
  ['/api/v3/executionRules', 40],
  ['/nothing/here', 1],
]

test('a request weighs what the documents say, for who has a key', async ({ open }) => {
  const edge = await open({})
  const { credentials } = await edge.client()
  let before = 0
  for (const [path, weight] of weights) {
    const answer = await get(edge, path, { 'x-mbx-apikey': credentials.apiKey })
    assert.is(usedBy(answer) - before, weight, path)
    before = usedBy(answer)
  }
})

test('signed requests by what they ask for', async ({ open }) => {
  const edge = await open({})
  const client = await edge.client()
  await client.deposit('USDT', '10000')
  let before = 0
  const weightOf = async (method: string, path: string, parameters = {}) => {
    const answer = await client.signed(method, path, parameters)
    assert.ok(answer.status < 300, answer.text)
    const weight = usedBy(answer) - before
    before = usedBy(answer)
    return weight
  }
  const symbol = 'BTCUSDT'
  assert.is(await weightOf('POST', '/api/v3/order', limitOrder()), 1)
  assert.is(await weightOf('GET', '/api/v3/openOrders', { symbol }), 6)
  assert.is(await weightOf('GET', '/api/v3/openOrders'), 80)
  assert.is(await weightOf('GET', '/api/v3/myTrades', { symbol }), 20)
  assert.is(await weightOf('GET', '/api/v3/myTrades', { symbol, orderId: 1 }), 5)
  assert.is(await weightOf('GET', '/api/v3/account'), 20)
  const rates = { ...limitOrder(), computeCommissionRates: 'true' }
  assert.is(await weightOf('POST', '/api/v3/order/test', rates), 20)
  const batchOrders = JSON.stringify(['50000', '50001', '50002'].map(limitOrder))
  assert.is(await weightOf('POST', '/api/v3/batchOrders', { batchOrders }), 3)
  const orderIdList = JSON.stringify([1, 2, 3, 4])
  assert.is(await weightOf('DELETE', '/api/v3/batchOrders', { symbol, orderIdList }), 4)
})

test('an answer to an order says how many were counted', async ({ open }) => {
  const edge = await open({ ordersPer10Seconds: 5 })
  const client = await edge.client()
  await client.deposit('USDT', '10000')
  const counts = ({ headers }: Answer) => [
    headers['x-mbx-order-count-10s'],
    headers['x-mbx-order-count-1d'],
  ]
  assert.equal(counts(await client.signed('POST', '/api/v3/order', limitOrder())), ['1', '1'])
  const batchOrders = JSON.stringify(['50000', '50001', '50002'].map(limitOrder))
  const batch = await client.signed('POST', '/api/v3/batchOrders', { batchOrders })
  assert.equal(counts(batch), ['4', '4'])
  assert.equal(counts(await client.signed('GET', '/api/v3/account')), [undefined, undefined])
  const ask = await client.signed('GET', '/api/v3/rateLimit/order')
  assert.equal(ask.body, [
    { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 5, count: 4 },
    { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 1_000_000, count: 4 },
  ])
  const refused = await client.signed('POST', '/api/v3/batchOrders', { batchOrders })
  assert.is(refused.status, 429)
  assert.equal(refused.body, {
    code: -1015,
    msg: 'Too many new orders; current limit is 5 orders per 10 SECOND.',
  })
  assert.is(refused.headers['retry-after'], '5')
  assert.is((await client.signed('POST', '/api/v3/order', limitOrder())).status, 200)
})

test('strangers share what an address has; keys and browsers have their own', async ({ open }) => {
  const edge = await open({ requestsPerMinute: 3 })
  const client = await edge.client()
  const time = (headers = {}) => get(edge, '/api/v3/time', headers)
  const bearer = { authorization: `Bearer ${client.credentials.accessToken}` }
  assert.is((await time()).headers['x-ratelimit-remaining'], '2')
  assert.is((await time({ 'x-mbx-apikey': 'no-key-of-anybody' })).status, 200)
  assert.is((await time({ authorization: 'Bearer nonsense' })).status, 200)
  const refused = await time()
  assert.is(refused.status, 429)
  assert.equal(
    [refused.headers['retry-after'], refused.headers['x-ratelimit-remaining']],
    ['55', '0'],
  )
  assert.match(refused.text, /^\{"code":-1003,"msg":"Too many requests; current limit is 3 /)
  const byKey = await time({ 'x-mbx-apikey': client.credentials.apiKey })
  assert.equal([byKey.status, byKey.headers['x-ratelimit-scope']], [200, 'key'])
  for (let n = 0; n < 3; n++) {
    const { status, headers } = await time(bearer)
    assert.equal([status, headers['x-ratelimit-scope']], [200, 'session'])
  }
  assert.is((await time(bearer)).status, 429)
  assert.is((await get(edge, '/health')).status, 200)
})

test('who never waits is banned, and comes to nothing but his cancels', async ({ open }) => {
  const edge = await open({ weightPerMinute: 10 })
  const client = await edge.client()
  await client.deposit('USDT', '10000')
  assert.is((await client.signed('POST', '/api/v3/order', limitOrder())).status, 200)
  const statuses: number[] = []
  for (let n = 0; n < 5; n++) statuses.push((await client.signed('GET', '/api/v3/account')).status)
  assert.equal(statuses, [429, 418, 418, 418, 418])
  const { status, headers, text } = await client.signed('POST', '/api/v3/order', limitOrder())
  assert.equal([status, headers['retry-after']], [418, '120'], text)
  const cancelled = await client.signed('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' })
  assert.is(cancelled.status, 200, cancelled.text)
})

test('exchangeInfo states what holds for who asks', async ({ open }) => {
  const edge = await open({
    requestsPerMinute: 100,
    weightPerMinute: 6000,
    ordersPer10Seconds: 50,
    ordersPerDay: 1000,
  })
  const { credentials } = await edge.client()
  const limitsFor = async (headers = {}) => {
    const { body } = await get(edge, '/api/v3/exchangeInfo?symbol=BTCUSDT', headers)
    return (body as { rateLimits: unknown[] }).rateLimits
  }
  const keyed = [
    { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
    { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 50 },
    { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 1000 },
  ]
  assert.equal(await limitsFor({ 'x-mbx-apikey': credentials.apiKey }), keyed)
  const raw = { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 1, limit: 100 }
  assert.equal(await limitsFor(), [raw, ...keyed])
})

test('logins are counted by address, whatever their budget', async ({ open }) => {
  const edge = await open({ loginsPerMinute: 2 })
  const login = () =>
    sendRaw(edge.address, {
      method: 'POST',
      path: '/api/v1/auth/login',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'nobody', password: 'correct horse' }),
    })
  assert.equal([(await login()).status, (await login()).status], [401, 401])
  const { status, headers } = await login()
  assert.equal([status, headers['retry-after']], [429, '55'])
})

test('behind a proxy of ours each client has its own budget', async ({ open }) => {
  const edge = await open({ requestsPerMinute: 1 }, { trustedProxies: ['127.0.0.1'] })
  const from = (client: string) =>
    get(edge, '/api/v3/time', { 'x-forwarded-for': `203.0.113.9, ${client}` })
  assert.is((await from('198.51.100.7')).status, 200)
  assert.is((await from('198.51.100.7')).status, 429)
  assert.is((await from('198.51.100.8')).status, 200)
})

test('operators are not counted, who guesses their token is', async ({ open }) => {
  const settings = { faucet: true, origins: [], operatorToken: 'o'.repeat(32) }
  const edge = await open({ requestsPerMinute: 2 }, { settings })
  const as = (token: string) =>
    get(edge, '/api/v1/operator/withdrawals', { authorization: `Bearer ${token}` })
  for (let n = 0; n < 4; n++) assert.is((await as('o'.repeat(32))).status, 200)
  assert.equal([(await as('guess')).status, (await as('guess')).status], [401, 401])
  assert.is((await as('guess')).status, 429)
  assert.is((await as('o'.repeat(32))).status, 200)
})

test('while Redis is down: cancels, fewer orders, no logins, no new keys', async ({ open }) => {
  const server = new MemoryServer()
  const edge = await open({ ordersPer10Seconds: 8 }, { shared: new MemoryShared(server) })
  const client = await edge.client()
  await client.deposit('USDT', '10000')
  server.isDown = true
  const placed = () => client.signed('POST', '/api/v3/order', limitOrder())
  assert.equal([(await placed()).status, (await placed()).status], [200, 200])
  const refused = await placed()
  assert.is(refused.status, 429)
  assert.match(refused.text, /current limit is 2 orders per 10 SECOND/)
  const cancelled = await client.signed('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' })
  assert.is(cancelled.status, 200, cancelled.text)
  const newKey = () => client.json('POST', '/api/v1/api-keys', { name: 'k', permissions: ['read'] })
  const { status, headers, body } = await newKey()
  assert.equal([status, headers['retry-after']], [503, '5'])
  assert.is((body as { code: number }).code, -1001)
  assert.is((await get(edge, '/api/v3/depth?symbol=BTCUSDT')).status, 200)
  const shown = async () => (await get(edge, '/metrics')).text
  assert.match(await shown(), /^openbell_part_state{part="redis",state="up"} 0$/m)
  server.isDown = false
  assert.match(await shown(), /^openbell_part_state{part="redis",state="up"} 1$/m)
  assert.is((await newKey()).status, 201)
  assert.is((await placed()).status, 200)
})

test('what was refused is counted for the metrics', async ({ open }) => {
  const edge = await open({ requestsPerMinute: 1 })
  for (let n = 0; n < 3; n++) await get(edge, '/api/v3/time')
  const { text } = await get(edge, '/metrics')
  assert.match(text, /^openbell_limited_total\{limit="weight"\} 1$/m)
  assert.match(text, /^openbell_limited_total\{limit="banned"\} 1$/m)
})

test('web sockets opened too often', async ({ open }) => {
  const edge = await open({ connectsPer5Minutes: 1 }, { sockets: (parts) => createSockets(parts) })
  const url = `${edge.address.replace('http', 'ws')}/ws`
  const statusOf = () =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(url)
      socket.on('open', () => {
        socket.close()
        resolve(101)
      })
      socket.on('unexpected-response', (request, response) => {
        request.destroy()
        resolve(response.headers['retry-after'] ? (response.statusCode ?? 0) : 0)
      })
      socket.on('error', () => undefined)
    })
  assert.is(await statusOf(), 101)
  assert.is(await statusOf(), 429)
})

test.run()
