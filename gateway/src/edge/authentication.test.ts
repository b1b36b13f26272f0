// Who is let in: signatures over the bytes as sent, windows of time, permissions, access tokens.
import { createHmac } from 'node:crypto'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateOf } from '../testing/exchange-state.js'
import { type Client, formOf, openSmallEdge, type SmallEdge } from '../testing/small-edge.js'

interface World {
  edge: SmallEdge
  client: Client
  nowMs: number
}

const test = suite<World>('authentication')

test.before(async (world) => {
  const edge = await openSmallEdge()
  const nowMs = Math.floor(edge.exchange.clock.wallUs() / 1000)
  Object.assign(world, { edge, client: await edge.client(), nowMs })
  await world.client.deposit('USDT', '1000')
})

test.after(async ({ edge }) => {
  await edge.close()
  assert.equal(edge.errors, [])
})

const codeOf = ({ body }: { body: { code: number } }): number => body.code
const account = '/api/v3/account'
const order = '/api/v3/order'
const orderForm = (timestamp: number) =>
  formOf({
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT_MAKER',
    quantity: '0.1',
    price: '100',
    timestamp,
  })

test('signed in the query, in the body, or in both', async ({ client, nowMs }) => {
  const form = orderForm(nowMs)
  const statuses = [
    await client.withKey('POST', order, client.sign(form), ''),
    await client.withKey('POST', order, '', client.sign(form)),
  ].map(({ status }) => status)
  assert.equal(statuses, [200, 200])
  const cut = form.indexOf('&quantity')
  const [query, body] = [form.slice(0, cut), form.slice(cut + 1)]
  const signature = client.sign(query, body).slice(query.length + 1)
  assert.is((await client.withKey('POST', order, query, `${body}&${signature}`)).status, 200)
  assert.is((await client.withKey('POST', order, `${query}&${signature}`, body)).status, 200)
  assert.is((await client.withKey('POST', order, `${signature}&${query}`, body)).status, 200)
})

test('the query wins over the body', async ({ client, nowMs }) => {
  const form = orderForm(nowMs)
  const other = 'price=1&quantity=9999999'
  const signature = client.sign(form, other).slice(form.length)
  const answer = await client.withKey('POST', order, form, `${other}${signature}`)
  assert.is(answer.status, 200, answer.text)
})

test('92: signatures that do not fit', async ({ edge, client, nowMs }) => {
  const other = await edge.client()
  const before = stateOf(edge.exchange)
  const form = orderForm(nowMs)
  const signed = client.sign(form)
  const signature = signed.slice(form.length + '&signature='.length)
  const flipped = `${signature[0] === '0' ? '1' : '0'}${signature.slice(1)}`
  const cases: readonly (readonly [string, string, number])[] = [
    ['wrong', `${form}&signature=${flipped}`, -1022],
    ['truncated', `${form}&signature=${signature.slice(0, -1)}`, -1022],
    ['longer', `${form}&signature=${signature}0`, -1022],
    ['no hex', `${form}&signature=${'z'.repeat(64)}`, -1022],
    ['empty', `${form}&signature=`, -1102],
    ['none', form, -1102],
    ['reordered', `timestamp=${nowMs}&${signed.replace(`&timestamp=${nowMs}`, '')}`, -1022],
    ['an unsigned parameter', `${signed}&newClientOrderId=x`, -1022],
    ['a parameter changed', signed.replace('price=100', 'price=999'), -1022],
    ['encoded otherwise', signed.replace('price=100', 'price=%3100'), -1022],
    ['twice', `${signed}&signature=${signature}`, -1101],
    ['its name encoded', signed.replace('&signature', '&%73ignature'), -1022],
    ['with another’s', `${form}&signature=${other.sign(form).slice(-64)}`, -1022],
  ]
  for (const [name, body, code] of cases) {
    const answer = await client.withKey('POST', order, '', body)
    assert.equal([answer.status, codeOf(answer)], [400, code], name)
  }
  assert.is(stateOf(edge.exchange), before)
  const ok = await client.withKey('POST', order, '', `${form}&signature=${signature.toUpperCase()}`)
  assert.is(ok.status, 200, 'case does not matter')
})

test('bytes beyond ASCII are signed as they are sent', async ({ client, nowMs }) => {
  const bytes = Buffer.from(`note=é&timestamp=${nowMs}`, 'latin1')
  const signature = createHmac('sha256', client.credentials.secret).update(bytes).digest('hex')
  const headers = {
    'x-mbx-apikey': client.credentials.apiKey,
    'content-type': 'application/x-www-form-urlencoded',
  }
  const body = Buffer.concat([bytes, Buffer.from(`&signature=${signature}`)])
  const answer = await client.send({ method: 'DELETE', path: order, headers, body })
  assert.is(codeOf(answer), -1102, 'the signature was right; the symbol is missing')
})

test('93: times and windows', async ({ client, nowMs }) => {
  const range = -1100
  const cases: readonly (readonly [Record<string, string | number>, number | undefined])[] = [
    [{ timestamp: nowMs }, undefined],
    [{ timestamp: nowMs * 1000 }, undefined],
    [{ timestamp: nowMs + 999 }, undefined],
    [{ timestamp: nowMs + 1000 }, -1021],
    [{ timestamp: nowMs + 1100 }, -1021],
    [{ timestamp: nowMs - 5000 }, undefined],
    [{ timestamp: nowMs - 5001 }, -1021],
    [{ timestamp: nowMs - 60_000, recvWindow: 60_000 }, undefined],
    [{ timestamp: nowMs - 10_000, recvWindow: '10000.5' }, undefined],
    [{ timestamp: nowMs, recvWindow: 60_001 }, -1131],
    [{ timestamp: nowMs, recvWindow: '-1' }, range],
    [{ timestamp: nowMs, recvWindow: '' }, range],
    [{ timestamp: nowMs, recvWindow: '1e3' }, range],
    [{ timestamp: nowMs, recvWindow: '0' }, undefined],
    [{ timestamp: 0 }, -1021],
    [{ timestamp: '-1' }, range],
    [{ timestamp: Math.floor(nowMs / 1000) }, -1021],
    [{ timestamp: `${nowMs}.5` }, range],
    [{ timestamp: 'now' }, range],
    [{ timestamp: '' }, -1102],
    [{ timestamp: '99999999999999999999' }, -1021],
  ]
  for (const [parameters, code] of cases) {
    const answer = await client.signed('GET', account, parameters)
    const expected = code === undefined ? [200, undefined] : [400, code]
    assert.equal([answer.status, codeOf(answer)], expected, JSON.stringify(parameters))
  }
  const unsaid = await client.withKey('GET', account, client.sign(''), '')
  assert.equal(unsaid.body, {
    code: -1102,
    msg: "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed.",
  })
})

test('95: keys', async ({ edge, client, nowMs }) => {
  const query = client.sign(`timestamp=${nowMs}`)
  const get = (headers: Record<string, string>) =>
    client.send({ method: 'GET', path: `${account}?${query}`, headers })
  const cases: readonly (readonly [Record<string, string>, number])[] = [
    [{}, -2014],
    [{ 'x-mbx-apikey': '' }, -2014],
    [{ 'x-mbx-apikey': 'no key' }, -2014],
    [{ 'x-mbx-apikey': 'x'.repeat(129) }, -2014],
    [{ 'x-mbx-apikey': 'x'.repeat(64) }, -2015],
    [{ 'x-mbx-apikey': client.credentials.apiKey.toUpperCase() }, -2015],
    [{ authorization: 'Bearer nonsense' }, -1002],
    [{ authorization: `Basic ${client.credentials.accessToken}` }, -1002],
    [{ authorization: `Bearer ${client.credentials.accessToken} x` }, -1002],
  ]
  for (const [headers, code] of cases) {
    const answer = await get(headers)
    assert.equal([answer.status, codeOf(answer)], [401, code], JSON.stringify(headers))
    assert.is(answer.headers['www-authenticate'], 'Bearer')
  }
  const reader = await edge.client(['read'])
  const placed = await reader.withKey('POST', order, '', reader.sign(orderForm(nowMs)))
  assert.equal([placed.status, codeOf(placed)], [401, -2015], 'a key that may only read')
  const trader = await edge.client(['trade'])
  const read = await trader.signed('GET', account)
  assert.equal([read.status, codeOf(read)], [401, -2015], 'a key that may only trade')
})

test('a browser’s token needs no signature', async ({ edge, client, nowMs }) => {
  const { accessToken } = client.credentials
  const headers = { authorization: `Bearer ${accessToken}` }
  const get = (query: string) => client.send({ method: 'GET', path: account + query, headers })
  assert.is((await get('')).status, 200)
  assert.is((await get(`?timestamp=${nowMs}&recvWindow=1000`)).status, 200)
  assert.is(codeOf(await get(`?timestamp=${nowMs - 5001}`)), -1021)
  assert.is(codeOf(await get(`?timestamp=${nowMs}&signature=00`)), -1104)
  assert.is(codeOf(await get('?recvWindow=1000')), -1101)
  const form = orderForm(nowMs).replace(/&timestamp=.*/, '')
  const typed = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
  const placed = await client.send({ method: 'POST', path: order, headers: typed, body: form })
  assert.is(placed.status, 200, placed.text)
  assert.is(edge.exchange.views.openOrders(16).length > 0, true)
})

test('94: what would do harm when sent again counts once', async ({ client }) => {
  const again = [
    ['DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' }],
    ['DELETE', '/api/v3/allOpenOrders', {}],
    ['POST', '/api/v3/countdownCancelAll', { countdownTime: 60_000 }],
  ] as const
  for (const [method, path, parameters] of again) {
    const first = await client.signed(method, path, parameters)
    assert.ok(first.status === 200 || codeOf(first) === -2011, first.text)
    const second = await client.signed(method, path, parameters)
    assert.equal([second.status, codeOf(second)], [400, -1021], path)
    assert.match(second.text, /This request was sent before; sign it again/)
  }
  for (let n = 0; n < 2; n++) assert.is((await client.signed('GET', account)).status, 200)
})

test.run()
