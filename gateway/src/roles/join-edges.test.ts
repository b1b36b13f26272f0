// What the streams no longer hold is not missed: the oldest generations go when nobody needs them, and new
// edges, projectors and whole exchanges begin behind them.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runCliWith } from '../operate/testing/run-cli.js'
import { type ApiKey, openAccount, read, signed } from '../testing/api-client.js'
import { stored, Venue } from '../testing/cluster/venue.js'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { natsProgram } from '../testing/nats-server.js'
import { failureOf } from '../testing/stream-world.js'

interface Order {
  readonly orderId: number
  readonly clientOrderId: string
}

/** A client of whichever edge it is pointed at; its orders are filled or stay, by turns. */
class Client {
  readonly orders: Order[] = []
  constructor(
    public address: string,
    private readonly key: ApiKey,
  ) {}

  async trade(count = 6): Promise<void> {
    for (let n = 0; n < count; n++) {
      const { status, body } = await signed<Order>(this.address, this.key, 'POST', 'order', {
        symbol: 'BTCUSDT',
        side: n % 3 === 0 ? 'SELL' : 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: '0.01',
        price: 60_000,
        newClientOrderId: `order-${this.orders.length}`,
      })
      assert.is(status, 200, JSON.stringify(body))
      this.orders.push(body)
    }
  }

  async expectOrders(): Promise<void> {
    for (const { orderId, clientOrderId } of this.orders) {
      const query = { symbol: 'BTCUSDT', origClientOrderId: clientOrderId }
      const { status, body } = await read<Order>(this.address, this.key, 'order', query)
      assert.is(status, 200, `${clientOrderId}: ${JSON.stringify(body)}`)
      assert.is(body.orderId, orderId)
    }
  }

  async expectSameAs(other: string): Promise<void> {
    for (const path of ['account', 'openOrders', 'myTrades?symbol=BTCUSDT']) {
      const [name = '', query = ''] = path.split('?')
      const parameters = Object.fromEntries(new URLSearchParams(query))
      const here = await read(this.address, this.key, name, parameters)
      const there = await read(other, this.key, name, parameters)
      assert.equal(here.body, there.body, path)
    }
  }
}

const rich = { BTC: '100', USDT: '10000000' }
const open = /open at (.*)/

async function untilProjected({ sql }: TestDatabase, count: number): Promise<void> {
  for (;;) {
    const [row] = await sql.query<{ count: string }>('SELECT count(*)::text FROM orders')
    if (Number(row?.count) === count) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function inVenue(use: (venue: Venue, database: TestDatabase) => Promise<void>) {
  const database = await openTestDatabase()
  try {
    await Venue.run((venue) => use(venue, database), { DATABASE_URL: database.url })
  } finally {
    await database.stop()
  }
}

if (natsProgram && process.env.DATABASE_URL)
  test('generations that nobody needs go, and whoever is new begins behind them', () =>
    inVenue(async (venue, database) => {
      const core = venue.core('core')
      await core.start()
      await core.until(/leads, in epoch/)
      const projector = venue.part('projector', { ROLE: 'projector' })
      await projector.start()
      const edge = venue.part('edge', { ROLE: 'edge' })
      const address = await edge.start(open)
      const client = new Client(address, await openAccount(address, 'client', rich))
      await client.trade(60)
      await venue.roll(() => client.trade(1))

      const cli = (env: Record<string, string>, ...args: string[]) => {
        const { code, out, errors } = runCliWith({ ...venue.env, ...env }, ...args)
        assert.is(code, 0, errors)
        return out
      }
      const prune = (...more: string[]) =>
        cli({}, 'prune', '--streams', '--data', venue.dataOf(core), ...more)
      const events = `openbell-0-events-${'0'.repeat(16)}`
      assert.match(prune('--delete'), 'there are no two snapshots in the store')
      for (let round = 0; round < 2; round++) {
        await client.trade()
        await venue.restart(core)
        await stored(core)
        assert.match(prune('--delete'), round === 0 ? 'no two snapshots' : 'no two views')
        // It saves its views at the end, and offers them then or at its next start.
        assert.is(await edge.end('SIGTERM'), 0)
        client.address = await edge.start(open)
        await venue.untilStored('.views', round + 1)
      }
      await untilProjected(database, client.orders.length)
      assert.match(prune(), 'nothing was deleted')
      assert.match(prune('--delete'), `deleted    ${events}`)
      for (const kind of ['journal', 'events'] as const)
        assert.is((await (await venue.set(kind)).list()).length, 1, kind)

      const { address: old } = client
      const second = venue.part('edge-2', { ROLE: 'edge' })
      client.address = await second.start(open)
      await second.until(/begins with the views of frame/)
      await client.trade()
      await client.expectOrders()
      await client.expectSameAs(old)

      assert.is(await projector.end('SIGTERM'), 0)
      await client.trade()
      await venue.part('projector-2', { ROLE: 'projector' }).start()
      await untilProjected(database, client.orders.length)
      const empty = await openTestDatabase()
      try {
        const lost = venue.part('lost', { ROLE: 'projector', DATABASE_URL: empty.url })
        const failure = await failureOf(lost.start())
        assert.match(
          failure?.message ?? '',
          /the tables are empty, and the event stream begins with frame \d+/,
        )
        cli({ DATABASE_URL: empty.url }, 'rebuild', '--data', venue.dataOf(core))
        await lost.start()
        await untilProjected(empty, client.orders.length)
        assert.is(await lost.end('SIGTERM'), 0)
      } finally {
        await empty.stop()
      }

      const whole = venue.part('whole', { ROLE: 'all' })
      await whole.start(/follows the log, and opens when it leads/)
      await whole.until(/begins with the snapshot of frame/)
      assert.is(await whole.end('SIGTERM'), 0, 'it waited to lead, and ended in good order')
      assert.is(await core.end('SIGTERM'), 0)
      client.address = await whole.start(open)
      await client.trade()
      await client.expectOrders()
      assert.is(await whole.end('SIGTERM'), 0)
      assert.equal(venue.verify(whole).faults, [])
      const data = ['--data', venue.dataOf(whole)]
      const full = runCliWith(venue.env, 'reconcile', '--full', ...data)
      assert.is(full.code, 2, full.out)
      assert.match(
        full.errors,
        /^openbell: \S+ begins with frame \d+, and holds no views up to .*\n$/,
      )
      assert.match(cli({}, 'reconcile', ...data), /^equal$/m)
    }))
else test('left out: OPENBELL_NATS_SERVER or DATABASE_URL names no server', () => {})

test.run()
