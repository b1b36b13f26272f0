// The limits with a clock in the test's hand: budgets, windows, bans, and edges that share them.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { defaultLimits, type LimitSettings } from '../../ports.js'
import { MemoryServer, MemoryShared } from '../../testing/memory-shared.js'
import { TestClock, TestTimers } from '../../testing/world.js'
import { ApiError } from '../errors.js'
import { RequestLimits } from './limits.js'
import type { Budget, RouteKind } from './usage.js'

const key: Budget = { scope: 'key', name: 'key@192.0.2.1' }
const browser: Budget = { scope: 'session', name: 'user' }
const stranger: Budget = { scope: 'address', name: '192.0.2.1' }

function limitsOf(
  settings: Partial<LimitSettings> = {},
  clock = new TestClock(),
  shared?: MemoryShared,
) {
  const parts = { trustedProxies: [], clock, timers: new TestTimers(), shared }
  return new RequestLimits({ ...parts, settings: { ...defaultLimits, ...settings } })
}

/** The first of so many requests that is refused; undefined where none is. */
function firstRefused(
  limits: RequestLimits,
  budget: Budget,
  requests: number,
  { weight = 1, kind = 'plain' as RouteKind } = {},
): { at: number; error: ApiError } | undefined {
  for (let at = 1; at <= requests; at++)
    try {
      limits.usageOf(budget, kind).admit(weight)
    } catch (error) {
      return { at, error: error as ApiError }
    }
  return undefined
}

const refusalOf = (run: () => void): ApiError => {
  try {
    run()
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

test('strangers and browsers have requests, whatever these weigh', () => {
  for (const budget of [stranger, browser]) {
    const { at, error } = firstRefused(limitsOf(), budget, 200, { weight: 50 }) ?? {}
    assert.is(at, 101)
    assert.equal([error?.status, error?.code, error?.retryAfterSeconds], [429, -1003, 55])
    assert.match(error?.message ?? '', /^Too many requests; current limit is 100 requests per 1 M/)
  }
})

test('an API key has weight, and the answer says when there is more', () => {
  const clock = new TestClock()
  const limits = limitsOf({}, clock)
  const { at, error } = firstRefused(limits, key, 1_000, { weight: 50 }) ?? {}
  assert.is(at, 121)
  assert.equal([error?.status, error?.code, error?.retryAfterSeconds], [429, -1003, 55])
  assert.match(error?.message ?? '', /^Too much request weight used; current limit is 6000 req/)
  clock.pass(54)
  assert.is(firstRefused(limits, key, 1)?.error.retryAfterSeconds, 1)
  clock.pass(1)
  assert.is(firstRefused(limits, key, 1), undefined)
  assert.is(limits.usageOf(key, 'plain').headers()['x-mbx-used-weight-1m'], '1')
})

test('one caller uses up nobody else’s budget', () => {
  const limits = limitsOf()
  assert.ok(firstRefused(limits, stranger, 101))
  const others = [browser, key, { scope: 'address', name: '192.0.2.2' } as const]
  for (const budget of others) assert.is(firstRefused(limits, budget, 1), undefined)
})

test('what a request carries is counted, of a key', () => {
  const limits = limitsOf()
  const usage = limits.usageOf(key, 'order')
  usage.admit(1)
  usage.chargeMore(19)
  assert.equal(usage.headers(), {
    'x-mbx-used-weight': '20',
    'x-mbx-used-weight-1m': '20',
    'x-ratelimit-limit': '6000',
    'x-ratelimit-remaining': '5980',
    'x-ratelimit-scope': 'key',
  })
  const other = limits.usageOf(browser, 'order')
  other.admit(1)
  other.chargeMore(19)
  assert.is(other.headers()['x-ratelimit-remaining'], '99')
})

test('orders are counted by account, in ten seconds and a day', () => {
  const clock = new TestClock()
  const limits = limitsOf({ ordersPer10Seconds: 10, ordersPerDay: 25 }, clock)
  const usage = limits.usageOf(key, 'order')
  for (let n = 0; n < 10; n++) usage.chargeOrders(16, 1)
  const { status, code, message, retryAfterSeconds } = refusalOf(() => usage.chargeOrders(16, 1))
  assert.equal([status, code, retryAfterSeconds], [429, -1015, 5])
  assert.is(message, 'Too many new orders; current limit is 10 orders per 10 SECOND.')
  const headers = usage.headers()
  assert.is(headers['x-mbx-order-count-10s'], '10')
  assert.is(headers['x-mbx-order-count-1d'], '10')
  limits.chargeOrders(17, 1)
  clock.pass(10)
  limits.chargeOrders(16, 10)
  clock.pass(10)
  limits.chargeOrders(16, 5)
  const day = refusalOf(() => limits.chargeOrders(16, 1))
  assert.match(day.message, /25 orders per 1 DAY/)
  assert.is(day.retryAfterSeconds, 75_335)
})

test('orders that do not all fit are refused, and none is counted', () => {
  const limits = limitsOf({ ordersPer10Seconds: 10 })
  limits.chargeOrders(16, 8)
  refusalOf(() => limits.chargeOrders(16, 3))
  limits.chargeOrders(16, 2)
})

test('cancels count, and get through where others do not', () => {
  const limits = limitsOf({ weightPerMinute: 100 })
  assert.is(firstRefused(limits, key, 150, { kind: 'cancel' }), undefined)
  assert.is(firstRefused(limits, key, 1)?.error.status, 429)
  const { at, error } = firstRefused(limits, key, 10_000, { kind: 'cancel' }) ?? {}
  assert.is(at, 20 * 100 - 151 + 1)
  assert.is(error?.status, 429)
})

test('a stranger’s cancel is like anything else that he asks', () => {
  assert.is(firstRefused(limitsOf(), stranger, 200, { kind: 'cancel' })?.at, 101)
})

test('who goes on after refusals is banned, each time for twice as long, but for cancels', () => {
  const clock = new TestClock()
  const limits = limitsOf({ requestsPerMinute: 10 }, clock)
  for (const seconds of [120, 240, 480]) {
    firstRefused(limits, browser, 10)
    for (let n = 0; n < 10; n++) assert.is(firstRefused(limits, browser, 1)?.error.status, 429)
    const error = refusalOf(() => limits.usageOf(browser, 'plain').admit(1))
    const { status, code, retryAfterSeconds, message } = error
    assert.equal([status, code, retryAfterSeconds], [418, -1003, seconds])
    const untilMs = Math.floor(clock.wallUs() / 1000) + seconds * 1000
    assert.match(message, new RegExp(`IP banned until ${untilMs}\\.`))
    assert.is(firstRefused(limits, browser, 1, { kind: 'cancel' }), undefined)
    clock.pass(seconds - 1)
    assert.is(firstRefused(limits, browser, 1)?.error.retryAfterSeconds, 1)
    clock.pass(61)
    assert.is(firstRefused(limits, browser, 1), undefined)
    clock.pass(60)
  }
})

test('logins and web sockets of an address', () => {
  const limits = limitsOf()
  for (let n = 0; n < 20; n++) limits.login('2001:db8::1')
  assert.is(refusalOf(() => limits.login('2001:db8::2')).status, 429)
  limits.login('192.0.2.1')
  for (let n = 0; n < 300; n++) limits.connect('192.0.2.1')
  assert.equal(refusalOf(() => limits.connect('192.0.2.1')).retryAfterSeconds, 55)
})

/** Two edges with one server behind them. */
function twoEdges(settings: Partial<LimitSettings> = {}) {
  const server = new MemoryServer()
  const clock = new TestClock()
  const [here, there] = [new MemoryShared(server), new MemoryShared(server)]
  const edges = [limitsOf(settings, clock, here), limitsOf(settings, clock, there)] as const
  const share = async () => {
    for (const edge of [...edges, ...edges]) await edge.share()
  }
  return { server, clock, here, edges, share }
}

test('two edges share one budget', async () => {
  const { edges, share } = twoEdges()
  const [one, other] = edges
  assert.is(firstRefused(one, stranger, 60), undefined)
  await share()
  assert.is(firstRefused(other, stranger, 1), undefined)
  await share()
  assert.is(firstRefused(other, stranger, 100)?.at, 40)
  one.chargeOrders(16, 60)
  other.chargeOrders(16, 20)
  await share()
  one.chargeOrders(16, 1)
  await share()
  assert.is(refusalOf(() => one.chargeOrders(16, 20)).code, -1015)
})

test('nothing is told of who asked nothing', async () => {
  const { edges, here } = twoEdges()
  firstRefused(edges[0], stranger, 3)
  await edges[0].share()
  await edges[0].share()
  assert.equal(here.rounds, [1])
})

test('a round has its bound, and what is left comes with the next', async () => {
  const { edges, here, server } = twoEdges()
  for (let n = 0; n < 1_100; n++)
    firstRefused(edges[0], { scope: 'address', name: `198.51.100.${n}` }, 1)
  for (let n = 0; n < 4; n++) await edges[0].share()
  assert.equal(here.rounds, [512, 512, 76])
  assert.is(server.counts.size, 1_100)
})

test('a server that lost everything gives nobody a new budget', async () => {
  const { edges, server, share } = twoEdges()
  firstRefused(edges[0], stranger, 90)
  await share()
  server.counts.clear()
  firstRefused(edges[0], stranger, 1)
  await share()
  assert.is(firstRefused(edges[0], stranger, 100)?.at, 10)
})

test('what a server could not be told it is told when it is back', async () => {
  const { edges, server, share } = twoEdges()
  server.isDown = true
  firstRefused(edges[0], stranger, 60)
  await share()
  server.isDown = false
  await share()
  firstRefused(edges[1], stranger, 1)
  await share()
  assert.is(firstRefused(edges[1], stranger, 100)?.at, 40)
})

test('a round that failed is told again', async () => {
  const { edges, server, share } = twoEdges()
  firstRefused(edges[0], stranger, 60)
  server.failures = 1
  await share()
  firstRefused(edges[1], stranger, 1)
  await share()
  assert.is(firstRefused(edges[1], stranger, 100)?.at, 40)
})

test('a window that is over is not mixed up with the next', async () => {
  const { edges, clock, server, share } = twoEdges()
  firstRefused(edges[0], stranger, 90)
  const sharing = share()
  clock.pass(60)
  firstRefused(edges[0], stranger, 30)
  await sharing
  await share()
  assert.equal([...server.counts.values()], [90, 30])
  firstRefused(edges[1], stranger, 1)
  await share()
  assert.is(firstRefused(edges[1], stranger, 200)?.at, 70)
})

test('alone, an edge takes fewer orders, no logins, and every cancel', async () => {
  const { edges, server } = twoEdges()
  server.isDown = true
  const [edge] = edges
  assert.is(edge.inForce.ordersPer10Seconds, 25)
  edge.chargeOrders(16, 25)
  assert.match(refusalOf(() => edge.chargeOrders(16, 1)).message, /25 orders per 10 SECOND/)
  const error = refusalOf(() => edge.usageOf(browser, 'sensitive').admit(1))
  const { status, code, retryAfterSeconds } = error
  assert.equal([status, code, retryAfterSeconds], [503, -1001, 5])
  assert.is(firstRefused(edge, key, 100, { kind: 'cancel' }), undefined)
  assert.is(firstRefused(edge, browser, 50), undefined)
  server.isDown = false
  edge.chargeOrders(16, 25)
  assert.is(firstRefused(edge, browser, 1, { kind: 'sensitive' }), undefined)
})

test('without other edges nothing is stricter', () => {
  const limits = limitsOf()
  assert.is(limits.inForce.ordersPer10Seconds, 100)
  assert.is(firstRefused(limits, browser, 1, { kind: 'sensitive' }), undefined)
})

test('a ban on one edge is a ban on all', () => {
  const { edges } = twoEdges({ requestsPerMinute: 10 })
  for (let n = 0; n < 20; n++) firstRefused(edges[0], stranger, 1)
  assert.is(firstRefused(edges[1], stranger, 1)?.error.status, 418)
})

test('callers beyond the bound are forgotten, the longest silent first', () => {
  const limits = limitsOf()
  assert.ok(firstRefused(limits, stranger, 101))
  for (let n = 0; n < 50_000; n++)
    limits.usageOf({ scope: 'address', name: `host ${n}` }, 'plain').admit(1)
  assert.is(firstRefused(limits, stranger, 1), undefined)
})

test.run()
