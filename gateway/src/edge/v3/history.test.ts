// Lists that memory does not hold to their end: the database goes on, or nobody can tell.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { FillView, History, OrderView, TradeView } from '../../ports.js'
import {
  type Client,
  emptyHistory,
  noHistory,
  openSmallEdge,
  type SmallEdge,
  sendRaw,
} from '../../testing/small-edge.js'
import type { TestClock } from '../../testing/world.js'

interface World {
  edge: SmallEdge
  client: Client
}

const test = suite<World>('history')

const symbol = 'BTCUSDT'
const hourMs = 3_600_000
const narrow = { finishedOrdersPerAccountMax: 2, fillsPerAccountMax: 2, historyEntriesMax: 100 }

/** Ten orders an hour apart that trade with themselves: five trades, of which two are held. */
async function open(world: World, history: History): Promise<void> {
  const edge = await openSmallEdge({ history, bounds: narrow })
  const client = await edge.client()
  Object.assign(world, { edge, client })
  await client.deposit('USDT', '1000')
  await client.deposit('BTC', '10')
  for (const side of ['BUY', 'SELL', 'BUY', 'SELL', 'BUY', 'SELL']) {
    const order = { symbol, side, type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '100' }
    const placed = { ...order, selfTradePreventionMode: 'NONE' }
    assert.is((await client.signed('POST', '/api/v3/order', placed)).status, 200)
    ;(edge.exchange.clock as TestClock).pass(hourMs / 1000)
  }
}

test.after.each(async ({ edge }) => {
  await edge.close()
  assert.equal(edge.errors, [])
})

const ids = async (client: Client, path: string, parameters: Record<string, string | number>) => {
  const { status, body } = await client.signed('GET', path, { symbol, ...parameters })
  if (status !== 200) return status
  return (body as { orderId: number }[]).map(({ orderId }) => orderId)
}

/** What the database says: the first four orders and fills as they were. */
function remembered(asked: unknown[]): History {
  const orders = [1, 2, 3, 4].map(orderOf)
  return {
    ...emptyHistory,
    async orders(_, __, range) {
      asked.push(range)
      return orders
    },
    fills: async () => [1, 2, 3, 4].map(fillOf),
    orderById: async (_, orderId) => orders.find((order) => order.orderId === orderId),
    orderByClientId: async (_, __, id) => orders.find((order) => order.clientOrderId === id),
  }
}

const orderOf = (orderId: number): OrderView => ({
  orderId,
  account: 16,
  market: 0,
  clientOrderId: orderId === 2 ? 'chosen' : '',
  side: 0,
  orderType: 0,
  timeInForce: 0,
  status: 2,
  selfTradePrevention: 0,
  stopPriceTicks: 0,
  trailingBips: 0,
  trailingUs: undefined,
  icebergLots: 0,
  quoteUnits: 0n,
  expiresUs: 0,
  listId: 0,
  isWaiting: false,
  workingUs: orderId * 1000,
  preventedLots: 0,
  closeReason: undefined,
  priceTicks: 10_000,
  quantityLots: 100_000,
  executedLots: 100_000,
  executedQuoteUnits: 10_000_000_000n,
  createdUs: orderId * 1000,
  updatedUs: orderId * 1000,
})

const fillOf = (orderId: number): FillView => ({
  tradeId: Math.ceil(orderId / 2),
  orderId,
  account: 16,
  market: 0,
  side: 0,
  isMaker: orderId % 2 === 1,
  priceTicks: 10_000,
  quantityLots: 100_000,
  quoteUnits: 10_000_000_000n,
  feeUnits: 0n,
  feeAsset: 0,
  timestampUs: orderId * 1000,
})

test('what memory lacks comes from the database, once each, oldest first', async (world) => {
  const asked: unknown[] = []
  await open(world, remembered(asked))
  const { client } = world
  assert.equal(await ids(client, '/api/v3/allOrders', {}), [1, 2, 3, 4, 5, 6])
  assert.equal(await ids(client, '/api/v3/allOrders', { limit: 3 }), [4, 5, 6])
  assert.equal(await ids(client, '/api/v3/allOrders', { orderId: 1, limit: 3 }), [1, 2, 3])
  assert.equal(asked.at(-1), { limit: 3, fromId: 1 })
  assert.equal(await ids(client, '/api/v3/myTrades', {}), [1, 2, 3, 4, 5, 6])
  const count = asked.length
  assert.equal(await ids(client, '/api/v3/allOrders', { limit: 2 }), [5, 6])
  assert.equal(await ids(client, '/api/v3/allOrders', { orderId: 5 }), [5, 6])
  assert.is(asked.length, count, 'the database is asked only for what memory lacks')
})

test('single orders come from the database, too', async (world) => {
  await open(world, remembered([]))
  const { client } = world
  const find = async (name: Record<string, string | number>) => {
    const { body } = await client.signed('GET', '/api/v3/order', { symbol, ...name })
    return (body as { orderId?: number }).orderId
  }
  assert.is(await find({ orderId: 1 }), 1)
  assert.is(await find({ origClientOrderId: 'chosen' }), 2)
  assert.is(await find({ origClientOrderId: 'ob1' }), 1)
  assert.is(await find({ origClientOrderId: 'ob2' }), undefined, 'this one has another id')
  assert.is(await find({ orderId: 99 }), undefined)
})

test('a database that is away: 503 for what memory lacks, and only for that', async (world) => {
  await open(world, noHistory)
  const { client } = world
  const away = await client.signed('GET', '/api/v3/allOrders', { symbol })
  const msg = 'Internal error; unable to process your request. Please try again.'
  assert.equal([away.status, away.body], [503, { code: -1001, msg }])
  assert.is(away.headers['retry-after'], '1')
  assert.is(await ids(client, '/api/v3/myTrades', {}), 503)
  assert.is((await client.signed('GET', '/api/v3/order', { symbol, orderId: 1 })).status, 503)
  assert.equal(await ids(client, '/api/v3/allOrders', { limit: 2 }), [5, 6])
  const order = { symbol, side: 'BUY', type: 'LIMIT_MAKER', quantity: '1', price: '50' }
  assert.is((await client.signed('POST', '/api/v3/order', order)).status, 200)
  assert.equal(await ids(client, '/api/v3/openOrders', {}), [7])
})

test('intervals', async (world) => {
  await open(world, emptyHistory)
  const { client, edge } = world
  const endMs = Math.floor(edge.exchange.clock.wallUs() / 1000)
  const day = 24 * hourMs
  const cases: readonly (readonly [string, Record<string, number>, number])[] = [
    ['allOrders', { startTime: endMs - day - 1, endTime: endMs }, -1127],
    ['myTrades', { startTime: endMs - day - 1, endTime: endMs }, -1127],
    ['allOrders', { startTime: endMs, endTime: endMs - 1 }, -1128],
    ['myTrades', { fromId: 1, startTime: endMs }, -1128],
    ['myTrades', { orderId: 1, endTime: endMs }, -1128],
    ['allOrders', { limit: 0 }, -1130],
  ]
  for (const [path, parameters, code] of cases) {
    const answer = await client.signed('GET', `/api/v3/${path}`, { symbol, ...parameters })
    const found = (answer.body as { code: number }).code
    assert.equal([answer.status, found], [400, code], JSON.stringify(parameters))
  }
  const startTime = endMs - 2 * hourMs
  assert.equal(await ids(client, '/api/v3/allOrders', { startTime, endTime: endMs }), [5, 6])
  assert.equal(await ids(client, '/api/v3/allOrders', { startTime, limit: 1 }), [5])
})

test('aggregates older than the held trades come from the database', async (world) => {
  const trade = (tradeId: number): TradeView => ({
    tradeId,
    market: 0,
    priceTicks: 10_000,
    quantityLots: 100_000,
    quoteUnits: 10_000_000_000n,
    takerSide: 0,
    timestampUs: tradeId,
  })
  const held = Array.from({ length: 1000 }, (_, i) => trade(i + 501))
  const older = { ...emptyHistory, trades: async () => [499, 500, 501].map(trade) }
  await open(world, older)
  const { edge } = world
  const { views } = edge.exchange
  views.recentTrades = (_, limit) => held.slice(-limit)
  const list = async (query: string) => {
    const path = `/api/v3/aggTrades?symbol=${symbol}${query}`
    const { body } = await sendRaw(edge.address, { method: 'GET', path })
    return (body as { a: number }[]).map(({ a }) => a)
  }
  assert.equal(await list('&fromId=499&limit=4'), [499, 500, 501, 502])
  assert.equal(await list('&fromId=501&limit=2'), [501, 502])
  assert.equal(await list('&limit=1'), [1500])
})

test.run()
