// Our own API as its users go through it: register, log in, make a key, get money, delete the key.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Client, openSmallEdge, type SmallEdge, sendRaw } from '../../testing/small-edge.js'

interface World {
  edge: SmallEdge
}

const test = suite<World>('v1')

test.before.each(async (world) => {
  world.edge = await openSmallEdge()
})

test.after.each(async ({ edge }) => {
  await edge.close()
  assert.equal(edge.errors, [])
})

const json = { 'content-type': 'application/json' }
const who = { email: 'ann@example.org', username: 'ann', password: 'long enough' }

async function call<Body = Record<string, unknown>>(
  { address }: SmallEdge,
  method: string,
  path: string,
  body?: unknown,
  token?: string,
): Promise<{ status: number; body: Body }> {
  const headers = token ? { ...json, authorization: `Bearer ${token}` } : json
  const text = body === undefined ? '' : JSON.stringify(body)
  return sendRaw(address, { method, path: `/api/v1/${path}`, headers, body: text })
}

test('register, then log in by either name', async ({ edge }) => {
  const registered = await call(edge, 'POST', 'auth/register', who)
  assert.is(registered.status, 201)
  assert.equal(Object.keys(registered.body), ['userId', 'accessToken'])
  const { email, username, password } = who
  for (const body of [
    { email, password },
    { username, password },
  ]) {
    const login = await call(edge, 'POST', 'auth/login', body)
    assert.equal([login.status, Object.keys(login.body)], [200, ['accessToken']])
  }
  assert.is((await call(edge, 'POST', 'auth/register', who)).status, 409)
})

test('a key is made once, listed without its secret, and void when it is deleted', async ({
  edge,
}) => {
  const { accessToken } = (await call(edge, 'POST', 'auth/register', who)).body
  const token = accessToken as string
  const wanted = { name: ' bot ', permissions: ['read', 'trade'] }
  const made = await call(edge, 'POST', 'api-keys', wanted, token)
  assert.is(made.status, 201)
  assert.equal(Object.keys(made.body), ['apiKey', 'secret'])
  const apiKey = made.body.apiKey as string
  const listed = await call(edge, 'GET', 'api-keys', undefined, token)
  const permissions = ['read', 'trade']
  const shown = [{ apiKey, name: 'bot', permissions, createdAt: 0, lastUsedAt: null }]
  assert.equal([listed.status, listed.body], [200, shown])

  const mallory = await edge.client()
  const foreign = await mallory.json('DELETE', `/api/v1/api-keys/${apiKey}`)
  assert.equal(
    [foreign.status, foreign.body],
    [404, { code: -2015, msg: 'There is no such API key.' }],
  )

  const deleted = await call(edge, 'DELETE', `api-keys/${apiKey}`, undefined, token)
  assert.equal([deleted.status, deleted.body], [204, undefined])
  assert.is((await call(edge, 'DELETE', `api-keys/${apiKey}`, undefined, token)).status, 404)
  assert.is((await call(edge, 'DELETE', 'api-keys/%00', undefined, token)).status, 404)
  assert.equal((await call(edge, 'GET', 'api-keys', undefined, token)).body, [])

  const next = await call(edge, 'POST', 'api-keys', wanted, token)
  const body = { apiKey: next.body.apiKey }
  assert.is((await call(edge, 'DELETE', 'api-keys', body, token)).status, 204)
})

test('keys cannot make keys', async ({ edge }) => {
  const client = await edge.client()
  const headers = { ...json, 'x-mbx-apikey': client.credentials.apiKey }
  const timestamp = Math.floor(edge.exchange.clock.wallUs() / 1000)
  const body = JSON.stringify({ name: 'bot', permissions: ['read'] })
  const query = client.sign(`timestamp=${timestamp}`, body)
  const path = `/api/v1/api-keys?${query}`
  const made = await client.send({ method: 'POST', path, headers, body })
  assert.is(made.status, 401)
  for (const method of ['POST', 'GET']) {
    const answer = await call(edge, method, 'api-keys', method === 'POST' ? {} : undefined)
    const msg = 'You are not authorized to execute this request.'
    assert.equal([answer.status, answer.body], [401, { code: -1002, msg }])
  }
})

const deposit = { asset: 'USDT', amount: '1000.5', idempotencyKey: 'first' }

test('the faucet credits once a key', async ({ edge }) => {
  const client = await edge.client()
  const send = (body: unknown) => client.json('POST', '/api/v1/deposits', body)
  const credited = {
    asset: 'USDT',
    amount: '1000.50000000',
    idempotencyKey: 'first',
    free: '1000.50000000',
    locked: '0.00000000',
  }
  const first = await send(deposit)
  assert.equal([first.status, first.body], [201, credited])
  const again = await send(deposit)
  assert.equal([again.status, again.body], [200, credited])
  const spelled = await send({ ...deposit, amount: '1000.50' })
  assert.equal([spelled.status, spelled.body], [200, credited], 'the same amount')
  for (const other of [{ amount: '1000.6' }, { asset: 'BTC' }]) {
    const { status, body } = await send({ ...deposit, ...other })
    const msg = 'This idempotencyKey was used before, for something else.'
    assert.equal([status, body], [409, { code: -1130, msg }])
  }
  const others = await edge.client()
  const theirs = await others.json('POST', '/api/v1/deposits', deposit)
  assert.is(theirs.status, 201, 'keys are an account’s own')
})

test('N34, the supply of an asset has an end', async ({ edge }) => {
  const [one, other] = [await edge.client(), await edge.client()]
  const most = { ...deposit, amount: '92233720368.54775807' }
  assert.is((await one.json('POST', '/api/v1/deposits', most)).status, 201)
  const { status, body } = await other.json('POST', '/api/v1/deposits', deposit)
  assert.equal([status, body], [400, { code: -1108, msg: "Parameter 'amount' overflowed." }])
})

test('109: the same deposit many times at once is one deposit', async ({ edge }) => {
  const client = await edge.client()
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => client.json('POST', '/api/v1/deposits', deposit)),
  )
  const statuses = answers.map(({ status }) => status).sort()
  assert.equal(statuses, [...Array(19).fill(200), 201])
  const { views } = edge.exchange
  assert.equal(
    views.balances(16).map(({ availableUnits }) => availableUnits),
    [100_050_000_000n],
  )
})

test('a signed key that may trade can use the faucet; one that may read cannot', async ({
  edge,
}) => {
  const timestamp = Math.floor(edge.exchange.clock.wallUs() / 1000)
  const body = JSON.stringify(deposit)
  const send = (client: Client, query: string) =>
    client.send({
      method: 'POST',
      path: `/api/v1/deposits?${query}`,
      headers: { ...json, 'x-mbx-apikey': client.credentials.apiKey },
      body,
    })
  const trader = await edge.client(['trade'])
  const query = `timestamp=${timestamp}`
  assert.is((await send(trader, trader.sign(query))).status, 400, 'the body is signed, too')
  assert.is((await send(trader, trader.sign(query, body))).status, 201)
  const reader = await edge.client(['read'])
  assert.is((await send(reader, reader.sign(query, body))).status, 401)
})

test('in production there is no faucet', async () => {
  const edge = await openSmallEdge({ settings: { faucet: false, origins: [] } })
  const client = await edge.client()
  const { status, body } = await client.json('POST', '/api/v1/deposits', deposit)
  const msg = 'Deposits by API exist in the sandbox only.'
  assert.equal([status, body], [403, { code: -1002, msg }])
  assert.equal(edge.exchange.views.balances(16), [])
  await edge.close()
})

test.run()
