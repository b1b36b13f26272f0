// The database fails at every point of the projection: each frame's rows are there, and once.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DatabaseDownError } from '../ports.js'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { clearProjection } from './rebuild.js'
import { reconcile } from './reconcile.js'
import { Crowd, fund } from './testing/crowd.js'
import { FaultySql } from './testing/faulty-sql.js'
import { project, settled, until, watch } from './testing/harness.js'
import { dumpTables } from './testing/tables.js'
import { World } from './testing/world.js'

let database: TestDatabase

test.before(async () => {
  database = await openTestDatabase()
})

test.before.each(() => clearProjection(database.sql))

test.after(() => database.stop())

const batchEventsMax = 200

function smallWorld(): World {
  const world = new World()
  world.openAccounts(3)
  fund(world)
  new Crowd(world, 2).frames(40, 6)
  return world
}

test('killed between two statements, before a commit or after it, it goes on', async () => {
  const { log } = smallWorld()
  await project(database.sql, log, batchEventsMax)
  const whole = await dumpTables(database.sql)
  for (const [table, rows] of Object.entries(whole)) assert.ok(rows.length > 0, table)
  let point = 0
  for (let died = true; died; ) {
    await clearProjection(database.sql)
    const sql = new FaultySql(database.sql, () => new TypeError('killed'))
    sql.failsAt = ++point
    const { faults } = await project(sql, log, batchEventsMax)
    died = faults.length > 0
    if (!died) continue
    assert.equal(faults.map(String), ['TypeError: killed'])
    assert.equal((await project(database.sql, log, batchEventsMax)).faults, [])
    assert.equal(await dumpTables(database.sql), whole, `killed at point ${point}`)
  }
  assert.ok(point > 30, `${point} points`)
})

/** Each is tried at a quarter of the points, not at the same ones. */
const passingFaults: [string, () => Error][] = [
  ['the connection is lost', () => new DatabaseDownError('connection closed')],
  ['a deadlock', () => Object.assign(new Error('deadlock detected'), { code: '40P01' })],
]

for (const [first, [name, fault]] of passingFaults.entries())
  test(`${name} at any point: the same projector tries again`, async () => {
    const { log } = smallWorld()
    await project(database.sql, log, batchEventsMax)
    const whole = await dumpTables(database.sql)
    const points = new FaultySql(database.sql, fault)
    await clearProjection(database.sql)
    await project(points, log, batchEventsMax)
    for (let point = 1 + first; point <= points.passed; point += 4) {
      await clearProjection(database.sql)
      const sql = new FaultySql(database.sql, fault)
      sql.failsAt = point
      const { faults, messages, projector } = await project(sql, log, batchEventsMax)
      assert.equal(faults, [])
      assert.is(messages.length, 2, messages.join())
      assert.is(projector.lag(), 0)
      assert.equal(await dumpTables(database.sql), whole, `failed at point ${point}`)
    }
  })

test('a database that is down is waited for, and the projection catches up', async () => {
  const world = new World()
  world.openAccounts(3)
  let isDown = true
  const sql = new FaultySql(database.sql, () => new DatabaseDownError('no route to it'))
  Object.defineProperty(sql, 'failsAt', { get: () => (isDown ? sql.passed : 0) })
  const watched = watch(sql, world.log)
  const started = watched.projector.start()
  await until(() => sql.passed > 5)
  assert.is(watched.projector.state, 'waiting')
  fund(world)
  new Crowd(world, 9).frames(50)
  assert.is(watched.projector.lag(), world.core.sequence)
  isDown = false
  await started
  await settled(watched)
  assert.is(watched.projector.state, 'running')
  isDown = true
  new Crowd(world, 10).frames(50)
  await until(() => watched.projector.state === 'waiting')
  isDown = false
  await settled(watched)
  await watched.projector.stop()
  const said = ['projection: no route to it; trying again', 'projection: it goes on']
  assert.equal(watched.messages, [...said, ...said])
  assert.equal(await reconcile(database.sql, world.expected()), [])
})

test('a stop while the database is down is no wait', async () => {
  const sql = new FaultySql(database.sql, () => new DatabaseDownError('no route to it'))
  Object.defineProperty(sql, 'failsAt', { get: () => sql.passed })
  const { projector } = watch(sql, new World().log)
  const started = projector.start()
  await until(() => projector.state === 'waiting')
  await projector.stop()
  await started
  assert.is(projector.state, 'stopped')
})

test('connections that the server ends while frames come in lose nothing', async () => {
  const world = new World()
  world.openAccounts(5)
  fund(world)
  const crowd = new Crowd(world, 4)
  const watched = watch(database.sql, world.log, 50)
  await watched.projector.start()
  for (let round = 0; round < 10; round++) {
    crowd.frames(30)
    await until(() => watched.projector.lag() < 20)
    await database.sql
      .query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )
      .catch(() => undefined)
  }
  await settled(watched)
  await watched.projector.stop()
  assert.equal(watched.faults, [])
  // The last connection that was ended is found out by its use.
  await database.sql.query('SELECT 1').catch(() => undefined)
  assert.equal(await reconcile(database.sql, world.expected()), [])
})

test.run()
