// What holds for every route: one table, one shape of errors, headers, limits, metrics, a good end.
import { connect } from 'node:net'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { systemTimers } from '../adapters/system.js'
import type { Tracing } from '../ports.js'
import {
  type Client,
  formOf,
  openSmallEdge,
  type SmallEdge,
  sendRaw,
} from '../testing/small-edge.js'

interface World {
  edge: SmallEdge
}

const test = suite<World>('app')

test.before(async (world) => {
  world.edge = await openSmallEdge({
    settings: {
      faucet: true,
      origins: ['https://trade.example'],
      operatorToken: 'o'.repeat(32),
    },
  })
})

test.after(async ({ edge }) => {
  await edge.close()
  assert.equal(edge.errors, [])
})

const send = ({ address }: SmallEdge, method: string, path: string, headers = {}) =>
  sendRaw(address, { method, path, headers })
const notSupported = { code: -1020, msg: 'This operation is not supported.' }

interface Description {
  readonly paths: Record<
    string,
    Record<string, { summary: string; security?: unknown; parameters?: { name: string }[] }>
  >
}

test('every request but a watcher’s has a span by its route, whatever it asks for', async () => {
  const spans: string[] = []
  const spanOf: Tracing['spanOf'] = (method, route) => async (header, work) => {
    const response = await work()
    spans.push(`${method} ${route} ${response.status} ${header('traceparent')}`)
    return response
  }
  const traced = await openSmallEdge({ tracing: { spanOf, traced: (commands) => commands } })
  await send(traced, 'GET', '/api/v3/depth?symbol=NONE', { traceparent: 'of the caller' })
  await send(traced, 'GET', '/nowhere')
  await send(traced, 'GET', '/health')
  await traced.close()
  assert.equal(spans, ['GET /api/v3/depth 400 of the caller', 'other * 404 undefined'])
})

test('every route is described, and answers without a 5xx to nothing', async ({ edge }) => {
  const { body } = await send(edge, 'GET', '/api/openapi.json')
  const { paths } = body as Description
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  assert.is(routes.length, 73)
  for (const { path, method, operation } of routes) {
    assert.match(operation.summary, /^[A-Z/]/)
    const { status, text } = await send(edge, method.toUpperCase(), path.replace(/[{}]/g, ''))
    assert.ok(status < 500, `${method} ${path}: ${text}`)
    if (operation.security)
      assert.ok([400, 401, 415].includes(status), `${method} ${path}: ${status}`)
  }
})

test('what is described as public is public, the rest needs somebody', async ({ edge }) => {
  const { body } = await send(edge, 'GET', '/api/openapi.json')
  const { paths } = body as Description
  const isPublic = (path: string, method: string) => paths[path]?.[method]?.security === undefined
  assert.ok(isPublic('/api/v3/depth', 'get'))
  const names = paths['/api/v3/depth']?.get?.parameters?.map(({ name }) => name)
  assert.equal(names, ['symbol', 'limit'])
  for (const [path, method] of [
    ['/api/v3/order', 'post'],
    ['/api/v3/order', 'delete'],
    ['/api/v3/account', 'get'],
    ['/api/v1/api-keys', 'post'],
    ['/api/v1/deposits', 'post'],
    ['/api/v1/withdrawals', 'post'],
    ['/api/v1/operator/kill-switch', 'post'],
  ] as const)
    assert.not.ok(isPublic(path, method), path)
})

test('an unknown path is 404 in JSON', async ({ edge }) => {
  for (const path of [
    '/',
    '/api/v3',
    '/api/v3/',
    '/api/v3/orders',
    '/api/v3/ORDER',
    '/api/v3/order/',
    '/api/v3//order',
    '/api/v3/%6frder/x',
    '/api/v3/../../etc/passwd',
    '/%00',
    '/api/v3/order;x=1',
    '/constructor',
    '/__proto__',
  ]) {
    const { status, body } = await send(edge, 'GET', path)
    assert.equal([status, body], [404, notSupported], path)
  }
})

test('a wrong method is 405, and says which are right', async ({ edge }) => {
  for (const [method, path, allow] of [
    ['PUT', '/api/v3/order', 'POST, DELETE, GET'],
    ['PATCH', '/api/v3/order', 'POST, DELETE, GET'],
    ['POST', '/api/v3/depth', 'GET'],
    ['DELETE', '/api/v1/deposits', 'POST'],
    ['GET', '/api/v1/deposits', 'POST'],
    ['OPTIONS', '/health', 'GET'],
    ['TRACE', '/health', 'GET'],
  ] as const) {
    const { status, headers, body } = await send(edge, method, path)
    if (method === 'OPTIONS') {
      assert.is(status, 204, 'with origins in the settings, OPTIONS is a browser’s question')
      continue
    }
    assert.equal([status, body, headers.allow], [405, notSupported, allow], `${method} ${path}`)
  }
  const overridden = await send(edge, 'GET', '/api/v3/ping', { 'x-http-method-override': 'DELETE' })
  assert.is(overridden.status, 200)
})

test('HEAD is GET without a body', async ({ edge }) => {
  const { status, text, headers } = await send(edge, 'HEAD', '/api/v3/ping')
  assert.equal([status, text], [200, ''])
  assert.match(headers['content-type'] as string, 'application/json')
})

test('every answer has the headers that keep browsers out of trouble', async ({ edge }) => {
  for (const path of [
    '/api/v3/ping',
    '/api/v3/account',
    '/nothing',
    '/metrics',
    '/api/openapi.json',
  ]) {
    const { headers } = await send(edge, 'GET', path)
    assert.is(headers['x-content-type-options'], 'nosniff', path)
    assert.is(
      headers['content-security-policy'],
      "default-src 'none'; frame-ancestors 'none'",
      path,
    )
    assert.is(headers['cache-control'], 'no-store', path)
    assert.is(headers['x-powered-by'], undefined)
  }
})

test('99: exactly the origins in the settings may read answers', async ({ edge }) => {
  const allowed = async (origin: string) =>
    (await send(edge, 'GET', '/api/v3/ping', { origin })).headers['access-control-allow-origin']
  assert.is(await allowed('https://trade.example'), 'https://trade.example')
  for (const origin of [
    'https://trade.example.evil.example',
    'https://evil.example',
    'http://trade.example',
    'https://trade.example:444',
    'null',
  ])
    assert.is(await allowed(origin), undefined, origin)
})

test('no origin at all unless the settings name one', async () => {
  const edge = await openSmallEdge()
  const origin = { origin: 'https://trade.example' }
  const { headers } = await send(edge, 'GET', '/api/v3/ping', origin)
  assert.is(headers['access-control-allow-origin'], undefined)
  assert.is((await send(edge, 'OPTIONS', '/api/v3/ping', origin)).status, 405)
  await edge.close()
})

test('health, and readiness with what is down', async () => {
  let isReady = true
  const parts = { database: 'down' }
  const edge = await openSmallEdge({ readiness: () => ({ isReady, parts }) })
  assert.equal((await send(edge, 'GET', '/health')).body, { status: 'ok' })
  const ready = await send(edge, 'GET', '/ready')
  assert.equal([ready.status, ready.body], [200, { ready: true, parts }])
  isReady = false
  const not = await send(edge, 'GET', '/ready')
  assert.equal([not.status, not.body], [503, { ready: false, parts }])
  assert.is((await send(edge, 'GET', '/health')).status, 200)
  const system = await send(edge, 'GET', '/sapi/v1/system/status')
  assert.equal(system.body, { status: 1, msg: 'system_maintenance' })
  await edge.close()
})

test('metrics count requests, orders, trades and rejects', async () => {
  const edge = await openSmallEdge()
  const client = await edge.client()
  await client.deposit('USDT', '1000')
  await client.deposit('BTC', '1')
  const order = { symbol: 'BTCUSDT', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '10' }
  const mode = { selfTradePreventionMode: 'NONE' }
  for (const side of ['BUY', 'SELL', 'SELL', 'SELL'])
    await client.signed('POST', '/api/v3/order', { ...order, ...mode, side })
  await send(edge, 'GET', '/nothing/here')
  const { text, headers } = await send(edge, 'GET', '/metrics')
  assert.match(headers['content-type'] as string, 'text/plain')
  for (const line of [
    'openbell_http_requests_total{method="POST",route="/api/v3/order",status="200"} 2',
    'openbell_http_requests_total{method="POST",route="/api/v3/order",status="400"} 2',
    'openbell_http_requests_total{method="other",route="*",status="404"} 1',
    'openbell_http_request_seconds_count{method="POST",route="/api/v3/order"} 4',
    'openbell_orders_total 2',
    'openbell_trades_total 1',
    'openbell_rejects_total{reject="balanceMustSuffice"} 2',
    'openbell_commands_pending 0',
    `openbell_view_sequence ${edge.exchange.views.sequence()}`,
  ])
    assert.ok(text.split('\n').includes(line), line)
  assert.match(text, /nodejs_eventloop_lag_seconds/)
  assert.match(text, /process_resident_memory_bytes/)
  await edge.close()
})

test('figures that are told at another port are not told here', async () => {
  const edge = await openSmallEdge({ figures: undefined })
  assert.is((await send(edge, 'GET', '/metrics')).status, 404)
  await edge.close()
})

test('a good end begins with a readiness that says no, while requests are still answered', async () => {
  const after: (() => void)[] = []
  const timers = {
    ...systemTimers,
    after: (ms: number, run: () => void) => {
      if (ms !== 3_000) return systemTimers.after(ms, run)
      after.push(run)
      return () => {}
    },
  }
  const settings = { faucet: true, origins: [], drainMs: 3_000 }
  const edge = await openSmallEdge({ timers, settings })
  const stopped = edge.stopServer()
  const ready = await send(edge, 'GET', '/ready')
  assert.equal([ready.status, ready.body], [503, { ready: false, parts: { edge: 'leaving' } }])
  assert.is((await send(edge, 'GET', '/api/v3/ping')).status, 200)
  for (const run of after) run()
  await stopped
  const refused = await send(edge, 'GET', '/ready').catch((error: Error) => error.message)
  assert.match(refused as string, /ECONNREFUSED/)
  await edge.close()
})

test('what nobody expected is a 500 without details, and is reported', async () => {
  const edge = await openSmallEdge()
  edge.exchange.views.depth = () => {
    throw new Error('a secret detail')
  }
  const { status, body } = await send(edge, 'GET', '/api/v3/depth?symbol=BTCUSDT')
  const msg = 'An unknown error occurred while processing the request.'
  assert.equal([status, body], [500, { code: -1000, msg }])
  assert.match(edge.errors[0] as string, /^\/api\/v3\/depth: Error: a secret detail/)
  await edge.close()
})

test('79: headers beyond the limit end the connection', async ({ edge }) => {
  const { hostname, port } = new URL(edge.address)
  const statusLine = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(text))
      socket.on('error', reject)
      socket.on('data', (bytes) => {
        socket.destroy()
        resolve(bytes.toString().split('\r\n', 1)[0] as string)
      })
    })
  const get = 'GET /api/v3/ping HTTP/1.1\r\nHost: x\r\n'
  assert.match(await statusLine(`${get}X: ${'x'.repeat(65_536)}\r\n\r\n`), '431')
  assert.match(await statusLine('GET /api/v3/ping HTTP/1.1\r\n\r\n'), '400')
  assert.match(await statusLine(`${get}Bad\u0000Name: 1\r\n\r\n`), '400')
  assert.match(await statusLine('nonsense\r\n\r\n'), '400')
  assert.match(await statusLine(`${get}\r\n`), '200')
})

test('the end: what is under way is finished, idle connections are not waited for', async () => {
  const edge = await openSmallEdge()
  const client = await edge.client()
  await client.deposit('USDT', '1000')
  const { hostname, port } = new URL(edge.address)
  const idle = connect(Number(port), hostname)
  await new Promise((resolve) => idle.once('connect', resolve))
  const idleEnd = new Promise((resolve) => idle.once('close', resolve))
  idle.write('GET /api/v3/ping HTTP/1.1\r\nHost: x\r\n\r\n')
  await new Promise((resolve) => idle.once('data', resolve))
  const { exchange } = edge
  exchange.isHeld = true
  const kept = await keptRequest(edge, client)
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT_MAKER', quantity: '1', price: '10' }
  const waiting = client.signed('POST', '/api/v3/order', order)
  while (exchange.commands.statistics.pending < 2)
    await new Promise((resolve) => setImmediate(resolve))
  const closing = edge.stopServer()
  await idleEnd
  exchange.isHeld = false
  exchange.turn()
  assert.is((await waiting).status, 200)
  await closing
  assert.match(await kept.received, '200 OK')
  await edge.close()
})

/** An order on a connection that its client would keep. */
async function keptRequest({ address, exchange }: SmallEdge, client: Client) {
  const { hostname, port } = new URL(address)
  const timestamp = Math.floor(exchange.clock.wallUs() / 1000)
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT_MAKER', quantity: '1', price: '11' }
  const body = client.sign(formOf({ ...order, timestamp }))
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString()
  })
  const received = new Promise<string>((resolve) => socket.once('close', () => resolve(text)))
  socket.write(
    `POST /api/v3/order HTTP/1.1\r\nHost: x\r\nX-MBX-APIKEY: ${client.credentials.apiKey}\r\n` +
      'Content-Type: application/x-www-form-urlencoded\r\n' +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  )
  return { received }
}

test('an address in use is an error of the listener', async ({ edge }) => {
  const { port } = new URL(edge.address)
  const failed = await openSmallEdge({ port: Number(port) }).then(
    () => '',
    (error: NodeJS.ErrnoException) => error.code,
  )
  assert.is(failed, 'EADDRINUSE')
})

test.run()
