// Bodies that must be refused: case → status, code, message, and no state change. The numbers are
// those of the acceptance list: J for JSON and HTTP, N for numbers.
import { request } from 'node:http'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { stateOf } from '../../testing/exchange-state.js'
import {
  type Client,
  openSmallEdge,
  type RawRequest,
  type SmallEdge,
} from '../../testing/small-edge.js'

interface World {
  edge: SmallEdge
  client: Client
}

const test = suite<World>('bad JSON')

test.before(async (world) => {
  const edge = await openSmallEdge()
  Object.assign(world, { edge, client: await edge.client() })
})

test.after(async ({ edge }) => {
  await edge.close()
  assert.equal(edge.errors, [], 'nothing surprised the edge')
})

const routes = ['auth/register', 'auth/login', 'api-keys', 'deposits']

async function post(client: Client, path: string, more: Partial<RawRequest>) {
  const headers = {
    authorization: `Bearer ${client.credentials.accessToken}`,
    'content-type': 'application/json',
    ...more.headers,
  }
  return client.send({ method: 'POST', path: `/api/v1/${path}`, body: '', ...more, headers })
}

const valid: Readonly<Record<string, unknown>> = {
  asset: 'USDT',
  amount: '1',
  idempotencyKey: 'a',
}
const deposit = (change: Readonly<Record<string, unknown>>) =>
  JSON.stringify({ ...valid, ...change })

const invalid = (why: string) => `Invalid JSON Request: ${why}.`

type Case = readonly [
  name: string,
  body: string | Uint8Array,
  status: number,
  code: number,
  message: string,
]

const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
const manyKeys = (count: number) =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 1])))

/** The same for every route that takes a body. */
const everywhere: readonly Case[] = [
  ['J67 nothing', '', 400, -1135, invalid('the body is empty')],
  ['J67 blanks', ' \n ', 400, -1135, invalid('the body is empty')],
  ['J67 null', 'null', 400, -1135, invalid('it is not an object')],
  ['J67 list', '[]', 400, -1135, invalid('it is not an object')],
  ['J67 text', '"x"', 400, -1135, invalid('it is not an object')],
  ['J67 number', '1', 400, -1135, invalid('it is not an object')],
  ['J68 truncated', '{"asset":"USDT"', 400, -1135, invalid('it does not parse')],
  ['J68 a string cut off', '{"asset":"US', 400, -1135, invalid('it does not parse')],
  ['J69 trailing garbage', `${deposit({})}x`, 400, -1135, invalid('it does not parse')],
  ['J69 two values', `${deposit({})}${deposit({})}`, 400, -1135, invalid('it does not parse')],
  ['J69 single quotes', "{'asset':1}", 400, -1135, invalid('it does not parse')],
  ['J69 comment', '{/**/}', 400, -1135, invalid('it does not parse')],
  [
    'J70 a key twice',
    '{"amount":"1","amount":"2"}',
    400,
    -1135,
    invalid("the key 'amount' stands twice"),
  ],
  [
    'J70 a key twice, once escaped',
    '{"amount":"1","\\u0061mount":"2"}',
    400,
    -1135,
    invalid("the key 'amount' stands twice"),
  ],
  ['J70 within', '{"a":{"b":1,"b":2}}', 400, -1135, invalid("the key 'b' stands twice")],
  [
    'J71 __proto__',
    '{"__proto__":{"x":1}}',
    400,
    -1135,
    invalid("the key '__proto__' is not allowed"),
  ],
  [
    'J71 constructor.prototype',
    '{"constructor":{"prototype":{"role":"admin"}}}',
    400,
    -1135,
    invalid("the key 'constructor' is not allowed"),
  ],
  [
    'J71 within a list',
    '{"a":[{"__proto__":1}]}',
    400,
    -1135,
    invalid("the key '__proto__' is not allowed"),
  ],
  ['J73 nested', deep(17), 400, -1135, invalid('it is nested deeper than 16')],
  ['J73 nested as deep as fits', deep(32_000), 400, -1135, invalid('it is nested deeper than 16')],
  ['J73 200 000 deep', deep(200_000), 413, -1135, 'The body exceeds 65536 bytes.'],
  ['J74 many keys', manyKeys(65), 400, -1135, invalid('it has more than 64 keys')],
  ['J74 100 000 keys', manyKeys(100_000), 413, -1135, 'The body exceeds 65536 bytes.'],
  [
    'J75 the limit',
    '"'.padEnd(64 * 1024 - 1, 'x').concat('"'),
    400,
    -1135,
    invalid('it is not an object'),
  ],
  ['J75 the limit and one', 'x'.repeat(64 * 1024 + 1), 413, -1135, 'The body exceeds 65536 bytes.'],
  [
    'J78 invalid UTF-8',
    Uint8Array.of(0x22, 0xff, 0xfe, 0x22),
    400,
    -1135,
    invalid('it is not UTF-8'),
  ],
  ['J78 overlong', Uint8Array.of(0x22, 0xc0, 0xaf, 0x22), 400, -1135, invalid('it is not UTF-8')],
  [
    'J78 surrogates in UTF-8',
    Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22),
    400,
    -1135,
    invalid('it is not UTF-8'),
  ],
  ['J78 byte order mark', '\uFEFF{}', 400, -1135, invalid('it begins with a byte order mark')],
  ['J78 UTF-16', Buffer.from('{}', 'utf16le'), 400, -1135, invalid('it does not parse')],
  ['J78 lone surrogate', '{"asset":"\\ud800"}', 400, -1135, invalid('it has a lone surrogate')],
]

for (const route of routes)
  for (const [name, body, status, code, msg] of everywhere)
    test(`${route} ${name}`, async ({ edge, client }) => {
      const before = stateOf(edge.exchange)
      const answer = await post(client, route, { body })
      assert.equal([answer.status, answer.body], [status, { code, msg }])
      assert.is(stateOf(edge.exchange), before)
    })

/** J77, and 76. */
const mediaTypes: readonly (readonly [string, Record<string, string>])[] = [
  ['J77 text', { 'content-type': 'text/plain' }],
  ['J77 form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['J77 multipart', { 'content-type': 'multipart/form-data; boundary=x' }],
  ['J77 like JSON', { 'content-type': 'application/json-patch+json' }],
  ['J77 empty', { 'content-type': '' }],
  ['J76 gzip', { 'content-encoding': 'gzip' }],
  ['J76 identity by name', { 'content-encoding': 'identity' }],
]

for (const route of routes)
  for (const [name, headers] of mediaTypes)
    test(`${route} ${name}`, async ({ edge, client }) => {
      const before = stateOf(edge.exchange)
      const body = name === 'J76 gzip' ? gzipSync(deposit({})) : deposit({})
      const answer = await post(client, route, { body, headers })
      const msg = 'The body must be application/json, without content encoding.'
      assert.equal([answer.status, answer.body], [415, { code: -1135, msg }])
      assert.is(stateOf(edge.exchange), before)
    })

const data = (name: string, why?: string) =>
  `Data sent for parameter '${name}' is not valid${why ? `: ${why}` : ''}.`
const plainDecimal = data('amount', 'it must be a plain decimal string')
const key = data('idempotencyKey', 'it must be 1 to 36 letters, digits or any of . : / _ -')
const missing = (name: string) =>
  `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`
const wrongText = data('amount', 'Invalid input: expected string, received')

const amounts = [
  '',
  ' 1',
  '1 ',
  '1\n',
  '+1',
  '-1',
  '-0',
  '00.1',
  '.5',
  '5.',
  '1e3',
  '1E-8',
  '0x10',
  '1_000',
  '1,000',
  '1,5',
  'NaN',
  'Infinity',
  '１',
  '١',
  '1\u0000',
  'true',
  'null',
  '9'.repeat(10_000),
]

const deposits: readonly (readonly [string, string, number, string])[] = [
  ...amounts.map((amount): readonly [string, string, number, string] => {
    return [
      `N amount ${JSON.stringify(amount.slice(0, 20))}`,
      deposit({ amount }),
      -1130,
      plainDecimal,
    ]
  }),
  ['N7 zero', deposit({ amount: '0' }), -1130, data('amount', 'it must be above 0')],
  [
    'N7 zero with decimals',
    deposit({ amount: '0.00' }),
    -1130,
    data('amount', 'it must be above 0'),
  ],
  ['N23 a number', deposit({ amount: 1 }), -1130, `${wrongText.slice(0, -1)} number.`],
  ['N24 1e309', '{"asset":"USDT","amount":1e309,"idempotencyKey":"a"}', -1130, ''],
  ['N25 -0', '{"asset":"USDT","amount":-0,"idempotencyKey":"a"}', -1130, ''],
  ['N26', '{"asset":"USDT","amount":9007199254740993,"idempotencyKey":"a"}', -1130, ''],
  ['N27 true', deposit({ amount: true }), -1130, ''],
  ['N28 null', deposit({ amount: null }), -1130, ''],
  ['N29 list', deposit({ amount: [] }), -1130, ''],
  ['N29 list of one', deposit({ amount: ['1'] }), -1130, ''],
  ['N30 object', deposit({ amount: {} }), -1130, ''],
  ['N31 valueOf', deposit({ amount: { valueOf: 1 } }), -1130, ''],
  [
    'N32 too precise',
    deposit({ amount: '0.000000001' }),
    -1111,
    "Parameter 'amount' has too much precision.",
  ],
  [
    'N35 2^63 units',
    deposit({ amount: '92233720368.54775808' }),
    -1108,
    "Parameter 'amount' overflowed.",
  ],
  [
    'N36 2^64+5',
    deposit({ amount: '18446744073709551621' }),
    -1108,
    "Parameter 'amount' overflowed.",
  ],
  ['no amount', JSON.stringify({ asset: 'USDT', idempotencyKey: 'a' }), -1102, missing('amount')],
  ['no asset', JSON.stringify({ amount: '1', idempotencyKey: 'a' }), -1102, missing('asset')],
  ['no key', JSON.stringify({ asset: 'USDT', amount: '1' }), -1102, missing('idempotencyKey')],
  ['nothing', '{}', -1102, missing('asset')],
  ['unknown asset', deposit({ asset: 'DOGE' }), -1130, data('asset')],
  ['lower case', deposit({ asset: 'usdt' }), -1130, data('asset', 'it must be a currency code')],
  ['empty key', deposit({ idempotencyKey: '' }), -1130, key],
  ['long key', deposit({ idempotencyKey: 'x'.repeat(37) }), -1130, key],
  ['key of other letters', deposit({ idempotencyKey: 'clé' }), -1130, key],
  ['J72 account', deposit({ accountId: 17 }), -1103, "An unknown parameter was sent: 'accountId'."],
  ['J72 account', deposit({ account: 1 }), -1103, "An unknown parameter was sent: 'account'."],
]

for (const [name, body, code, message] of deposits)
  test(`deposits ${name}`, async ({ edge, client }) => {
    const before = stateOf(edge.exchange)
    const answer = await post(client, 'deposits', { body })
    const { code: found, msg } = answer.body as { code: number; msg: string }
    assert.equal([answer.status, found], [400, code], msg)
    if (message) assert.is(msg, message)
    assert.is(stateOf(edge.exchange), before)
  })

const who = { email: 'new@example.org', username: 'new', password: 'long enough' }
const others: readonly (readonly [string, string, unknown, number, number])[] = [
  ['J72 role', 'auth/register', { ...who, role: 'admin' }, 400, -1103],
  ['J72 tier', 'auth/register', { ...who, feeTier: 3 }, 400, -1103],
  ['a number as password', 'auth/register', { ...who, password: 12345678 }, 400, -1130],
  ['empty password', 'auth/register', { ...who, password: '' }, 400, -1130],
  [
    '1 KiB and more as password',
    'auth/register',
    { ...who, password: 'x'.repeat(1025) },
    400,
    -1130,
  ],
  ['short password', 'auth/register', { ...who, password: 'short' }, 400, -1130],
  ['no email', 'auth/register', { username: 'new', password: 'long enough' }, 400, -1102],
  ['no email address', 'auth/register', { ...who, email: 'nobody' }, 400, -1130],
  ['email taken', 'auth/register', { ...who, email: 'user1@example.org' }, 409, -1130],
  ['username taken', 'auth/register', { ...who, username: 'user1' }, 409, -1130],
  ['both names', 'auth/login', { ...who }, 400, -1128],
  ['neither name', 'auth/login', { password: 'long enough' }, 400, -1128],
  ['wrong password', 'auth/login', { username: 'user1', password: 'guess' }, 401, -1002],
  ['unknown user', 'auth/login', { email: 'no@example.org', password: 'guess' }, 401, -1002],
  ['no permissions', 'api-keys', { name: 'bot', permissions: [] }, 400, -1130],
  ['withdraw', 'api-keys', { name: 'bot', permissions: ['withdraw'] }, 400, -1130],
  ['a permission twice', 'api-keys', { name: 'bot', permissions: ['read', 'read'] }, 400, -1130],
  ['permissions as text', 'api-keys', { name: 'bot', permissions: 'read' }, 400, -1130],
  ['no name', 'api-keys', { permissions: ['read'] }, 400, -1102],
  ['blank name', 'api-keys', { name: '  ', permissions: ['read'] }, 400, -1130],
  ['NUL in the name', 'api-keys', { name: 'a\u0000b', permissions: ['read'] }, 400, -1130],
  ['long name', 'api-keys', { name: 'x'.repeat(65), permissions: ['read'] }, 400, -1130],
  ['J72 secret', 'api-keys', { name: 'bot', permissions: ['read'], secret: 'x' }, 400, -1103],
]

for (const [name, path, body, status, code] of others)
  test(`${path} ${name}`, async ({ edge, client }) => {
    const before = stateOf(edge.exchange)
    const answer = await post(client, path, { body: JSON.stringify(body) })
    const { code: found, msg } = answer.body as { code: number; msg: string }
    assert.equal([answer.status, found], [status, code], msg)
    assert.match(msg, /^[A-Z].+\.$/)
    assert.is(stateOf(edge.exchange), before)
  })

test('J75 a body in chunks is counted as it comes', async ({ edge, client }) => {
  const { hostname, port } = new URL(edge.address)
  const headers = {
    authorization: `Bearer ${client.credentials.accessToken}`,
    'content-type': 'application/json',
    'transfer-encoding': 'chunked',
  }
  const options = {
    hostname,
    port,
    method: 'POST',
    path: '/api/v1/deposits',
    headers,
    agent: false,
  }
  const statusOf = (chunks: readonly string[]) =>
    new Promise<number>((resolve, reject) => {
      const sent = request(options, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      sent.on('error', reject)
      for (const chunk of chunks) sent.write(chunk)
      sent.end()
    })
  assert.is(await statusOf([deposit({ idempotencyKey: 'in chunks' }).slice(0, 9), 'x']), 400)
  assert.is(await statusOf(Array.from({ length: 66 }, () => ' '.repeat(1024))), 413)
  const whole = deposit({ idempotencyKey: 'chunks' })
  assert.is(await statusOf([whole.slice(0, 9), whole.slice(9)]), 201)
})

test('J75 lengths that contradict each other end the connection', async ({ edge }) => {
  const { hostname, port } = new URL(edge.address)
  const before = stateOf(edge.exchange)
  const first = 'POST /api/v1/deposits HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n'
  for (const lengths of [
    'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}',
    'Content-Length: -1\r\n\r\n{}',
  ]) {
    const line = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.end(first + lengths))
      socket.on('error', reject)
      socket.on('data', (bytes) => resolve(bytes.toString().split('\r\n', 1)[0] as string))
    })
    assert.is(line, 'HTTP/1.1 400 Bad Request')
  }
  assert.is(stateOf(edge.exchange), before)
})

test.run()
