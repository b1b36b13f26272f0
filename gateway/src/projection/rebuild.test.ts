// Tables that are made again say what they said, whatever happens in between.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { rebuildProjection } from './rebuild.js'
import { reconcile } from './reconcile.js'
import { Crowd, fund } from './testing/crowd.js'
import { project, settled, watch } from './testing/harness.js'
import { dumpTables } from './testing/tables.js'
import { World } from './testing/world.js'

let database: TestDatabase
const world = new World()

test.before(async () => {
  database = await openTestDatabase()
  world.openAccounts(4)
  fund(world)
  new Crowd(world, 5).frames(120)
  await project(database.sql, world.log)
})

test.after(() => database.stop())

test('the same rows come again, and what was changed is as it was', async () => {
  const { sql } = database
  const before = await dumpTables(sql)
  await sql.query("UPDATE orders SET status = 'cancelled'")
  await sql.query('DELETE FROM trades')
  const sequences: number[] = []
  const reader = world.log.readerAfter(0)
  const cursor = await rebuildProjection(sql, reader, ({ sequence }) => sequences.push(sequence))
  assert.is(cursor.sequence, world.core.sequence)
  assert.is(sequences.at(-1), world.core.sequence)
  assert.equal(await dumpTables(sql), before)
  assert.equal(await reconcile(sql, world.expected()), [])
})

test('an end in between leaves the old rows', async () => {
  const { sql } = database
  const before = await dumpTables(sql)
  for (const frames of [0, 1, world.core.sequence - 1]) {
    const reader = world.log.readerAfter(0)
    let left = frames
    const next = () => {
      if (left-- === 0) throw new TypeError('killed')
      return reader.next()
    }
    try {
      await rebuildProjection(sql, { next, close: () => reader.close() })
      assert.unreachable()
    } catch (error) {
      assert.is((error as Error).message, 'killed')
    }
    assert.equal(await dumpTables(sql), before)
  }
})

test('a projector that runs goes on behind what was made again', async () => {
  const { sql } = database
  const watched = watch(sql, world.log)
  await watched.projector.start()
  await rebuildProjection(sql, world.log.readerAfter(0))
  new Crowd(world, 6).frames(20)
  await settled(watched)
  await watched.projector.stop()
  assert.equal(watched.faults, [])
  assert.equal(await reconcile(sql, world.expected()), [])
})

test.run()
