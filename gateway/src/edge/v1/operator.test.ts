// What operators do over the network, who may, and what users do with their money.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Client,
  openSmallEdge,
  type Parameters,
  type SmallEdge,
  sendRaw,
} from '../../testing/small-edge.js'

interface World {
  edge: SmallEdge
  /** Account 16, with 1000 USDT and 10 BTC. */
  ann: Client
  /** Account 17, with 1000 USDT. */
  bob: Client
}

const test = suite<World>('operators')
const operatorToken = 'operator-operator-operator-token'
const [ann, bob] = [16, 17]
const symbol = 'BTCUSDT'
const done = { status: 'done' }

test.before.each(async (world) => {
  const settings = { faucet: true, origins: [], operatorToken }
  const edge = await openSmallEdge({ settings })
  Object.assign(world, { edge, ann: await edge.client(), bob: await edge.client() })
  for (const client of [world.ann, world.bob]) await client.deposit('USDT', '1000')
  await world.ann.deposit('BTC', '10')
})

test.after.each(async ({ edge }) => {
  await edge.close()
  assert.equal(edge.errors, [])
  assert.equal(edge.exchange.engine.checkInvariants(), [])
})

async function ask(edge: SmallEdge, path: string, body?: object, token = operatorToken) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const { status, body: answer } = await sendRaw(edge.address, {
    method: body ? 'POST' : 'GET',
    path: `/api/v1/operator/${path}`,
    headers,
    body: body ? JSON.stringify(body) : '',
  })
  return [status, answer] as readonly [number, unknown]
}

const place = (client: Client, more: Parameters = {}) =>
  client.signed('POST', '/api/v3/order', {
    symbol,
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '1',
    price: '100',
    ...more,
  })
const refusalOf = async (answer: ReturnType<typeof place>) =>
  ((await answer).body as { msg?: string }).msg

async function money(client: Client, asset: string) {
  const { body } = await client.signed('GET', '/api/v3/account')
  const { balances } = body as { balances: { asset: string; free: string; locked: string }[] }
  const balance = balances.find((entry) => entry.asset === asset)
  return [balance?.free, balance?.locked]
}

const statusOf = async ({ address }: SmallEdge) => {
  const path = `/api/v3/exchangeInfo?symbol=${symbol}`
  const { body } = await sendRaw(address, { method: 'GET', path })
  return (body as { symbols: { status: string }[] }).symbols[0]?.status
}

test('who has not the token is nobody, and without one nobody operates', async ({ edge, ann }) => {
  const unauthorized = { code: -1002, msg: 'You are not authorized to execute this request.' }
  for (const token of ['', 'wrong', `${operatorToken}x`, ann.credentials.accessToken])
    assert.equal(await ask(edge, 'kill-switch', { scope: 'everything' }, token), [
      401,
      unauthorized,
    ])
  assert.equal(await ask(edge, 'withdrawals', undefined, 'wrong'), [401, unauthorized])
  const closed = await openSmallEdge()
  const [status, body] = await ask(closed, 'kill-switch', { scope: 'everything' }, '')
  assert.equal([status, (body as { code: number }).code], [403, -1002])
  await closed.close()
})

test('market states, as the dialect calls them', async ({ edge, ann }) => {
  const states = [
    ['halted', 'HALT'],
    ['preOpen', 'PRE_TRADING'],
    ['auction', 'AUCTION_MATCH'],
    ['cancelOnly', 'CANCEL_ONLY'],
    ['trading', 'TRADING'],
  ] as const
  for (const [state, word] of states) {
    assert.equal(await ask(edge, 'markets/state', { symbol, state }), [200, done])
    assert.is(await statusOf(edge), word)
  }
  await ask(edge, 'markets/state', { symbol, state: 'halted' })
  assert.is(await refusalOf(place(ann)), 'Market is closed.')
  const wrong = await ask(edge, 'markets/state', { symbol, state: 'trading' })
  const msg = 'The market cannot go from its state to this one.'
  assert.equal(wrong, [409, { code: -1130, msg }])
})

test('an auction collects, and trades at one price when it ends', async ({ edge, ann, bob }) => {
  await ask(edge, 'markets/state', { symbol, state: 'auction' })
  await place(bob, { price: '102' })
  await place(ann, { side: 'SELL', price: '98' })
  assert.equal(await money(ann, 'BTC'), ['9.00000000', '1.00000000'])
  await ask(edge, 'markets/state', { symbol, state: 'trading' })
  assert.equal(await money(ann, 'BTC'), ['9.00000000', '0.00000000'])
  const path = `/api/v3/trades?symbol=${symbol}`
  const { body } = await sendRaw(edge.address, { method: 'GET', path })
  assert.is((body as { price: string }[])[0]?.price, '98.00000000')
})

test('rules change one by one, and orders are held to them', async ({ edge, ann }) => {
  const rules = { symbol, quantityMax: '2', icebergPartsMax: 0, priceBandPpm: 100_000 }
  assert.equal(await ask(edge, 'markets/rules', rules), [200, done])
  assert.is(await refusalOf(place(ann, { quantity: '3' })), 'Filter failure: LOT_SIZE')
  assert.is(
    await refusalOf(place(ann, { icebergQty: '0.5' })),
    'Iceberg orders are not supported for this symbol.',
  )
  const reference = { symbol, price: '200' }
  assert.equal(await ask(edge, 'markets/reference-price', reference), [200, done])
  assert.is(await refusalOf(place(ann, { price: '221' })), 'Filter failure: PRICE_RANGE')
  const get = async (path: string) =>
    (await sendRaw(edge.address, { method: 'GET', path: `/api/v3/${path}?symbol=${symbol}` })).body
  assert.is(
    ((await get('referencePrice')) as { referencePrice: string }).referencePrice,
    '200.00000000',
  )
  assert.equal(await get('referencePrice/calculation'), {
    symbol,
    calculationType: 'EXTERNAL',
    externalCalculationId: 0,
  })
  assert.equal(await get('executionRules'), {
    symbolRules: [
      {
        symbol,
        rules: [
          {
            ruleType: 'PRICE_RANGE',
            bidLimitMultUp: '1.100000',
            bidLimitMultDown: '0.900000',
            askLimitMultUp: '1.100000',
            askLimitMultDown: '0.900000',
          },
        ],
      },
    ],
  })
  await ask(edge, 'markets/reference-price', { symbol, price: '0' })
  assert.equal(await get('referencePrice'), {
    code: -2043,
    msg: "This symbol doesn't have a reference price.",
  })
  const bounds = { symbol, percentUpPpm: 500_000, positionMax: '20', priceMin: '1' }
  assert.equal(await ask(edge, 'markets/rules', bounds), [200, done])
  const { symbols } = (await get('exchangeInfo')) as { symbols: { filters: object[] }[] }
  const filters = new Map(
    symbols[0]?.filters.map((filter) => [(filter as { filterType: string }).filterType, filter]),
  )
  assert.equal(filters.get('PERCENT_PRICE'), {
    filterType: 'PERCENT_PRICE',
    multiplierUp: '1.500000',
    multiplierDown: '0',
    avgPriceMins: 0,
  })
  assert.equal(filters.get('MAX_POSITION'), {
    filterType: 'MAX_POSITION',
    maxPosition: '20.00000000',
  })
  const [status] = await ask(edge, 'markets/rules', { symbol, quantityMax: '0.000001' })
  assert.is(status, 400)
  const crossed = await ask(edge, 'markets/rules', { symbol, quantityMin: '3' })
  const msg = 'The rules of a market must fit: 0 < least quantity <= most.'
  assert.equal(crossed, [400, { code: -1130, msg }])
})

test('the kill switch: an account, a market, everything', async ({ edge, ann, bob }) => {
  for (const client of [ann, bob]) await place(client)
  await place(bob, { symbol: 'ETHUSDT' })
  assert.equal(await ask(edge, 'kill-switch', { scope: 'account', account: 16 }), [
    200,
    { status: 'done', ordersClosed: 1 },
  ])
  assert.is(await refusalOf(place(ann)), 'This action is disabled on this account.')
  const thaw = { account: 16, frozen: false }
  assert.equal(await ask(edge, 'accounts/freeze', thaw), [200, done])
  assert.is((await place(ann)).status, 200)
  const market = await ask(edge, 'kill-switch', { scope: 'market', symbol })
  assert.equal(market, [200, { status: 'done', ordersClosed: 2 }])
  assert.is(await statusOf(edge), 'HALT')
  const everything = await ask(edge, 'kill-switch', { scope: 'everything' })
  assert.equal(everything, [200, { status: 'done', ordersClosed: 1 }])
})

test('a delisted market is closed for ever', async ({ edge, ann }) => {
  await place(ann)
  const [status, body] = await ask(edge, 'markets/delist', { symbol })
  assert.equal([status, body], [200, { status: 'done', ordersClosed: 1 }])
  assert.is(await statusOf(edge), 'BREAK')
  const [again] = await ask(edge, 'markets/state', { symbol, state: 'trading' })
  assert.ok(again === 400 || again === 409)
})

test('tiers and groups of accounts', async ({ edge, ann: client }) => {
  assert.equal(await ask(edge, 'accounts/tier', { account: ann, tier: 1 }), [200, done])
  const { body } = await client.signed('GET', '/api/v3/account')
  assert.is((body as { makerCommission: number }).makerCommission, 5)
  const tier = await ask(edge, 'accounts/tier', { account: ann, tier: 9 })
  assert.equal(tier, [400, { code: -1130, msg: "Data sent for parameter 'tier' is not valid." }])
  for (const account of [ann, bob])
    assert.equal(await ask(edge, 'accounts/trade-group', { account, tradeGroup: 3 }), [200, done])
  assert.is(edge.exchange.views.account(ann)?.tradeGroup, 3)
})

test('money by operators: in, across, corrected, and out', async ({ edge, ann: client }) => {
  const move = { account: ann, asset: 'USDT', amount: '100', idempotencyKey: 'in' }
  assert.equal((await ask(edge, 'deposits', move))[1], done)
  assert.equal((await ask(edge, 'deposits', move))[1], { status: 'repeated' })
  assert.equal(await money(client, 'USDT'), ['1100.00000000', '0.00000000'])
  const across = { ...move, toAccount: bob, idempotencyKey: 'across' }
  assert.is((await ask(edge, 'transfers', across))[0], 200)
  assert.equal(await money(client, 'USDT'), ['1000.00000000', '0.00000000'])
  const adjustment = { ...move, amount: '-0.00000001', idempotencyKey: 'fix', reason: 'dust' }
  assert.is((await ask(edge, 'adjustments', adjustment))[0], 200)
  assert.equal(await money(client, 'USDT'), ['999.99999999', '0.00000000'])
  const out = { ...move, amount: '50', idempotencyKey: 'out' }
  const [, reserved] = await ask(edge, 'withdrawals/reserve', out)
  const { withdrawalId } = reserved as { withdrawalId: number }
  assert.equal(await money(client, 'USDT'), ['949.99999999', '50.00000000'], 'locked')
  const [, list] = await ask(edge, 'withdrawals')
  const [entry] = list as Record<string, unknown>[]
  assert.equal(
    [entry?.withdrawalId, entry?.account, entry?.status, entry?.amount],
    [withdrawalId, ann, 'reserved', '50.00000000'],
  )
  const named = { account: ann, withdrawalId }
  assert.is((await ask(edge, 'withdrawals/settle', named))[0], 200)
  assert.equal(await money(client, 'USDT'), ['949.99999999', '0.00000000'])
  const twice = await ask(edge, 'withdrawals/release', named)
  assert.equal(twice, [404, { code: -1130, msg: 'There is no such reserved withdrawal.' }])
  assert.equal((await ask(edge, 'withdrawals'))[1], [])
  const [, second] = await ask(edge, 'withdrawals/reserve', { ...out, idempotencyKey: 'out2' })
  const release = { account: ann, withdrawalId: (second as { withdrawalId: number }).withdrawalId }
  assert.is((await ask(edge, 'withdrawals/release', release))[0], 200)
  assert.equal(await money(client, 'USDT'), ['949.99999999', '0.00000000'])
})

test('switches of an asset', async ({ edge, ann: client }) => {
  const switches = { asset: 'USDT', deposits: false, withdrawals: false }
  assert.equal(await ask(edge, 'assets/switches', switches), [200, done])
  const move = { account: ann, asset: 'USDT', amount: '100', idempotencyKey: 'in' }
  const closed = await ask(edge, 'deposits', move)
  assert.equal(closed, [400, { code: -1130, msg: 'Deposits of this asset are closed.' }])
  const withdrawal = { asset: 'USDT', amount: '100', idempotencyKey: 'out' }
  const { body } = await client.json('POST', '/api/v1/withdrawals', withdrawal)
  assert.equal(body, { code: -1130, msg: 'Withdrawals of this asset are closed.' })
})

test('how long is said of auctions only', async ({ edge }) => {
  const [, body] = await ask(edge, 'markets/state', { symbol, state: 'halted', auctionMs: 5 })
  const msg = "'auctionMs' may only be sent with the state 'auction'."
  assert.equal(body, { code: -1128, msg })
})

test('what operators get wrong', async ({ edge }) => {
  const cases: readonly (readonly [string, object, number])[] = [
    ['markets/state', { symbol: 'NOPE', state: 'halted' }, -1121],
    ['markets/state', { symbol, state: 'delisted' }, -1130],
    ['markets/state', { symbol, state: 'halted', auctionMs: 5 }, -1128],
    ['markets/state', { symbol }, -1102],
    ['markets/rules', { symbol }, -1128],
    ['markets/rules', { symbol, quantityMin: 1 }, -1130],
    ['markets/reference-price', { symbol, price: '1.001' }, -1013],
    ['kill-switch', { scope: 'account' }, -1102],
    ['kill-switch', { scope: 'everything', account: 16 }, -1103],
    ['kill-switch', { scope: 'nothing' }, -1130],
    ['accounts/freeze', { account: 99, frozen: true }, -1130],
    ['accounts/freeze', { account: 1, frozen: true }, -1130],
    ['assets/switches', { asset: 'NOPE', deposits: true, withdrawals: true }, -1130],
    [
      'adjustments',
      { account: 16, asset: 'USDT', amount: '0', idempotencyKey: 'x', reason: 'y' },
      -1130,
    ],
    ['adjustments', { account: 16, asset: 'USDT', amount: '1', idempotencyKey: 'x' }, -1102],
    [
      'transfers',
      { account: 16, toAccount: 16, asset: 'USDT', amount: '1', idempotencyKey: 'x' },
      -1130,
    ],
  ]
  for (const [path, body, code] of cases) {
    const [status, answer] = await ask(edge, path, body)
    assert.equal(
      [status, (answer as { code: number }).code],
      [400, code],
      `${path} ${JSON.stringify(body)}`,
    )
  }
})

test('users: withdrawals are locked until they leave, transfers arrive', async ({
  edge,
  ann: client,
}) => {
  const withdrawal = { asset: 'USDT', amount: '50', idempotencyKey: 'out' }
  const send = (path: string, body: object) => client.json('POST', `/api/v1/${path}`, body)
  const first = await send('withdrawals', withdrawal)
  const shown = first.body as Record<string, unknown>
  assert.equal([first.status, shown.status, shown.amount], [201, 'reserved', '50.00000000'])
  const again = await send('withdrawals', withdrawal)
  assert.equal([again.status, again.body], [200, shown])
  const list = await client.json('GET', '/api/v1/withdrawals')
  assert.equal(list.body, [shown])
  const transfer = { asset: 'USDT', amount: '25', idempotencyKey: 'over', toAccount: bob }
  const moved = await send('transfers', transfer)
  assert.equal([moved.status, moved.body], [201, { ...transfer, amount: '25.00000000' }])
  assert.is((await send('transfers', transfer)).status, 200)
  assert.equal(await money(client, 'USDT'), ['925.00000000', '50.00000000'])
  const cases: readonly (readonly [string, object, number])[] = [
    ['withdrawals', { ...withdrawal, idempotencyKey: 'b', amount: '5000' }, -2010],
    ['withdrawals', { ...withdrawal, idempotencyKey: 'b', amount: '0' }, -1130],
    ['withdrawals', { ...withdrawal, idempotencyKey: 'b', amount: '0.00000001' }, -1130],
    ['transfers', { ...transfer, toAccount: 99 }, -1130],
    ['transfers', { ...transfer, toAccount: 2 }, -1130],
    ['transfers', { ...transfer, idempotencyKey: 'b', toAccount: ann }, -1130],
  ]
  for (const [path, body, code] of cases) {
    const answer = await send(path, body)
    assert.equal(
      [answer.status, (answer.body as { code: number }).code],
      [400, code],
      JSON.stringify(body),
    )
  }
  const signed = await sendRaw(edge.address, {
    method: 'POST',
    path: '/api/v1/withdrawals',
    headers: { 'x-mbx-apikey': client.credentials.apiKey, 'content-type': 'application/json' },
    body: JSON.stringify(withdrawal),
  })
  assert.is(signed.status, 401, 'an API key is not enough')
})

test.run()
