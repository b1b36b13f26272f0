// A venue of several processes on real servers: two cores, two edges, a projector. What a client was told
// on one edge holds on the other, whatever becomes of the leader; what depended on an edge ends with it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ApiKey, openAccount, openConnection, read, signed } from '../testing/api-client.js'
import { makeKeys } from '../testing/cluster/keys.js'
import { RoleProcess } from '../testing/cluster/processes.js'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { natsProgram, TestNats } from '../testing/nats-server.js'
import { SocketClient, type StreamMessage } from '../testing/socket-client.js'

interface Order {
  readonly orderId: number
  readonly clientOrderId: string
  readonly status: string
}

const orderCount = 60

let folder: string
let database: TestDatabase
let nats: TestNats
let leader: RoleProcess | undefined
const parts: RoleProcess[] = []
/** The edges that had the turn to publish market data, which one that stood still for a second loses. */
const publishers = new Set<string>()

const roleOf = (name: string, env: Record<string, string>): RoleProcess => {
  const onLine = (line: string) => {
    if (/leads, in epoch/.test(line)) leader = part
    if (/publishes market data/.test(line)) publishers.add(name)
  }
  const part: RoleProcess = new RoleProcess({ name, folder, env, onLine })
  parts.push(part)
  return part
}

async function until<Value>(look: () => Value | undefined | Promise<Value | undefined>) {
  for (let tries = 0; tries < 1_200; tries++) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it did not come about within a minute')
}

const untilLed = (): Promise<RoleProcess> => until(() => leader)

/** Sends orders by turns to both edges, one after the other. */
async function trade(edges: readonly string[], key: ApiKey, name: string): Promise<Order[]> {
  const told: Order[] = []
  for (let n = 0; n < orderCount; n++) {
    const address = edges[n % edges.length] as string
    const { status, body } = await signed<Order>(address, key, 'POST', 'order', {
      symbol: 'BTCUSDT',
      side: n % 2 === 0 ? 'BUY' : 'SELL',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.01',
      price: 60_000 + (n % 3),
      selfTradePreventionMode: 'NONE',
      newClientOrderId: `${name}-${n}`,
    })
    assert.is(status, 200, JSON.stringify(body))
    told.push(body)
  }
  return told
}

/** Every order is there once, under both of its ids, at both edges. */
async function expectAll(edges: readonly string[], key: ApiKey, told: readonly Order[]) {
  const ids = new Set(told.map(({ orderId }) => orderId))
  assert.is(ids.size, told.length, 'no two orders have one id')
  for (const address of edges)
    for (const { orderId, clientOrderId } of told) {
      const query = { symbol: 'BTCUSDT', origClientOrderId: clientOrderId }
      const { status, body } = await read<Order>(address, key, 'order', query)
      assert.is(status, 200, `${address} ${clientOrderId}: ${JSON.stringify(body)}`)
      assert.is(body.orderId, orderId)
    }
}

const resting = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT_MAKER',
  quantity: '0.01',
  price: 50_000,
}

/** An order that rests, and ends with a connection where one is given. */
async function placeBound(address: string, key: ApiKey, connectionId?: number): Promise<Order> {
  const bond = connectionId === undefined ? {} : { connectionId }
  const { status, body } = await signed<Order>(address, key, 'POST', 'order', {
    ...resting,
    ...bond,
  })
  assert.is(status, 200, JSON.stringify(body))
  return body
}

async function statusOf(address: string, key: ApiKey, { orderId }: Order): Promise<string> {
  const query = { symbol: 'BTCUSDT', orderId }
  return (await read<Order>(address, key, 'order', query)).body.status
}

/** What stands behind the name of a figure; undefined where it is not told. */
async function figureOf(address: string, name: string): Promise<number | undefined> {
  const text = await (await fetch(`${address}/metrics`)).text()
  const [, value] = new RegExp(`^${name} (\\d+)$`, 'm').exec(text) ?? []
  return value === undefined ? undefined : Number(value)
}

/** Every edge folds the same frames, so that all tell the same prices, and one of them publishes. */
async function expectOneMarket(edges: readonly string[], key: ApiKey) {
  const order = { symbol: 'BTCUSDT', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.01' }
  const free = { ...order, price: 61_000, selfTradePreventionMode: 'NONE' }
  await signed(edges[0] as string, key, 'DELETE', 'openOrders', { symbol: 'BTCUSDT' })
  for (const [n, side] of ['SELL', 'BUY'].entries()) {
    const address = edges[n] as string
    assert.is((await signed(address, key, 'POST', 'order', { ...free, side })).status, 200)
  }
  for (const address of edges)
    for (const path of ['ticker/price?symbol=BTCUSDT', 'trades?symbol=BTCUSDT&limit=1'])
      await until(async () => {
        const text = await (await fetch(`${address}/api/v3/${path}`)).text()
        return text.includes('"price":"61000.00') ? true : undefined
      })
  const sent = edges.map((address) => figureOf(address, 'openbell_public_messages_total'))
  const counts = await Promise.all(sent)
  assert.ok(counts.some((count) => Number(count) > 0))
  for (const [n, count] of counts.entries())
    if (!publishers.has(`edge-${n + 1}`)) assert.is(count, 0)
}

/** A socket that follows a market and an account. */
async function follow(address: string, key: ApiKey): Promise<SocketClient> {
  const client = await SocketClient.open(address, key)
  const streams = ['btcusdt@trade', 'btcusdt@depth@100ms', 'executions', 'balances']
  assert.is(await client.ask('SUBSCRIBE', streams), null)
  return client
}

const reportsOf = (client: SocketClient, execution: string): StreamMessage[] =>
  client.ofEvent('executionReport').filter(({ x }) => x === execution)

const idOf = ({ i }: StreamMessage) => i

/** What came follows each other without a gap, whoever led meanwhile. */
function expectContiguous(client: SocketClient): void {
  assert.ok(client.isOpen)
  const trades = client.ofEvent('trade').map(({ t }) => Number(t))
  const books = client.ofEvent('depthUpdate').flatMap(({ U, u }) => range(Number(U), Number(u)))
  const events = client.messages.flatMap((message) => numbersOf(message))
  for (const numbers of [trades, books, events]) {
    const [first] = numbers as [number]
    assert.equal(numbers, range(first, first + numbers.length - 1))
  }
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)

/** The account's own numbers that a message stands for. */
function numbersOf({ accountEvent, firstAccountEvent = accountEvent }: StreamMessage): number[] {
  if (accountEvent === undefined) return []
  return range(Number(firstAccountEvent), Number(accountEvent))
}

/** Whether an edge is ready, and how its link is. */
async function linkOf(address: string): Promise<{ status: number; link: unknown }> {
  const response = await fetch(`${address}/ready`)
  const { parts } = (await response.json()) as { parts: { link?: unknown } }
  return { status: response.status, link: parts.link }
}

const redisUrl = process.env.REDIS_URL

if (natsProgram && redisUrl) {
  test.before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'openbell-venue-'))
    database = await openTestDatabase({ migrated: false })
    nats = await TestNats.start()
  })

  test.after(async () => {
    for (const part of parts.reverse()) await part.end('SIGKILL')
    await nats.stop()
    await database.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('what edges were told survives the leader’s death and its handover', async () => {
    const env = {
      ...makeKeys(),
      NATS_URL: nats.url,
      NATS_MONITOR_URL: nats.monitorUrl,
      DATABASE_URL: database.url,
      REDIS_URL: redisUrl,
      PORT: '0',
      OPENBELL_LINK_PORT: '0',
      OPENBELL_EDGE_GRACE_MS: '5000',
      OPENBELL_JOURNAL_GIB: '1',
      OPENBELL_EVENTS_GIB: '1',
      OPENBELL_ORDERS_PER_10_SECONDS: '1000000',
      OPENBELL_WEIGHT_PER_MINUTE: '10000000',
      OPENBELL_REQUESTS_PER_MINUTE: '1000000',
    }
    const cores = [1, 2].map((n) => roleOf(`core-${n}`, { ...env, ROLE: 'core' }))
    for (const core of cores) await core.start()
    await roleOf('projector', { ...env, ROLE: 'projector' }).start()
    const edges: string[] = []
    for (const n of [1, 2])
      edges.push(await roleOf(`edge-${n}`, { ...env, ROLE: 'edge' }).start(/open at (.*)/))
    const lastEdge = parts.at(-1) as RoleProcess
    const key = await openAccount(edges[0] as string, 'client', { BTC: '100', USDT: '10000000' })

    await until(async () => {
      const { status } = await signed(edges[1] as string, key, 'GET', 'account')
      return status === 200 ? true : undefined
    })

    const followers = await Promise.all(edges.map((address) => follow(address, key)))
    const first = await trade(edges, key, 'first')
    await expectAll(edges, key, first)

    const killed = await untilLed()
    leader = undefined
    const trading = trade(edges, key, 'second')
    await killed.end('SIGKILL')
    const second = await trading
    const next = await untilLed()
    assert.is.not(next, killed)
    await expectAll(edges, key, [...first, ...second])

    await killed.start()
    leader = undefined
    const handing = trade(edges, key, 'third')
    assert.is(await next.end('SIGTERM'), 0)
    const third = await handing
    assert.is(await untilLed(), killed)
    const all = [...first, ...second, ...third]
    await expectAll(edges, key, all)
    const accepted = (client: SocketClient) => reportsOf(client, 'NEW')
    await until(() => followers.every((one) => accepted(one).length >= all.length) || undefined)
    for (const follower of followers) {
      expectContiguous(follower)
      assert.equal(
        accepted(follower).map(idOf),
        all.map(({ orderId }) => orderId),
      )
      const filled = new Set(reportsOf(follower, 'TRADE').map(idOf))
      for (const phase of [first, second, third])
        assert.ok(phase.some(({ orderId }) => filled.has(orderId)))
      follower.close()
    }

    await until(async () => {
      const rows = await database.sql.query<{ count: string }>('SELECT count(*)::text FROM orders')
      return Number(rows[0]?.count) === all.length ? true : undefined
    })
    await expectOneMarket(edges, key)
    const [near, far] = edges as [string, string]
    const bound = await placeBound(far, key, await openConnection(far, key))
    const free = await placeBound(far, key)
    await lastEdge.end('SIGKILL')
    await until(async () => ((await statusOf(near, key, bound)) === 'CANCELED' ? true : undefined))
    assert.is(await statusOf(near, key, free), 'NEW')

    assert.equal(await linkOf(near), { status: 200, link: 'up' })
    for (const core of cores) assert.is(await core.end('SIGTERM'), 0)
    const alone = await until(async () => {
      const seen = await linkOf(near)
      return seen.status === 503 ? seen : undefined
    })
    assert.is(alone.link, 'down')
    const { status, body } = await signed<{ code: number }>(near, key, 'POST', 'order', resting)
    assert.equal([status, body.code], [503, -1001], 'it was not carried out')

    for (const part of parts) if (part.isRunning) assert.is(await part.end('SIGTERM'), 0, part.name)
  })
} else test('left out: OPENBELL_NATS_SERVER or REDIS_URL names no server', () => {})

test.run()
