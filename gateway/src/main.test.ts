// The whole exchange as a process: killed in the middle of a stream of orders, started again, and
// held to everything that it told its clients; and the starts that must fail with one line.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nodeFiles } from './adapters/node-files.js'
import { reconcile } from './projection/reconcile.js'
import { findEventLogEnd } from './publish/event-log.js'
import { openEventReader } from './publish/event-reader.js'
import { eventsFolder } from './recovery.js'
import { type ApiKey, openAccount, signed } from './testing/api-client.js'
import { openTestDatabase, type TestDatabase } from './testing/database.js'
import { startExchangeChild } from './testing/exchange-child.js'
import { createViews } from './views/index.js'

const cycles = Number(process.env.KILL_CYCLES ?? 2)
const clientCount = 4
const ordersBeforeKill = 150
const assets = { BTC: '100', USDT: '10000000' }

interface Order {
  readonly orderId: number
  readonly clientOrderId: string
  readonly status: string
  readonly executedQty: string
  readonly origQty: string
  readonly fills: readonly { readonly tradeId: number; readonly qty: string }[]
}

let work: string
let database: TestDatabase

test.before(async () => {
  work = await mkdtemp(join(tmpdir(), 'openbell-main-'))
  await chmod(work, 0o755)
  database = await openTestDatabase({ migrated: false })
})

test.after(async () => {
  await database.stop()
  await rm(work, { recursive: true, force: true })
})

test('killed in the middle of orders, it comes back with all that it acknowledged', async () => {
  const env = {
    OPENBELL_DATA: join(work, 'data'),
    DATABASE_URL: database.url,
    OPENBELL_ORDERS_PER_10_SECONDS: '1000000',
    OPENBELL_WEIGHT_PER_MINUTE: '10000000',
  }
  let child = await startExchangeChild(env)
  const keys: ApiKey[] = []
  for (let n = 0; n < clientCount; n++)
    keys.push(await openAccount(child.address, `client${n}`, assets))
  const acknowledged = keys.map(() => new Map<string, Order>())
  for (let cycle = 0; cycle < cycles; cycle++) {
    const { address } = child
    let count = 0
    const whenEnough = new Promise<void>((resolve) => {
      const noteOne = () => {
        if (++count === ordersBeforeKill) resolve()
      }
      for (const [n, key] of keys.entries())
        void streamOrders(
          address,
          key,
          `${cycle}-${n}`,
          acknowledged[n] as Map<string, Order>,
          noteOne,
        )
    })
    await whenEnough
    await child.kill()
    child = await startExchangeChild(env)
    for (const [n, key] of keys.entries())
      await expectAll(child.address, key, acknowledged[n] as Map<string, Order>)
  }
  const figures = await (await fetch(`${child.address}/metrics`)).text()
  assert.match(figures, 'openbell_feed_messages_total')
  assert.not.match(figures, 'openbell_public', 'without a bus nothing goes out on it')
  assert.is(await child.stop(), 0)
  assert.equal(await differencesInTables(env.OPENBELL_DATA), [])
})

/** Sends orders that often meet, one after the other, until the connection breaks. */
async function streamOrders(
  address: string,
  key: ApiKey,
  name: string,
  told: Map<string, Order>,
  onTold: () => void,
): Promise<void> {
  try {
    for (let n = 0; ; n++) {
      const newClientOrderId = `kill-${name}-${n}`
      const { status, body } = await signed<Order>(address, key, 'POST', 'order', {
        symbol: 'BTCUSDT',
        side: n % 2 === 0 ? 'BUY' : 'SELL',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: (1 + (n % 7)) / 1000,
        price: 60_000 + (n % 5),
        newClientOrderId,
      })
      assert.is(status, 200, JSON.stringify(body))
      told.set(newClientOrderId, body)
      onTold()
    }
  } catch (error) {
    // Undici says so of every kind of broken connection.
    if ((error as Error).message !== 'fetch failed' && (error as Error).name !== 'SyntaxError')
      if (!/terminated|aborted/.test((error as Error).message)) throw error
  }
}

/** Every order that was told is found by both ids, as far along as told; every fill is found. */
async function expectAll(
  address: string,
  key: ApiKey,
  told: ReadonlyMap<string, Order>,
): Promise<void> {
  const symbol = 'BTCUSDT'
  for (const order of told.values()) {
    const names = [{ orderId: order.orderId }, { origClientOrderId: order.clientOrderId }]
    for (const name of names) {
      const { status, body } = await signed<Order>(address, key, 'GET', 'order', {
        symbol,
        ...name,
      })
      assert.is(status, 200, JSON.stringify(body))
      assert.is(body.orderId, order.orderId)
      assert.is(body.clientOrderId, order.clientOrderId)
      assert.is(body.origQty, order.origQty)
      assert.ok(Number(body.executedQty) >= Number(order.executedQty))
    }
    if (order.fills.length > 0) await expectFills(address, key, order)
  }
}

async function expectFills(address: string, key: ApiKey, { orderId, fills }: Order): Promise<void> {
  const query = { symbol: 'BTCUSDT', orderId }
  const { body } = await signed<{ id: number; qty: string }[]>(
    address,
    key,
    'GET',
    'myTrades',
    query,
  )
  const found = new Map(body.map(({ id, qty }) => [id, qty]))
  for (const { tradeId, qty } of fills) assert.is(found.get(tradeId), qty, `trade ${tradeId}`)
}

/** What the tables say otherwise than the event log does, after both have come to rest. */
async function differencesInTables(folder: string) {
  const end = findEventLogEnd(nodeFiles, eventsFolder(folder))
  const sequence = end?.sequence ?? 0
  const options = { files: nodeFiles, folder: eventsFolder(folder), lastSequence: () => sequence }
  const reader = openEventReader(options, 0)
  const views = createViews()
  const trades = new Map<number, { count: number; quantityLots: bigint; quoteUnits: bigint }>()
  const [{ last_sequence: projected } = { last_sequence: '0' }] = await database.sql.query<{
    last_sequence: string
  }>('SELECT last_sequence FROM projection_cursor')
  for (let frame = reader.next(); frame; frame = reader.next()) {
    if (frame.sequence > Number(projected)) break
    for (const { market, quantityLots, quoteUnits } of views.fold(frame).trades) {
      const sum = trades.get(market) ?? { count: 0, quantityLots: 0n, quoteUnits: 0n }
      sum.count++
      sum.quantityLots += BigInt(quantityLots)
      sum.quoteUnits += quoteUnits
      trades.set(market, sum)
    }
  }
  reader.close()
  const accounts = [1, 2, ...Array.from({ length: clientCount }, (_, n) => 16 + n)]
  return reconcile(database.sql, {
    sequence: views.sequence(),
    balances: accounts.flatMap((account) =>
      views.balances(account).map((balance) => ({ ...balance, account })),
    ),
    openOrders: accounts.flatMap((account) => views.openOrders(account)),
    trades: [...trades].map(([market, sum]) => ({ market, ...sum })),
  })
}

/** The snapshot of an end in good order is found again at the next start. */
async function untilSnapshotIsIndexed(): Promise<void> {
  const text = 'SELECT state_hash FROM orderbook_snapshots WHERE order_count > 0'
  for (let tries = 0; tries < 500; tries++) {
    const rows = await database.sql.query(text)
    if (rows.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.unreachable('no snapshot was indexed')
}

/** That it does not start, and says `reason`, a pattern, in one line and nothing worse before. */
async function assertRefused(env: Record<string, string>, reason: string): Promise<void> {
  let said = 'it started'
  try {
    const child = await startExchangeChild(env)
    await child.kill()
  } catch (error) {
    said = (error as Error).message
  }
  const expected = `^the exchange ended with 1: (\\S+ info .*\n)*\\S+ ERROR ${reason}\n$`
  assert.ok(new RegExp(expected).test(said), said)
}

test('what cannot start says why in one line and ends with 1', async () => {
  const env = { OPENBELL_DATA: join(work, 'data'), DATABASE_URL: database.url }
  const other = await openTestDatabase({ migrated: false })
  const child = await startExchangeChild(env)
  const port = new URL(child.address).port
  const fresh = join(work, 'fresh')
  try {
    await assertRefused(env, 'the data folder \\S+ is in use by another process')
    const lost = { ...env, OPENBELL_DATA: fresh }
    await assertRefused(lost, 'the tables hold frame .* one of them is older')
    const inUse = { OPENBELL_DATA: join(work, 'other'), DATABASE_URL: other.url, PORT: port }
    await assertRefused(inUse, `listen EADDRINUSE.*:${port}`)
    const unknown = { ...env, OPENBELL_DATA: fresh, DATABASE_URL: `${database.url}_not_there` }
    await assertRefused(unknown, 'database \\S+: .*does not exist')
    await untilSnapshotIsIndexed()
  } finally {
    assert.is(await child.stop(), 0)
    await other.stop()
  }
})

test('what fails at the end is said, and the exit code says it', async () => {
  const folder = join(work, 'data')
  const env = { OPENBELL_DATA: folder, DATABASE_URL: database.url }
  for (const [part, code, words] of [
    ['views', 0, /warn {2}the views are not saved: .*EEXIST/],
    ['snapshots', 1, /ERROR it did not end in good order: .*EEXIST/],
  ] as const) {
    const child = await startExchangeChild(env)
    await openAccount(child.address, `user-${part}`, assets)
    await rename(join(folder, part), join(work, part))
    await writeFile(join(folder, part), 'no folder')
    const ended = await child.stop()
    await rm(join(folder, part))
    await rename(join(work, part), join(folder, part))
    assert.is(ended, code, child.said())
    assert.match(child.said(), words)
  }
})

test('as a command it says one line of JSON where it is asked to', async () => {
  const env = { OPENBELL_DATA: join(work, 'data'), DATABASE_URL: database.url, PORT: '0' }
  const program = `(await import('${new URL('./operate/cli.js', import.meta.url)}')).main(['start', '--json'])`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line] = await once(child.stdout, 'data')
  assert.match(JSON.parse(String(line)).state, /^open at http:\/\/127\.0\.0\.1:\d+$/)
  child.kill('SIGTERM')
  assert.equal(await once(child, 'exit'), [0, null])
})

test.run()
