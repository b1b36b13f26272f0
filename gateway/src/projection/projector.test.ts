// The projection of what the real core does: in the tables as the core says, exactly once.
import { forEachRecord, Outcome } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { systemClock } from '../adapters/system.js'
import { DatabaseDownError, type Sql } from '../ports.js'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { readCursor } from './cursor.js'
import { createProjector, type Written } from './projector.js'
import { clearProjection } from './rebuild.js'
import { reconcile } from './reconcile.js'
import { tableDifferences } from './reconcile-tables.js'
import { Crowd, fund } from './testing/crowd.js'
import { hastyTimers, project, settled, until, watch } from './testing/harness.js'
import { MemoryEventLog } from './testing/memory-event-log.js'
import { dumpTables } from './testing/tables.js'
import { World } from './testing/world.js'

let database: TestDatabase

test.before(async () => {
  database = await openTestDatabase()
})

test.before.each(() => clearProjection(database.sql))

test.after(() => database.stop())

/** A crowd in a world where commands often stop at the end of a frame. */
function busyWorld(): { world: World; crowd: Crowd } {
  const world = new World(4)
  world.openAccounts(12)
  fund(world)
  return { world, crowd: new Crowd(world, 7) }
}

test('what a crowd does is in the tables as the core says, while it goes on', async () => {
  const { world, crowd } = busyWorld()
  const watched = watch(database.sql, world.log)
  await watched.projector.start()
  for (let round = 0; round < 6; round++) {
    crowd.frames(100)
    assert.ok(watched.projector.lag() > 0)
    await settled(watched)
    assert.is(watched.projector.lastSequence(), world.core.sequence)
    assert.equal(await reconcile(database.sql, world.expected()), [])
  }
  await watched.projector.stop()
  assert.is(watched.projector.state, 'stopped')
  assert.equal(watched.faults, [])
  assert.is(world.log.openReaders, 0)
})

test('a rebuild gives the same bytes, however frames were batched', async () => {
  const { world, crowd } = busyWorld()
  const watched = watch(database.sql, world.log, 1)
  await watched.projector.start()
  for (let frame = 0; frame < 60; frame++) {
    crowd.frames(1)
    await settled(watched)
  }
  world.openAccounts(2)
  await settled(watched)
  await watched.projector.stop()
  const incremental = await dumpTables(database.sql)
  assert.ok(incremental.trades.length > 20)
  assert.ok(incremental.order_metrics.length > 20)
  for (const batchEventsMax of [50, 1_000_000]) {
    await clearProjection(database.sql)
    assert.equal((await dumpTables(database.sql)).orders, [])
    await project(database.sql, world.log, batchEventsMax)
    assert.equal(await dumpTables(database.sql), incremental)
  }
})

test('where a command stops at the end of a frame, the tables agree with each other', async () => {
  const { world, crowd } = busyWorld()
  crowd.frames(80)
  const stops = world.log.frames.filter(({ parts }) => !isWhole(parts)).slice(-3)
  assert.is(stops.length, 3)
  for (const { sequence } of stops) {
    const log = new MemoryEventLog()
    for (const frame of world.log.frames.slice(0, sequence)) log.append(frame)
    await project(database.sql, log)
    assert.is((await readCursor(database.sql))?.sequence, sequence)
    assert.equal(await tableDifferences(database.sql), [])
    const atOnce = await dumpTables(database.sql)
    await clearProjection(database.sql)
    await project(database.sql, log, 1)
    assert.equal(await dumpTables(database.sql), atOnce)
  }
  await project(database.sql, world.log)
  assert.equal(await reconcile(database.sql, world.expected()), [])
})

function isWhole(parts: readonly Uint8Array[]): boolean {
  let last: number = Outcome.kind
  for (const part of parts)
    forEachRecord(part, (kind) => {
      last = kind
    })
  return last === Outcome.kind
}

test('a projector that runs notices a rebuild and makes everything again', async () => {
  const { world, crowd } = busyWorld()
  crowd.frames(50)
  const watched = watch(database.sql, world.log)
  await watched.projector.start()
  await settled(watched)
  await clearProjection(database.sql)
  crowd.frames(10)
  await until(() => watched.projector.lag() === 0)
  await watched.projector.stop()
  assert.equal(watched.faults, [])
  assert.equal(await reconcile(database.sql, world.expected()), [])
})

test('two projectors take turns', async () => {
  const { world, crowd } = busyWorld()
  const both = [watch(database.sql, world.log, 20), watch(database.sql, world.log, 30)]
  await Promise.all(both.map(({ projector }) => projector.start()))
  for (let round = 0; round < 10; round++) {
    crowd.frames(20)
    await Promise.all(both.map(settled))
  }
  await Promise.all(both.map(({ projector }) => projector.stop()))
  for (const { faults, messages } of both) assert.equal([...faults, ...messages], [])
  assert.equal(await reconcile(database.sql, world.expected()), [])
})

test('it tells how far it is behind, and what each transaction was', async () => {
  const { world, crowd } = busyWorld()
  crowd.frames(20)
  const laterUs = 5_000_000
  const written: Written[] = []
  let isDown = true
  const projector = createProjector({
    sql: {
      query: (text, parameters) => database.sql.query(text, parameters),
      transaction: async (work) => {
        if (isDown && projector.state === 'running') throw new DatabaseDownError('no route to it')
        return database.sql.transaction(work)
      },
    },
    eventLog: world.log,
    clock: { ...systemClock, wallUs: () => world.timestampUs + laterUs },
    timers: hastyTimers,
    later: setImmediate,
    reporter: { info: () => {}, warn: () => {}, error: () => {} },
    onFatal: (error) => assert.unreachable(error.message),
    onWritten: (one) => written.push(one),
  })
  assert.is(projector.lagUs(), 0, 'it has looked at nothing yet')
  await projector.start()
  await until(() => projector.lagUs() > 0)
  const [first] = world.log.frames
  assert.is(projector.lagUs(), world.timestampUs + laterUs - first.timestampUs)
  isDown = false
  await until(() => projector.lag() === 0)
  await projector.stop()
  assert.is(projector.lagUs(), 0)
  const sum = (of: (one: Written) => number) => written.reduce((all, one) => all + of(one), 0)
  assert.is(
    sum(({ frames }) => frames),
    world.core.sequence,
  )
  assert.ok(sum(({ rows }) => rows) > sum(({ frames }) => frames))
  assert.ok(written.every(({ milliseconds }) => milliseconds > 0))
})

test('what the database is asked goes out before the next frames are read meanwhile', async () => {
  const { world, crowd } = busyWorld()
  crowd.trades(2_000, 20)
  const steps: string[] = []
  const { readerAfter } = world.log
  world.log.readerAfter = (sequence) => {
    const reader = readerAfter.call(world.log, sequence)
    const next = () => {
      steps.push('read')
      return reader.next()
    }
    return { ...reader, next }
  }
  const recorded = (sql: Sql): Sql => ({
    query: (text, parameters) => {
      steps.push('ask')
      return sql.query(text, parameters)
    },
    transaction: async (work) => {
      steps.push('begin')
      const result = await sql.transaction((sql) => work(recorded(sql)))
      steps.push('commit')
      return result
    },
  })
  const projector = createProjector({
    sql: recorded(database.sql),
    eventLog: world.log,
    clock: systemClock,
    timers: hastyTimers,
    later: (run) => {
      steps.push('turn')
      setImmediate(run)
    },
    reporter: { info: () => {}, warn: () => {}, error: () => {} },
    onFatal: (error) => assert.unreachable(error.message),
    batchEventsMax: 700,
  })
  await projector.start()
  await until(() => projector.lag() === 0)
  await projector.stop()
  const transactions = steps.join(' ').split('begin').slice(1)
  const reading = transactions.filter((one) => one.split('commit')[0].includes('read'))
  assert.ok(reading.length > 2, 'the next batch is read while one is written')
  for (const one of reading) assert.not.match(one.split('commit')[0], /ask read/)
  assert.ok(
    transactions.some((one) => /read turn read/.test(one)),
    'in slices',
  )
})

test('ten thousand fills balance', async () => {
  const world = new World()
  world.openAccounts(50)
  fund(world)
  new Crowd(world, 1).trades(20_400, 200)
  assert.equal((await project(database.sql, world.log)).faults, [])
  const expected = world.expected()
  const fills = expected.trades?.[0].count ?? 0
  assert.ok(fills >= 10_000, `${fills} fills`)
  assert.equal(await reconcile(database.sql, expected), [])
})

test.run()
