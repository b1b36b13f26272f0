// ping, time, exchangeInfo, depth, trades, aggTrades and ticker/price: values to the unit, and what
// is refused.
import { MarketState, SetMarketState } from '@openbell/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Client, openSmallEdge, type SmallEdge, sendRaw } from '../../testing/small-edge.js'
import type { TestClock } from '../../testing/world.js'

interface World {
  edge: SmallEdge
  firstMs: number
}

const test = suite<World>('market data')

test.before(async (world) => {
  const edge = await openSmallEdge()
  const [buyer, seller] = [await edge.client(), await edge.client()]
  await buyer.deposit('USDT', '10000')
  await seller.deposit('BTC', '10')
  const place = async (client: Client, side: string, quantity: string, price: string) => {
    const order = { symbol: 'BTCUSDT', type: 'LIMIT', timeInForce: 'GTC', side, quantity, price }
    assert.is((await client.signed('POST', '/api/v3/order', order)).status, 200)
  }
  const firstMs = Math.floor(edge.exchange.clock.wallUs() / 1000)
  for (const price of ['100', '99.5', '99']) await place(buyer, 'BUY', '2', price)
  for (const price of ['102', '101.01']) await place(seller, 'SELL', '1.5', price)
  await place(seller, 'SELL', '1', '100')
  ;(edge.exchange.clock as TestClock).pass(60)
  await place(buyer, 'BUY', '0.5', '101.01')
  const market = edge.exchange.views.marketBySymbol('SOLUSDT')?.market as number
  const head = { account: 0, market, deadlineMs: 0 }
  await edge.exchange.commands.send(SetMarketState, head, {
    state: MarketState.halted,
    auctionUs: 0,
  })
  Object.assign(world, { edge, firstMs })
})

test.after(async ({ edge }) => {
  await edge.close()
  assert.equal(edge.errors, [])
})

const get = async ({ address }: SmallEdge, path: string) =>
  sendRaw(address, { method: 'GET', path: `/api/v3/${path}` })

async function body<Body>(edge: SmallEdge, path: string): Promise<Body> {
  const answer = await get(edge, path)
  assert.is(answer.status, 200, answer.text)
  return answer.body
}

test('ping and time', async ({ edge, firstMs }) => {
  assert.equal(await body(edge, 'ping'), {})
  assert.equal(await body(edge, 'time'), { serverTime: firstMs + 60_000 })
})

test('the book, best prices first', async ({ edge }) => {
  const book = await body<{ lastUpdateId: number }>(edge, 'depth?symbol=BTCUSDT')
  assert.equal(book, {
    lastUpdateId: edge.exchange.views.depth(0, 1).lastUpdateId,
    bids: [
      ['100.00000000', '1.00000000'],
      ['99.50000000', '2.00000000'],
      ['99.00000000', '2.00000000'],
    ],
    asks: [
      ['101.01000000', '1.00000000'],
      ['102.00000000', '1.50000000'],
    ],
  })
  const short = await body<{ bids: unknown[] }>(edge, 'depth?symbol=BTCUSDT&limit=1')
  assert.equal(short.bids, [['100.00000000', '1.00000000']])
  const many = await body<{ bids: unknown[] }>(edge, 'depth?symbol=BTCUSDT&limit=1000000')
  assert.is(many.bids.length, 3)
  assert.equal(await body(edge, 'depth?symbol=ETHUSDT'), { lastUpdateId: 0, bids: [], asks: [] })
})

test('trades, oldest first', async ({ edge, firstMs }) => {
  const trades = [
    {
      id: 1,
      price: '100.00000000',
      qty: '1.00000000',
      quoteQty: '100.00000000',
      time: firstMs,
      isBuyerMaker: true,
      isBestMatch: true,
    },
    {
      id: 2,
      price: '101.01000000',
      qty: '0.50000000',
      quoteQty: '50.50500000',
      time: firstMs + 60_000,
      isBuyerMaker: false,
      isBestMatch: true,
    },
  ]
  assert.equal(await body(edge, 'trades?symbol=BTCUSDT'), trades)
  assert.equal(await body(edge, 'trades?symbol=BTCUSDT&limit=1'), trades.slice(1))
  assert.equal(await body(edge, 'trades?symbol=ETHUSDT'), [])
})

test('aggregates: from an id, from a time, until a time', async ({ edge, firstMs }) => {
  const ids = async (query: string) =>
    (await body<{ a: number }[]>(edge, `aggTrades?symbol=BTCUSDT${query}`)).map(({ a }) => a)
  assert.equal(await body(edge, 'aggTrades?symbol=BTCUSDT&limit=1'), [
    {
      a: 2,
      p: '101.01000000',
      q: '0.50000000',
      f: 2,
      l: 2,
      T: firstMs + 60_000,
      m: false,
      M: true,
    },
  ])
  assert.equal(await ids(''), [1, 2])
  assert.equal(await ids('&fromId=2'), [2])
  assert.equal(await ids('&fromId=1&limit=1'), [1])
  assert.equal(await ids('&fromId=3'), [])
  assert.equal(await ids(`&startTime=${firstMs}&limit=1`), [1])
  assert.equal(await ids(`&startTime=${firstMs + 1}`), [2])
  assert.equal(await ids(`&endTime=${firstMs}`), [1])
  assert.equal(await ids(`&startTime=${firstMs}&endTime=${firstMs + 60_000}`), [1, 2])
})

test('last prices', async ({ edge }) => {
  const price = { symbol: 'BTCUSDT', price: '101.01000000' }
  assert.equal(await body(edge, 'ticker/price?symbol=BTCUSDT'), price)
  const some = encodeURIComponent('["ETHUSDT","BTCUSDT"]')
  const none = { symbol: 'ETHUSDT', price: '0.00000000' }
  assert.equal(await body(edge, `ticker/price?symbols=${some}`), [none, price])
  assert.is((await body<unknown[]>(edge, 'ticker/price')).length, 9)
})

interface Info {
  readonly symbols: {
    readonly symbol: string
    readonly status: string
    readonly filters: unknown
    readonly permissionSets?: unknown
    readonly orderTypes: unknown
    readonly defaultSelfTradePreventionMode: string
    readonly allowedSelfTradePreventionModes: readonly string[]
  }[]
}

test('the rules of a market', async ({ edge }) => {
  const { symbols } = await body<Info>(edge, 'exchangeInfo?symbol=BTCUSDT')
  const [market] = symbols
  assert.equal(market?.orderTypes, [
    'LIMIT',
    'LIMIT_MAKER',
    'MARKET',
    'STOP_LOSS',
    'STOP_LOSS_LIMIT',
    'TAKE_PROFIT',
    'TAKE_PROFIT_LIMIT',
  ])
  assert.equal(market?.permissionSets, [['SPOT']])
  assert.is(market?.defaultSelfTradePreventionMode, 'EXPIRE_MAKER')
  const modes = ['EXPIRE_MAKER', 'EXPIRE_TAKER', 'EXPIRE_BOTH', 'DECREMENT', 'NONE']
  assert.equal(market?.allowedSelfTradePreventionModes, modes)
  const quantities = { minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000' }
  assert.equal(market?.filters, [
    {
      filterType: 'PRICE_FILTER',
      minPrice: '0.01000000',
      maxPrice: '1000000.00000000',
      tickSize: '0.01000000',
    },
    { filterType: 'LOT_SIZE', ...quantities },
    { filterType: 'MARKET_LOT_SIZE', ...quantities },
    {
      filterType: 'NOTIONAL',
      minNotional: '5.00000000',
      applyMinToMarket: false,
      maxNotional: '9000000000.00000000',
      applyMaxToMarket: false,
      avgPriceMins: 0,
    },
    {
      filterType: 'TRAILING_DELTA',
      minTrailingAboveDelta: 10,
      maxTrailingAboveDelta: 2000,
      minTrailingBelowDelta: 10,
      maxTrailingBelowDelta: 2000,
    },
    { filterType: 'ICEBERG_PARTS', limit: 10 },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 5 },
  ])
})

test('which markets are shown', async ({ edge }) => {
  const symbols = async (query: string) =>
    (await body<Info>(edge, `exchangeInfo${query}`)).symbols.map(({ symbol }) => symbol)
  assert.is((await symbols('')).length, 9)
  const two = encodeURIComponent('["ETHBTC","BTCEUR"]')
  assert.equal(await symbols(`?symbols=${two}`), ['ETHBTC', 'BTCEUR'])
  assert.is((await symbols('?permissions=SPOT')).length, 9)
  assert.equal(await symbols('?permissions=MARGIN'), [])
  assert.is((await symbols(`?permissions=${encodeURIComponent('["MARGIN","SPOT"]')}`)).length, 9)
  assert.equal(await symbols('?symbolStatus=HALT'), ['SOLUSDT'])
  assert.is((await symbols('?symbolStatus=TRADING')).length, 8)
  const { symbols: plain } = await body<Info>(
    edge,
    'exchangeInfo?symbol=BTCUSDT&showPermissionSets=false',
  )
  assert.is(plain[0]?.permissionSets, undefined)
})

const both = encodeURIComponent('["BTCUSDT","BTCUSDT"]')
const digits = "legal range is '^[0-9]{1,20}$'."
const refused: readonly (readonly [path: string, code: number, message: string])[] = [
  ['depth', -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."],
  [
    'depth?symbol=',
    -1102,
    "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.",
  ],
  ['depth?symbol=NOPE', -1121, 'Invalid symbol.'],
  ['depth?symbol=BTCUSDT&limit=0', -1130, "Data sent for parameter 'limit' is not valid."],
  [
    'depth?symbol=BTCUSDT&limit=-1',
    -1100,
    `Illegal characters found in parameter 'limit'; ${digits}`,
  ],
  [
    'depth?symbol=BTCUSDT&limit=1e9',
    -1100,
    `Illegal characters found in parameter 'limit'; ${digits}`,
  ],
  [
    'depth?symbol=BTCUSDT&limit=NaN',
    -1100,
    `Illegal characters found in parameter 'limit'; ${digits}`,
  ],
  ['depth?symbol=BTCUSDT&limit=', -1105, "Parameter 'limit' was empty."],
  ['depth?symbol=BTCUSDT&limit=99999999999999999999', -1108, "Parameter 'limit' overflowed."],
  [
    'depth?symbol=BTCUSDT&level=3',
    -1104,
    "Not all sent parameters were read; read '1' parameter(s) but was sent '2'.",
  ],
  ['depth?symbol=BTCUSDT&symbol=BTCUSDT', -1101, 'Duplicate values for a parameter detected.'],
  ['ping?x=1', -1101, 'Too many parameters sent for this endpoint.'],
  [
    'trades?symbol=BTCUSDT&fromId=1',
    -1104,
    "Not all sent parameters were read; read '1' parameter(s) but was sent '2'.",
  ],
  [
    'aggTrades?symbol=BTCUSDT&fromId=1&startTime=1',
    -1128,
    'Combination of optional parameters invalid.',
  ],
  [
    'aggTrades?symbol=BTCUSDT&startTime=2&endTime=1',
    -1128,
    'Combination of optional parameters invalid.',
  ],
  [
    'aggTrades?symbol=BTCUSDT&startTime=999999999999999',
    -1130,
    "Data sent for parameter 'startTime' is not valid.",
  ],
  [
    'ticker/price?symbol=BTCUSDT&symbols=%5B%22BTCUSDT%22%5D',
    -1128,
    'Combination of optional parameters invalid.',
  ],
  [`ticker/price?symbols=${both}`, -1151, 'Symbol is present multiple times in the list.'],
  ['ticker/price?symbols=%5B%22NOPE%22%5D', -1121, 'Invalid symbol.'],
  [
    'exchangeInfo?symbol=BTCUSDT&symbolStatus=HALT',
    -1128,
    'Combination of optional parameters invalid.',
  ],
  ['exchangeInfo?symbolStatus=OPEN', -1122, 'Invalid symbolStatus.'],
  [
    'exchangeInfo?showPermissionSets=1',
    -1130,
    "Data sent for parameter 'showPermissionSets' is not valid.",
  ],
]

for (const [path, code, msg] of refused)
  test(`refused: ${path.slice(0, 60)}`, async ({ edge }) => {
    const answer = await get(edge, path)
    assert.equal([answer.status, answer.body], [400, { code, msg }])
  })

for (const symbols of ['BTCUSDT', '[]', '[BTCUSDT]', '["btcusdt"]', '["BTCUSDT"', '{"a":1}', '[1]'])
  test(`refused: symbols=${symbols}`, async ({ edge }) => {
    const answer = await get(edge, `ticker/price?symbols=${encodeURIComponent(symbols)}`)
    assert.equal([answer.status, (answer.body as { code: number }).code], [400, -1100])
  })

test.run()
