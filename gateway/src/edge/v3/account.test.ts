// The account, its fees, and the routes of /sapi/v1.
import { FreezeAccount, SetAccountTier } from '@openbell/protocol'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Client, openSmallEdge, type SmallEdge, sendRaw } from '../../testing/small-edge.js'

interface World {
  edge: SmallEdge
  client: Client
}

const test = suite<World>('account')

test.before.each(async (world) => {
  const edge = await openSmallEdge()
  Object.assign(world, { edge, client: await edge.client() })
})

test.after.each(async ({ edge }) => {
  await edge.close()
  assert.equal(edge.errors, [])
})

/** The number of the first user. */
const first = 16
const order = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.5',
  price: '100',
}

test('balances and fees', async ({ edge, client }) => {
  await client.deposit('USDT', '1000.5')
  await client.signed('POST', '/api/v3/order', order)
  const { body } = await client.signed('GET', '/api/v3/account', { omitZeroBalances: 'true' })
  assert.equal(body, {
    makerCommission: 10,
    takerCommission: 20,
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: {
      maker: '0.00100000',
      taker: '0.00200000',
      buyer: '0.00000000',
      seller: '0.00000000',
    },
    canTrade: true,
    canWithdraw: true,
    canDeposit: true,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: Math.floor(edge.exchange.clock.wallUs() / 1000),
    accountType: 'SPOT',
    balances: [{ asset: 'USDT', free: '950.50000000', locked: '50.00000000' }],
    permissions: ['SPOT'],
    uid: first,
  })
  const all = await client.signed('GET', '/api/v3/account')
  const { balances } = all.body as { balances: { asset: string; free: string }[] }
  assert.is(balances.length, 8)
  assert.equal(balances[0], { asset: 'BTC', free: '0.00000000', locked: '0.00000000' })
})

test('a better tier has lower fees', async ({ edge, client }) => {
  const head = { account: first, market: 0, deadlineMs: 0 }
  await edge.exchange.commands.send(SetAccountTier, head, { tier: 2 })
  const { body } = await client.signed('GET', '/api/v3/account')
  const { makerCommission, takerCommission } = body as Record<string, number>
  assert.equal([makerCommission, takerCommission], [2, 8])
  const fees = await client.signed('GET', '/sapi/v1/asset/tradeFee', { symbol: 'ETHBTC' })
  const rates = { makerCommission: '0.00020000', takerCommission: '0.00080000' }
  assert.equal(fees.body, [{ symbol: 'ETHBTC', ...rates }])
  const all = await client.signed('GET', '/sapi/v1/asset/tradeFee')
  assert.is((all.body as unknown[]).length, 9)
})

test('a frozen account may cancel and be paid, and nothing else', async ({ edge, client }) => {
  await client.deposit('USDT', '1000')
  await client.signed('POST', '/api/v3/order', order)
  const head = { account: first, market: 0, deadlineMs: 0 }
  await edge.exchange.commands.send(FreezeAccount, head, { frozen: 1 })
  const placed = await client.signed('POST', '/api/v3/order', order)
  const msg = 'This action is disabled on this account.'
  assert.equal([placed.status, placed.body], [400, { code: -2010, msg }])
  await client.deposit('USDT', '1')
  const { body } = await client.signed('GET', '/api/v3/account')
  const { canTrade, canWithdraw, canDeposit } = body as Record<string, unknown>
  assert.equal([canTrade, canWithdraw, canDeposit], [false, false, true])
  const cancelled = await client.signed('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' })
  assert.is(cancelled.status, 200)
})

test('currencies', async ({ client }) => {
  await client.deposit('BTC', '2')
  const { body } = await client.signed('GET', '/sapi/v1/capital/config/getall')
  const coins = body as Record<string, unknown>[]
  assert.is(coins.length, 8)
  const { coin, name, free, locked, isLegalMoney, networkList } = coins[0] ?? {}
  assert.equal(
    [coin, name, free, locked, isLegalMoney, networkList],
    ['BTC', 'Bitcoin', '2.00000000', '0.00000000', false, []],
  )
  assert.is(coins.find(({ coin }) => coin === 'EUR')?.isLegalMoney, true)
})

test('margin pairs: none, with or without a signature; the system is normal', async ({
  edge,
  client,
}) => {
  for (const path of ['/sapi/v1/margin/allPairs', '/sapi/v1/margin/isolated/allPairs']) {
    assert.equal((await client.signed('GET', path)).body, [])
    assert.equal((await sendRaw(edge.address, { method: 'GET', path })).body, [])
  }
  const status = await sendRaw(edge.address, { method: 'GET', path: '/sapi/v1/system/status' })
  assert.equal(status.body, { status: 0, msg: 'normal' })
  const signed = await sendRaw(edge.address, { method: 'GET', path: '/sapi/v1/asset/tradeFee' })
  assert.is(signed.status, 401)
})

test('what trades cost, by market', async ({ client }) => {
  const path = '/api/v3/account/commission'
  const none = { maker: '0.00000000', taker: '0.00000000' }
  const sides = { buyer: '0.00000000', seller: '0.00000000' }
  const commission = await client.signed('GET', path, { symbol: 'BTCUSDT' })
  assert.equal(commission.body, {
    symbol: 'BTCUSDT',
    standardCommission: { maker: '0.00100000', taker: '0.00200000', ...sides },
    specialCommission: { ...none, ...sides },
    taxCommission: { ...none, ...sides },
    discount: {
      enabledForAccount: false,
      enabledForSymbol: false,
      discountAsset: '',
      discount: '0.00000000',
    },
  })
  const { body } = await client.signed('GET', path, { symbol: 'NOPE' })
  assert.equal(body, { code: -1121, msg: 'Invalid symbol.' })
})

test.run()
