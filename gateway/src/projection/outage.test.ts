// Postgres goes away in every way while the exchange goes on: the tables catch up and are right.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { connectDatabase, type Database } from '../adapters/postgres.js'
import type { EventReader, Sql } from '../ports.js'
import { OwnPostgres } from '../testing/own-postgres.js'
import { durableCursor, readCursor } from './cursor.js'
import { clearProjection } from './rebuild.js'
import { reconcile } from './reconcile.js'
import { Crowd, fund } from './testing/crowd.js'
import { project, settled, until, type Watched, watch } from './testing/harness.js'
import { MemoryEventLog } from './testing/memory-event-log.js'
import { World } from './testing/world.js'

const silent = { info: () => {}, warn: () => {}, error: () => {} }

let server: OwnPostgres
let database: Database

test.before(async () => {
  server = await OwnPostgres.start()
  database = await connect(server.url)
})

test.before.each(() => untilAnswered(() => clearProjection(database.sql)))

test.after(async () => {
  await database.close()
  await server.remove()
})

/** A statement that is not answered fails soon, so that the tests need not wait for it. */
const connect = (url: string) => connectDatabase(url, { log: silent, statementTimeoutMs: 1_000 })

interface Exchange extends Watched {
  readonly world: World
  readonly crowd: Crowd
}

/** An exchange that trades, and its projector. */
async function startExchange(seed: number): Promise<Exchange> {
  const world = new World()
  world.openAccounts(5)
  fund(world)
  const crowd = new Crowd(world, seed)
  const watched = watch(database.sql, world.log, 50)
  await watched.projector.start()
  return { world, crowd, ...watched }
}

/** The tables have everything, and it is what the core says. */
async function endsWell(exchange: Exchange): Promise<void> {
  await settled(exchange)
  await exchange.projector.stop()
  assert.equal(exchange.faults, [])
  assert.equal(await untilAnswered(() => reconcile(database.sql, exchange.world.expected())), [])
}

/** A server that starts refuses for a while. */
async function untilAnswered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;)
    try {
      return await ask()
    } catch (error) {
      if ((error as Error).name !== 'DatabaseDownError') throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
}

test('stopped in good order, and started again', async () => {
  const exchange = await startExchange(1)
  exchange.crowd.frames(50)
  await settled(exchange)
  await server.stop()
  exchange.crowd.frames(150)
  await until(() => exchange.projector.state === 'waiting')
  assert.ok(exchange.projector.lag() >= 150)
  await server.restart()
  await endsWell(exchange)
})

test('killed again and again while rows come in', async () => {
  const exchange = await startExchange(2)
  for (let round = 0; round < 3; round++) {
    exchange.crowd.frames(100)
    await until(() => exchange.projector.lag() < 80 && exchange.projector.state === 'running')
    await server.kill()
    exchange.crowd.frames(20)
    await until(() => exchange.projector.lag() === 0 && exchange.projector.state === 'running')
  }
  await endsWell(exchange)
})

test('killed before its last commits are on disk, it does not go back behind a durable cursor', async () => {
  const world = new World()
  world.openAccounts(5)
  fund(world)
  new Crowd(world, 8).frames(40)
  assert.equal((await project(database.sql, world.log)).faults, [])
  const durable = await untilAnswered(() => durableCursor(database.sql))
  const before = await untilAnswered(startOfServer)
  await server.kill()
  while ((await untilAnswered(startOfServer)) === before);
  assert.equal(await untilAnswered(() => readCursor(database.sql)), durable)
  assert.is(durable.sequence, world.core.sequence)
  assert.equal(await untilAnswered(() => reconcile(database.sql, world.expected())), [])
})

async function startOfServer(): Promise<string | undefined> {
  const rows = await database.sql.query<{ start: string }>(
    'SELECT pg_postmaster_start_time()::text AS start',
  )
  return rows[0]?.start
}

if (process.platform !== 'win32')
  test('frozen with open connections, and thawed', async () => {
    const exchange = await startExchange(3)
    exchange.crowd.frames(20)
    await settled(exchange)
    const query = 'SELECT pid FROM pg_stat_activity'
    const rows = await untilAnswered(() => database.sql.query<{ pid: number }>(query))
    const goOn = await server.pause(rows.map(({ pid }) => pid))
    try {
      const before = exchange.projector.lastSequence()
      exchange.crowd.frames(100)
      await until(() => exchange.projector.state === 'waiting')
      assert.is(exchange.projector.lastSequence(), before)
    } finally {
      goOn()
    }
    await endsWell(exchange)
  })

test('a table that somebody locks for long', async () => {
  const exchange = await startExchange(4)
  await database.sql.transaction(async (sql) => {
    await sql.query('LOCK TABLE accounts IN ACCESS EXCLUSIVE MODE')
    exchange.crowd.frames(100)
    await until(() => exchange.projector.state === 'waiting')
  })
  await endsWell(exchange)
})

test('however long it is away, no more than two batches are in memory', async () => {
  const world = new World()
  world.openAccounts(5)
  fund(world)
  new Crowd(world, 5).frames(400)
  const log = new CountingLog()
  for (const frame of world.log.frames) log.append(frame)
  let read = 0
  let aheadMax = 0
  log.onRead = () => {
    read++
    aheadMax = Math.max(aheadMax, read - watched.projector.lastSequence())
  }
  const slow: Sql = {
    query: (text, parameters) => database.sql.query(text, parameters),
    transaction: async (work) => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      return database.sql.transaction(work)
    },
  }
  const watched = watch(slow, log, 50)
  await watched.projector.start()
  await settled(watched)
  await watched.projector.stop()
  assert.ok(aheadMax < world.core.sequence / 4, `${aheadMax} frames were read ahead`)
  assert.equal(await untilAnswered(() => reconcile(database.sql, world.expected())), [])
})

/** Tells of every frame that is read. */
class CountingLog extends MemoryEventLog {
  onRead = () => {}

  override readerAfter(sequence: number): EventReader {
    const reader = super.readerAfter(sequence)
    const next = () => {
      const frame = reader.next()
      if (frame) this.onRead()
      return frame
    }
    return { ...reader, next }
  }
}

test('a database that was restored to an older state is brought up to date', async () => {
  const world = new World()
  world.openAccounts(5)
  fund(world)
  const crowd = new Crowd(world, 6)
  crowd.frames(80)
  await project(database.sql, world.log)
  await database.close()
  const { pathname } = new URL(server.url)
  const url = new URL(server.url)
  url.pathname = '/postgres'
  const admin = await connectDatabase(url.href, { log: silent })
  await admin.sql.query(`CREATE DATABASE backup TEMPLATE ${pathname.slice(1)}`)
  await admin.close()
  database = await connect(server.url)
  crowd.frames(80)
  await project(database.sql, world.log)

  url.pathname = '/backup'
  const restored = await connect(url.href)
  try {
    const { faults } = await project(restored.sql, world.log)
    assert.equal(faults, [])
    assert.equal(await untilAnswered(() => reconcile(restored.sql, world.expected())), [])
  } finally {
    await restored.close()
  }
})

test.run()
