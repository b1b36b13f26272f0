// The library that most bots use, unchanged, against this exchange: values, not only answers.
import ccxt, { type Exchange, type Order } from 'ccxt'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock, systemTimers } from '../adapters/system.js'
import { defaultLimits, type Permission } from '../ports.js'
import { testLimits } from '../testing/request-limits.js'
import { openSmallEdge, type SmallEdge } from '../testing/small-edge.js'
import { createSockets } from './sockets/index.js'

interface World {
  edge: SmallEdge
  ann: Exchange
  bob: Exchange
  opened: Exchange[]
}

const test = suite<World>('ccxt')
const symbol = 'BTC/USDT'

async function connect(
  world: World,
  options: Record<string, unknown>,
  deposits: Readonly<Record<string, string>>,
  permissions?: readonly Permission[],
): Promise<Exchange> {
  const { edge } = world
  const client = await edge.client(permissions)
  for (const [asset, amount] of Object.entries(deposits)) await client.deposit(asset, amount)
  const { apiKey, secret } = client.credentials
  return anonymous(world, { apiKey, secret }, options)
}

function anonymous(
  { edge, opened }: World,
  credentials: { apiKey?: string; secret?: string } = {},
  options: Record<string, unknown> = {},
): Exchange {
  const http = edge.address
  const ws = http.replace('http', 'ws')
  const exchange = new ccxt.pro.binance({
    ...credentials,
    enableRateLimit: false,
    options: {
      defaultType: 'spot',
      fetchMarkets: { types: ['spot'] },
      fetchCurrencies: false,
      fetchMargins: false,
      ...options,
    },
    urls: {
      api: {
        public: `${http}/api/v3`,
        private: `${http}/api/v3`,
        v1: `${http}/api/v1`,
        sapi: `${http}/sapi/v1`,
        ws: { spot: `${ws}/ws`, 'ws-api': { spot: `${ws}/ws-api/v3` } },
      },
    },
  })
  opened.push(exchange)
  return exchange
}

test.before.each(async (world) => {
  world.opened = []
  world.edge = await openSmallEdge({
    clock: systemClock,
    timers: systemTimers,
    rateLimits: testLimits({
      clock: systemClock,
      timers: systemTimers,
      settings: defaultLimits,
    }),
    sockets: (parts, exchange) => {
      const sockets = createSockets(parts)
      exchange.listeners.add((changes) => sockets.onFrame(changes))
      return sockets
    },
  })
  world.ann = await connect(world, {}, { USDT: '10000' })
  world.bob = await connect(world, {}, { BTC: '10' })
})

test.after.each(async ({ edge, opened }) => {
  for (const exchange of opened) await exchange.close()
  await edge.close()
  assert.equal(edge.errors, [])
  assert.equal(edge.exchange.engine.checkInvariants(), [])
})

const idOf = (order: Order): string => order.id as string

/** The class of the error that ccxt throws. */
const nameOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing was thrown',
    (error: Error) => error.constructor.name,
  )

test('markets, with and without a key', async (world) => {
  const plain = await anonymous(world).loadMarkets()
  assert.is(Object.keys(plain).length, 9)
  const market = plain[symbol]
  assert.equal(
    [market?.active, market?.spot, market?.precision.price, market?.precision.amount],
    [true, true, 0.01, 0.00001],
  )
  assert.equal(
    [market?.limits.amount?.min, market?.limits.amount?.max, market?.limits.cost?.min],
    [0.00001, 9000, 5],
  )
  const full = { fetchCurrencies: true, fetchMargins: true }
  const keyed = await connect(world, full, { USDT: '1' })
  await keyed.loadMarkets()
  assert.is(keyed.symbols?.length, 9)
  assert.is(keyed.currencies.BTC?.name, 'Bitcoin')
  assert.is(keyed.currencies.EUR?.type, 'fiat')
})

test('time and status', async ({ ann }) => {
  assert.ok(Math.abs(((await ann.fetchTime()) as number) - Date.now()) < 10_000)
  assert.is((await ann.fetchStatus()).status, 'ok')
})

test('an order that rests, is found, and is cancelled', async ({ ann }) => {
  const placed = await ann.createOrder(symbol, 'limit', 'buy', 0.5, 100)
  assert.equal(
    [placed.status, placed.amount, placed.filled, placed.remaining, placed.price, placed.cost],
    ['open', 0.5, 0, 0.5, 100, 0],
  )
  assert.match(placed.clientOrderId as string, /^x-TKT5PX2F/)
  const found = await ann.fetchOrder(idOf(placed), symbol)
  assert.equal(
    [found.id, found.status, found.clientOrderId],
    [placed.id, 'open', placed.clientOrderId],
  )
  assert.equal(
    (await ann.fetchOpenOrders(symbol)).map(({ id }) => id),
    [placed.id],
  )
  const balance = await ann.fetchBalance()
  assert.equal(balance.USDT, { free: 9950, used: 50, total: 10_000 })
  const cancelled = await ann.cancelOrder(idOf(placed), symbol)
  assert.equal([cancelled.id, cancelled.status], [placed.id, 'canceled'])
  assert.equal(await ann.fetchOpenOrders(symbol), [])
  assert.equal((await ann.fetchBalance()).USDT, { free: 10_000, used: 0, total: 10_000 })
  assert.is((await ann.fetchOrder(idOf(placed), symbol)).status, 'canceled')
})

test('trades: fills, fees and balances to the unit', async ({ ann, bob }) => {
  const rest = await ann.createOrder(symbol, 'limit', 'buy', 0.5, 100)
  const sold = await bob.createOrder(symbol, 'market', 'sell', 0.2)
  assert.equal([sold.status, sold.filled, sold.average, sold.cost], ['closed', 0.2, 100, 20])
  assert.equal([sold.fee?.cost, sold.fee?.currency], [0.04, 'USDT'])
  assert.is(sold.trades.length, 1)
  const half = await ann.fetchOrder(idOf(rest), symbol)
  assert.equal([half.status, half.filled, half.remaining, half.cost], ['open', 0.2, 0.3, 20])
  const [mine] = await ann.fetchMyTrades(symbol)
  assert.equal(
    [mine?.side, mine?.price, mine?.amount, mine?.cost, mine?.takerOrMaker, mine?.order],
    ['buy', 100, 0.2, 20, 'maker', rest.id],
  )
  assert.equal([mine?.fee?.cost, mine?.fee?.currency], [0.0002, 'BTC'])
  const ofOrder = await bob.fetchOrderTrades(idOf(sold), symbol)
  assert.equal(
    ofOrder.map(({ takerOrMaker, amount }) => [takerOrMaker, amount]),
    [['taker', 0.2]],
  )
  const [trade] = await ann.fetchTrades(symbol)
  assert.equal([trade?.side, trade?.price, trade?.amount, trade?.cost], ['sell', 100, 0.2, 20])
  const balance = await ann.fetchBalance()
  assert.equal(
    [balance.BTC, balance.USDT],
    [
      { free: 0.1998, used: 0, total: 0.1998 },
      { free: 9950, used: 30, total: 9980 },
    ],
  )
  assert.equal((await bob.fetchBalance()).USDT, { free: 19.96, used: 0, total: 19.96 })
  const orders = await ann.fetchOrders(symbol)
  assert.equal(
    orders.map(({ id, status }) => [id, status]),
    [[rest.id, 'open']],
  )
  const closed = await bob.fetchClosedOrders(symbol)
  assert.equal(
    closed.map(({ id }) => id),
    [sold.id],
  )
})

test('the book', async ({ ann, bob }) => {
  await ann.createOrder(symbol, 'limit', 'buy', 0.5, 100)
  await ann.createOrder(symbol, 'limit', 'buy', 0.25, 99.5)
  await bob.createOrder(symbol, 'limit', 'sell', 1, 101)
  const book = await ann.fetchOrderBook(symbol, 10)
  assert.equal(
    [book.bids, book.asks],
    [
      [
        [100, 0.5],
        [99.5, 0.25],
      ],
      [[101, 1]],
    ],
  )
})

test('post-only, immediate-or-cancel, and what is left of it', async ({ ann, bob }) => {
  await bob.createOrder(symbol, 'limit', 'sell', 1, 101)
  const crossing = ann.createOrder(symbol, 'limit', 'buy', 1, 101, { postOnly: true })
  assert.is(await nameOf(crossing), 'OrderImmediatelyFillable')
  const resting = await ann.createOrder(symbol, 'limit', 'buy', 1, 100, { postOnly: true })
  const { status, postOnly } = await ann.fetchOrder(idOf(resting), symbol)
  assert.equal([status, postOnly], ['open', true])
  const ioc = await ann.createOrder(symbol, 'limit', 'buy', 2, 101, { timeInForce: 'IOC' })
  assert.equal([ioc.status, ioc.filled, ioc.timeInForce], ['expired', 1, 'IOC'])
})

test('all orders of a market are cancelled at once', async ({ ann }) => {
  for (const price of [100, 101, 102]) await ann.createOrder(symbol, 'limit', 'buy', 0.5, price)
  await ann.createOrder('ETH/USDT', 'limit', 'buy', 1, 50)
  const cancelled = await ann.cancelAllOrders(symbol)
  assert.equal(
    cancelled.map(({ status }) => status),
    ['canceled', 'canceled', 'canceled'],
  )
  assert.is((await ann.fetchOpenOrders('ETH/USDT')).length, 1)
  assert.equal(await ann.fetchOpenOrders(symbol), [])
})

/** Makes 100 the last price. */
async function trade(ann: Exchange, bob: Exchange, price = 100): Promise<void> {
  await ann.createOrder(symbol, 'limit', 'buy', 0.1, price)
  await bob.createOrder(symbol, 'limit', 'sell', 0.1, price)
}

test('stop, stop-limit and take-profit wait, and are triggered', async ({ ann, bob }) => {
  await trade(ann, bob)
  const stop = await bob.createOrder(symbol, 'market', 'sell', 1, undefined, { triggerPrice: 95 })
  const limited = { triggerPrice: 94, timeInForce: 'GTC' }
  const stopLimit = await bob.createOrder(symbol, 'limit', 'sell', 1, 99, limited)
  const take = await ann.createOrder(symbol, 'limit', 'buy', 1, 98, { takeProfitPrice: 96 })
  const waiting = await bob.fetchOrder(idOf(stop), symbol)
  assert.equal([waiting.status, waiting.triggerPrice, waiting.type], ['open', 95, 'market'])
  assert.equal((await bob.fetchOpenOrders(symbol)).length, 2)
  await ann.createOrder(symbol, 'limit', 'buy', 0.1, 95)
  await bob.createOrder(symbol, 'limit', 'sell', 0.1, 95)
  const bought = await ann.fetchOrder(idOf(take), symbol)
  assert.equal([bought.status, bought.filled, bought.average], ['closed', 1, 98])
  assert.equal((await bob.fetchOrder(idOf(stop), symbol)).average, 98)
  const still = await bob.fetchOrder(idOf(stopLimit), symbol)
  assert.equal([still.status, still.price, still.triggerPrice], ['open', 99, 94])
  assert.is((await bob.cancelOrder(idOf(still), symbol)).status, 'canceled')
})

test('a trailing stop by percentage follows the market', async ({ ann, bob }) => {
  await trade(ann, bob)
  const params = { trailingPercent: 10 }
  const trailing = await bob.createOrder(symbol, 'STOP_LOSS', 'sell', 1, undefined, params)
  await trade(ann, bob, 110)
  const moved = await bob.fetchOrder(idOf(trailing), symbol)
  assert.equal([moved.status, moved.triggerPrice], ['open', 99])
})

test('an iceberg with self-trade prevention', async ({ ann, bob }) => {
  const params = { icebergQty: '0.25', selfTradePreventionMode: 'EXPIRE_TAKER' }
  const iceberg = await ann.createOrder(symbol, 'limit', 'buy', 1, 100, params)
  assert.equal([iceberg.status, iceberg.amount], ['open', 1])
  assert.equal((await ann.fetchOrderBook(symbol)).bids, [[100, 0.25]])
  const sold = await bob.createOrder(symbol, 'market', 'sell', 0.6)
  assert.equal([sold.status, sold.filled], ['closed', 0.6])
})

test('a market order by its cost', async ({ ann, bob }) => {
  await bob.createOrder(symbol, 'limit', 'sell', 1, 100)
  const bought = await ann.createOrder(symbol, 'market', 'buy', undefined as never, undefined, {
    cost: 50,
  })
  assert.equal([bought.status, bought.filled, bought.cost], ['closed', 0.5, 50])
  assert.is((await ann.createMarketBuyOrderWithCost(symbol, 25)).filled, 0.25)
})

test('an edited order is replaced by another', async ({ ann }) => {
  const placed = await ann.createOrder(symbol, 'limit', 'buy', 1, 100)
  const edited = await ann.editOrder(idOf(placed), symbol, 'limit', 'buy', 2, 99)
  assert.equal([edited.status, edited.amount, edited.price], ['open', 2, 99])
  assert.is((await ann.fetchOrder(idOf(placed), symbol)).status, 'canceled')
  const gone = () => ann.editOrder(idOf(placed), symbol, 'limit', 'buy', 2, 98)
  assert.is(await nameOf(gone()), 'ExchangeError')
})

test('an order that is checked only', async ({ ann }) => {
  await ann.createOrder(symbol, 'limit', 'buy', 1, 100, { test: true })
  assert.equal(await ann.fetchOpenOrders(symbol), [])
})

type RawCall = (parameters: Readonly<Record<string, string>>) => Promise<Record<string, unknown>>

/** A method that ccxt makes of a path, as it is called without the library's own words. */
const raw = (exchange: Exchange, method: string): RawCall =>
  (exchange as unknown as Record<string, RawCall>)[method]?.bind(exchange) as RawCall

test('an oco, through ccxt’s calls by path', async ({ ann, bob }) => {
  await trade(ann, bob)
  const placed = await raw(
    bob,
    'privatePostOrderListOco',
  )({
    symbol: 'BTCUSDT',
    side: 'SELL',
    quantity: '1',
    aboveType: 'LIMIT_MAKER',
    abovePrice: '110',
    belowType: 'STOP_LOSS',
    belowStopPrice: '90',
  })
  assert.is(placed.contingencyType, 'OCO')
  const open = await bob.fetchOpenOrders(symbol)
  assert.equal(
    open.map(({ type, price, triggerPrice, postOnly }) => [type, price, triggerPrice, postOnly]),
    [
      ['market', undefined, 90, false],
      ['limit', 110, undefined, true],
    ],
  )
  const list = { symbol: 'BTCUSDT', orderListId: String(placed.orderListId) }
  const ended = await raw(bob, 'privateDeleteOrderList')(list)
  assert.is(ended.listOrderStatus, 'ALL_DONE')
  const older = { symbol: 'BTCUSDT', side: 'SELL', quantity: '1', price: '110', stopPrice: '90' }
  await raw(bob, 'privatePostOrderOco')(older)
  assert.is((await bob.cancelAllOrders(symbol)).length, 1, 'a list is one entry')
  assert.equal(await bob.fetchOpenOrders(symbol), [])
})

test('by client order id', async ({ ann }) => {
  const params = { newClientOrderId: 'my-own-1' }
  const placed = await ann.createOrder(symbol, 'limit', 'buy', 0.5, 100, params)
  assert.is(placed.clientOrderId, 'my-own-1')
  const name = { origClientOrderId: 'my-own-1' }
  assert.is((await ann.fetchOrder(idOf(placed), symbol, name)).id, placed.id)
  assert.is(
    (await ann.cancelOrder(idOf(placed), symbol, { clientOrderId: 'my-own-1' })).status,
    'canceled',
  )
})

test('fees', async ({ ann }) => {
  const fees = await ann.fetchTradingFees()
  const fee = fees[symbol] as unknown as { maker: number; taker: number }
  assert.equal([fee.maker, fee.taker], [0.001, 0.002])
  assert.is((await ann.fetchTradingFee('ETH/BTC')).taker, 0.002)
})

/** A stop whose price is reached already. */
const stopAtOnce = (exchange: Exchange) =>
  exchange.createOrder('ETH/BTC', 'market', 'buy', 1, undefined, { triggerPrice: 0.05 })

test('refusals are the exceptions that bots know', async (world) => {
  const { ann, bob } = world
  const placed = await ann.createOrder(symbol, 'limit', 'buy', 1, 100)
  const reader = await connect(world, {}, {}, ['read'])
  const rich = await connect(world, {}, { ETH: '10' })
  const stranger = anonymous(world, { apiKey: 'x'.repeat(64), secret: 'y' })
  const forger = anonymous(world, { apiKey: ann.apiKey, secret: 'wrong' })
  await bob.createOrder('ETH/BTC', 'limit', 'buy', 1, 0.05)
  await rich.createOrder('ETH/BTC', 'limit', 'sell', 1, 0.05)
  const cases: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['InsufficientFunds', () => ann.createOrder(symbol, 'limit', 'buy', 1000, 100)],
    ['BadRequest', () => ann.createOrder(symbol, 'limit', 'buy', 0.01, 10)],
    ['InvalidOrder', () => ann.createOrder(symbol, 'limit', 'buy', 9001, 10)],
    ['InvalidOrder', () => ann.createOrder(symbol, 'limit', 'buy', 1, 1_000_001)],
    ['OrderNotFound', () => ann.cancelOrder('999', symbol)],
    ['OrderNotFound', () => bob.cancelOrder(idOf(placed), symbol)],
    ['OrderNotFound', () => ann.fetchOrder('999', symbol)],
    ['OrderNotFound', () => bob.cancelAllOrders(symbol)],
    ['AuthenticationError', () => stranger.fetchBalance()],
    ['AuthenticationError', () => forger.fetchBalance()],
    ['AuthenticationError', () => reader.createOrder(symbol, 'limit', 'buy', 1, 100)],
    ['OperationFailed', () => bob.createOrder('ETH/USDT', 'market', 'buy', 1)],
    ['OrderImmediatelyFillable', () => stopAtOnce(ann)],
    ['InvalidOrder', () => ann.createOrder(symbol, 'limit', 'buy', 1, 100, { icebergQty: '2' })],
    ['InvalidNonce', () => ann.fetchBalance({ timestamp: Date.now() - 60_000 })],
  ]
  for (const [index, [name, ask]] of cases.entries())
    assert.is(await nameOf(ask()), name, `case ${index}`)
})

test('the feeds: trades and a book that agrees with the one asked for', async (world) => {
  const { bob, ann } = world
  const watcher = anonymous(world)
  await watcher.loadHttpProxyAgent()
  await ann.createOrder(symbol, 'limit', 'buy', 1, 100)
  const firstBook = watcher.watchOrderBook(symbol)
  const firstTrades = watcher.watchTrades(symbol)
  const isWatching = () => Object.keys(watcher.clients).length === 2
  await until(isWatching)
  await until(async () => {
    await bob.createOrder(symbol, 'limit', 'sell', 0.1, 100)
    return (watcher.trades[symbol]?.length ?? 0) > 0
  })
  const [trade] = await firstTrades
  assert.equal([trade?.side, trade?.price, trade?.amount], ['sell', 100, 0.1])
  await firstBook
  await bob.createOrder(symbol, 'limit', 'sell', 2, 105)
  const asked = await ann.fetchOrderBook(symbol)
  // What ccxt keeps, not its next update: the last one may have come before anybody waits for it.
  const watched = () => watcher.orderbooks[symbol]
  await until(() => levels(watched()?.asks ?? []) === levels(asked.asks))
  assert.is(levels(watched()?.bids ?? []), levels(asked.bids))
})

const levels = (side: Iterable<unknown>) => JSON.stringify([...side])

/** Bounded: feeds come after some milliseconds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it never came')
}

test.run()
