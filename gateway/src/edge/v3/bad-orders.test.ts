// Orders that must be refused: case → status, code, message, and no state change. The numbers are
// those of the acceptance list: N for numbers, O for orders.
import { MarketState, SetMarketState } from '@openbell/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateOf } from '../../testing/exchange-state.js'
import {
  type Client,
  openSmallEdge,
  type Parameters,
  type SmallEdge,
} from '../../testing/small-edge.js'

interface World {
  edge: SmallEdge
  /** Has 100000 USDT, 10 BTC and an open order. */
  trader: Client
  /** Stands on both sides of BTCUSDT, at 10000 and 30000. */
  maker: Client
}

const test = suite<World>('bad orders')

const valid: Parameters = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.01',
  price: '20000',
}

test.before(async (world) => {
  const edge = await openSmallEdge()
  const [trader, maker] = [await edge.client(), await edge.client()]
  for (const client of [trader, maker]) {
    await client.deposit('USDT', '100000')
    await client.deposit('BTC', '10')
  }
  Object.assign(world, { edge, trader, maker })
  const rest = { quantity: '1', type: 'LIMIT_MAKER', symbol: 'BTCUSDT' }
  await place(maker, { ...rest, side: 'BUY', price: '10000' })
  await place(maker, { ...rest, side: 'SELL', price: '30000' })
  const seller = await edge.client()
  await seller.deposit('BTC', '1')
  await place(seller, { symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity: '0.5' })
  await setState(edge, 'SOLUSDT', MarketState.halted)
  await setState(edge, 'BNBUSDT', MarketState.cancelOnly)
  await setState(edge, 'ETHBTC', MarketState.halted)
  await setState(edge, 'ETHBTC', MarketState.preOpen)
})

test.after(async ({ edge }) => {
  await edge.close()
  assert.equal(edge.errors, [], 'nothing surprised the edge')
})

async function place(client: Client, parameters: Parameters): Promise<void> {
  const { status, text } = await client.signed('POST', '/api/v3/order', parameters)
  assert.is(status, 200, text)
}

async function setState({ exchange }: SmallEdge, symbol: string, state: MarketState) {
  const market = exchange.views.marketBySymbol(symbol)?.market as number
  await exchange.commands.send(
    SetMarketState,
    { account: 0, market, deadlineMs: 0 },
    { state, auctionUs: 0 },
  )
}

/** A parameter that is `undefined` is left out. */
type Change = Readonly<Record<string, string | undefined>>
type Case = readonly [name: string, change: Change, code: number, message: string]

const changed = (change: Change): Parameters =>
  Object.fromEntries(
    Object.entries({ ...valid, ...change }).filter((entry): entry is [string, string] => {
      return entry[1] !== undefined
    }),
  )

function refuses([name, change, code, message]: Case): void {
  test(name, async ({ edge, trader }) => {
    const before = stateOf(edge.exchange)
    const answer = await trader.signed('POST', '/api/v3/order', changed(change))
    assert.equal([answer.status, answer.body], [400, { code, msg: message }])
    assert.is(stateOf(edge.exchange), before)
  })
}

const decimalRange = '^(0|[1-9][0-9]{0,19})(\\.[0-9]{1,20})?$'
const illegal = (name: string, range: string) =>
  `Illegal characters found in parameter '${name}'; legal range is '${range}'.`
const filter = (name: string) => `Filter failure: ${name}`

/** N 2 to 31 and 33, without what the next table says otherwise. */
const malformedNumbers: readonly (readonly [string, string])[] = [
  ['N2', ' 1'],
  ['N3', '1 '],
  ['N4', '1\n'],
  ['N5', '+1'],
  ['N6', '-1'],
  ['N8', '-0'],
  ['N9', '00.1'],
  ['N10', '.5'],
  ['N11', '5.'],
  ['N12', '1e3'],
  ['N13', '1E-8'],
  ['N14', '0x10'],
  ['N15', '1_000'],
  ['N16', '1,000'],
  ['N17', '1,5'],
  ['N18', 'NaN'],
  ['N19', 'Infinity'],
  ['N20', '１'],
  ['N21', '١٢'],
  ['N22', '1\u0000'],
  ['N24', '1e309'],
  ['N27', 'true'],
  ['N28', 'null'],
  ['N29', '[]'],
  ['N30', '{}'],
  ['N31', '{"valueOf":1}'],
  ['N33', '9'.repeat(10_000)],
]

for (const name of ['price', 'quantity']) {
  const stepFilter = filter(name === 'price' ? 'PRICE_FILTER' : 'LOT_SIZE')
  const overflows = `Parameter '${name}' overflowed.`
  const tooPrecise = `Parameter '${name}' has too much precision.`
  for (const [number, text] of malformedNumbers) {
    const shown = JSON.stringify(text.slice(0, 20))
    refuses([`${number} ${name} ${shown}`, { [name]: text }, -1100, illegal(name, decimalRange)])
  }
  const cases: readonly (readonly [string, string, number, string])[] = [
    ['N1 empty', '', -1105, `Parameter '${name}' was empty.`],
    ['N7 zero', '0', -1013, stepFilter],
    ['N7 zero with decimals', '0.00000000', -1013, stepFilter],
    ['N26 beyond 2^53', '9007199254740993', -1108, overflows],
    ['N32 one digit past precision', '1.000000001', -1111, tooPrecise],
    ['N32 all digits past precision', `1.${'0'.repeat(19)}1`, -1111, tooPrecise],
    ['N34 2^63-1', '9223372036854775807', -1108, overflows],
    ['N34 2^63-1 units', '92233720368.54775807', -1013, stepFilter],
    ['N35 2^63', '9223372036854775808', -1108, overflows],
    ['N35 2^63 units', '92233720368.54775808', -1108, overflows],
    ['N36 2^64+5', '18446744073709551621', -1108, overflows],
    ['N36 2^64+5 units', '184467440737.09551621', -1108, overflows],
  ]
  for (const [number, text, code, message] of cases)
    refuses([`${number}: ${name}`, { [name]: text }, code, message])
}

const missing = (name: string) =>
  `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`
const either = (one: string, other: string) =>
  `Param '${one}' or '${other}' must be sent, but both were empty/null!`
const notRequired = (name: string) => `Parameter '${name}' sent when not required.`
const symbolRange = '^[A-Z0-9-_.]{1,20}$'
const clientIdRange = '^[.A-Z:/a-z0-9_-]{1,36}$'
const noBalance = 'Account has insufficient balance for requested action.'
const market = { type: 'MARKET', timeInForce: undefined, price: undefined }
const maker = { type: 'LIMIT_MAKER', timeInForce: undefined }
const stop = {
  type: 'STOP_LOSS',
  side: 'SELL',
  timeInForce: undefined,
  price: undefined,
  stopPrice: '9000',
}

const cases: readonly Case[] = [
  ['N37 price over the most', { price: '1000000.01' }, -1013, filter('PRICE_FILTER')],
  ['N37 quantity over the most', { quantity: '9000.00001' }, -1013, filter('LOT_SIZE')],
  [
    'N38 both just at the most, money lacks',
    { price: '1000000', quantity: '9000' },
    -2010,
    noBalance,
  ],
  ['N39 off the tick', { price: '20000.005' }, -1013, filter('PRICE_FILTER')],
  ['N39 off the lot', { quantity: '0.010005' }, -1013, filter('LOT_SIZE')],
  ['N40 below the least', { ...market, quantity: '0.000009' }, -1013, filter('LOT_SIZE')],
  ['N41 notional', { price: '499999.99', quantity: '0.00001' }, -1013, filter('NOTIONAL')],
  ['N44 negative price', { price: '-20000' }, -1100, illegal('price', decimalRange)],
  ['O45 unknown symbol', { symbol: 'BTCXYZ' }, -1121, 'Invalid symbol.'],
  ['O45 lower-case', { symbol: 'btcusdt' }, -1100, illegal('symbol', symbolRange)],
  ['O45 homoglyph', { symbol: 'ВTCUSDT' }, -1100, illegal('symbol', symbolRange)],
  ['O45 empty symbol', { symbol: '' }, -1102, missing('symbol')],
  ['O45 no symbol', { symbol: undefined }, -1102, missing('symbol')],
  ['O45 prototype', { symbol: '__PROTO__' }, -1121, 'Invalid symbol.'],
  [
    'O45, O64 halted',
    { symbol: 'SOLUSDT', price: '200', quantity: '1' },
    -1013,
    'Market is closed.',
  ],
  [
    'O64 cancel-only',
    { symbol: 'BNBUSDT', price: '600', quantity: '1' },
    -1013,
    'Market is closed.',
  ],
  ['O64 not open', { ...market, symbol: 'ETHBTC', quantity: '1' }, -1013, 'Market is closed.'],
  ['O46 side', { side: 'HOLD' }, -1117, 'Invalid side.'],
  ['O46 side in lower case', { side: 'buy' }, -1117, 'Invalid side.'],
  ['O46 no side', { side: undefined }, -1102, missing('side')],
  ['O46 type', { type: 'LIMITED' }, -1116, 'Invalid orderType.'],
  ['O46 type in lower case', { type: 'limit' }, -1116, 'Invalid orderType.'],
  ['O46 type of objects', { type: 'constructor' }, -1116, 'Invalid orderType.'],
  ['O46 no type', { type: undefined }, -1102, missing('type')],
  ['O46 time in force', { timeInForce: 'GTX' }, -1115, 'Invalid timeInForce.'],
  ['O46 time in force in lower case', { timeInForce: 'gtc' }, -1115, 'Invalid timeInForce.'],
  ['O46 GTD without a date', { timeInForce: 'GTD' }, -1102, missing('goodTillDate')],
  [
    'O46 GTD of the past',
    { timeInForce: 'GTD', goodTillDate: '1700000000000' },
    -1130,
    "Data sent for parameter 'goodTillDate' is not valid: a time ahead in milliseconds is wanted.",
  ],
  ['O47 market with price', { ...market, price: '20000' }, -1106, notRequired('price')],
  ['O47 market with GTC', { ...market, timeInForce: 'GTC' }, -1106, notRequired('timeInForce')],
  [
    'O47 market without quantity',
    { ...market, quantity: undefined },
    -1102,
    either('quantity', 'quoteOrderQty'),
  ],
  ['O47 limit without price', { price: undefined }, -1102, missing('price')],
  ['O47 limit without quantity', { quantity: undefined }, -1102, missing('quantity')],
  ['O47 limit without time in force', { timeInForce: undefined }, -1102, missing('timeInForce')],
  ['O48 IOC and post-only', { ...maker, timeInForce: 'IOC' }, -1106, notRequired('timeInForce')],
  ['O48 iceberg of many parts', { icebergQty: '0.0009' }, -1013, filter('ICEBERG_PARTS')],
  ['O48 iceberg above all', { icebergQty: '0.02' }, -2010, 'IcebergQty exceeds QTY.'],
  [
    'O48 iceberg and IOC',
    { icebergQty: '0.005', timeInForce: 'IOC' },
    -1106,
    notRequired('icebergQty'),
  ],
  [
    'O49 post-only that would cross',
    { ...maker, price: '30000' },
    -2010,
    'Order would immediately match and take.',
  ],
  ['O51 stop with a price', { ...stop, price: '20000' }, -1106, notRequired('price')],
  [
    'O51 stop at no price',
    { ...stop, stopPrice: undefined },
    -1102,
    either('stopPrice', 'trailingDelta'),
  ],
  ['O51 stop price', { stopPrice: '19000' }, -1106, notRequired('stopPrice')],
  ['O51 trailing', { trailingDelta: '100' }, -1106, notRequired('trailingDelta')],
  [
    'O51 trailing in a fraction',
    { ...stop, trailingDelta: '1.5' },
    -1100,
    illegal('trailingDelta', '^[0-9]{1,20}$'),
  ],
  ['O51 trailing too near', { ...stop, trailingDelta: '9' }, -1013, filter('TRAILING_DELTA')],
  [
    'O51 trailing beyond all',
    { ...stop, trailingDelta: '10001' },
    -1130,
    "Data sent for parameter 'trailingDelta' is not valid.",
  ],
  [
    'O51 a stop that is reached already',
    { ...stop, stopPrice: '10000' },
    -2010,
    'Order would trigger immediately.',
  ],
  [
    'O51 a take that is reached already',
    { ...stop, type: 'TAKE_PROFIT', side: 'BUY', stopPrice: '10000' },
    -2010,
    'Order would trigger immediately.',
  ],
  [
    'O51 trailing where nothing was traded',
    {
      ...stop,
      symbol: 'ETHUSDT',
      side: 'BUY',
      quantity: '1',
      stopPrice: undefined,
      trailingDelta: '100',
    },
    -2010,
    'There is no last price for this symbol to trail.',
  ],
  [
    'market by both quantities',
    { ...market, quoteOrderQty: '100' },
    -1106,
    notRequired('quantity'),
  ],
  [
    'market by too little',
    { ...market, quantity: undefined, quoteOrderQty: '4.99' },
    -1013,
    filter('NOTIONAL'),
  ],
  [
    'O52 self-trade prevention',
    { selfTradePreventionMode: 'TRANSFER' },
    -2010,
    'This symbol does not allow the specified self-trade prevention mode.',
  ],
  [
    'a connection that is not there',
    { connectionId: '1' },
    -1130,
    "Data sent for parameter 'connectionId' is not valid.",
  ],
  [
    'O53 one step more than there is',
    { price: '999900.01', quantity: '0.10001' },
    -2010,
    noBalance,
  ],
  ['O53 sells more than there is', { side: 'SELL', quantity: '10.00001' }, -2010, noBalance],
  [
    'O53 market sells more than there is',
    { ...market, side: 'SELL', quantity: '10.00001' },
    -2010,
    noBalance,
  ],
  ['O61 empty client id', { newClientOrderId: '' }, -1118, 'New client order ID was empty.'],
  ...[
    'x'.repeat(37),
    'x'.repeat(1000),
    '🚀',
    "'; DROP TABLE orders",
    'a\u0000b',
    '\u202Eabc',
    'a b',
  ]
    .map((id) => ({ newClientOrderId: id }))
    .map((change): Case => {
      const name = `O61 client id ${JSON.stringify(change.newClientOrderId.slice(0, 30))}`
      return [name, change, -1100, illegal('newClientOrderId', clientIdRange)]
    }),
  [
    'O65 empty book',
    { ...market, symbol: 'ETHUSDT', quantity: '1' },
    -1112,
    'No orders on book for symbol.',
  ],
  [
    'response type',
    { newOrderRespType: 'SHORT' },
    -1130,
    "Data sent for parameter 'newOrderRespType' is not valid.",
  ],
  [
    'an unknown parameter',
    { accountId: '17' },
    -1104,
    "Not all sent parameters were read; read '8' parameter(s) but was sent '9'.",
  ],
]

for (const entry of cases) refuses(entry)

test('what fixed rules refuse does not fill the journal', async ({ edge, trader }) => {
  const before = [edge.exchange.stateHash(), edge.exchange.views.sequence()]
  for (const change of [
    { price: '0' },
    { price: '1000000.01' },
    { quantity: '0' },
    { quantity: '9000.00001' },
    { price: '10', quantity: '0.01' },
  ])
    assert.is((await trader.signed('POST', '/api/v3/order', changed(change))).status, 400)
  assert.equal([edge.exchange.stateHash(), edge.exchange.views.sequence()], before)
})

test('N40, N41 exactly the least and exactly the most are valid', async ({ trader }) => {
  for (const change of [
    { price: '500000', quantity: '0.00001' },
    { price: '1000000', quantity: '0.00001' },
  ])
    await place(trader, { ...valid, ...change, side: 'SELL' })
  const { status } = await trader.signed('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' })
  assert.is(status, 200)
})

test('O54 the whole balance can be spent, and nothing more', async ({ edge }) => {
  const client = await edge.client()
  await client.deposit('USDT', '5000')
  await place(client, { ...valid, price: '10000', quantity: '0.5' })
  const { body } = await client.signed('GET', '/api/v3/account', { omitZeroBalances: 'true' })
  const { balances } = body as { balances: unknown }
  assert.equal(balances, [{ asset: 'USDT', free: '0.00000000', locked: '5000.00000000' }])
  const { status } = await client.signed('POST', '/api/v3/order', valid)
  assert.is(status, 400)
})

test('O55 two orders race for one balance: one wins', async ({ edge }) => {
  const client = await edge.client()
  await client.deposit('USDT', '200')
  const statuses = await Promise.all(
    ['100.01', '100.02'].map((price) =>
      client.signed('POST', '/api/v3/order', { ...valid, price, quantity: '1.5' }),
    ),
  )
  assert.equal(statuses.map(({ status }) => status).sort(), [200, 400])
  assert.equal(edge.exchange.engine.checkInvariants(), [])
})

test('N22, O61 raw bytes that are no parameter at all', async ({ edge, trader }) => {
  const before = stateOf(edge.exchange)
  const { statusOf } = rawOrders(edge, trader)
  assert.is(await statusOf('%zz=1'), -1104)
  assert.is(await statusOf('symbol[]=BTCUSDT'), -1104)
  assert.is(await statusOf('price=1', 'price=2'), -1101)
  assert.is(await statusOf(...Array.from({ length: 70 }, (_, i) => `x${i}=1`)), -1101)
  assert.is(await statusOf('newClientOrderId=%ff%fe'), -1100)
  assert.is(await statusOf('newClientOrderId=%E0%A4%A'), -1100)
  assert.is(stateOf(edge.exchange), before)
})

/** Valid orders with more pairs behind them, as they stand. */
function rawOrders({ exchange }: SmallEdge, client: Client) {
  return {
    async statusOf(...pairs: readonly string[]): Promise<number> {
      const timestamp = Math.floor(exchange.clock.wallUs() / 1000)
      const form = new URLSearchParams({ ...(valid as Record<string, string>) })
      if (pairs.some((pair) => pair.startsWith('price='))) form.delete('price')
      const text = client.sign([form.toString(), `timestamp=${timestamp}`, ...pairs].join('&'))
      const answer = await client.withKey('POST', '/api/v3/order', '', text)
      assert.is(answer.status, 400, answer.text)
      return (answer.body as { code: number }).code
    },
  }
}

test.run()
