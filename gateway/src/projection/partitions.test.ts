// The months' partitions: made ahead, a net below them, rows where they belong, and reads that use it.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { migrate } from '../adapters/migrate.js'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { clearProjection } from './rebuild.js'
import { reconcile } from './reconcile.js'
import { Crowd, fund } from './testing/crowd.js'
import { project } from './testing/harness.js'
import { dumpTables } from './testing/tables.js'
import { World } from './testing/world.js'

const parted = ['orders', 'trades', 'transactions', 'ledger_entries', 'audit_logs']
const monthUs = 31 * 86_400_000_000

let database: TestDatabase

test.before.each(async () => {
  database = await openTestDatabase()
})

test.after.each(() => database.stop())

/** Some trading in each of so many months, with quiet years between some of them. */
function longWorld(months: number): World {
  const world = new World()
  world.openAccounts(4)
  fund(world)
  const crowd = new Crowd(world, 3)
  for (let month = 0; month < months; month++) {
    crowd.frames(15)
    world.apply([], month % 3 === 2 ? 25 * monthUs : monthUs)
  }
  return world
}

/** The partitions of a table that hold rows, and how many. */
async function filled(table: string): Promise<Record<string, number>> {
  const rows = await database.sql.query<{ name: string; count: string }>(
    `SELECT tableoid::regclass::text AS name, count(*) AS count FROM ${table} GROUP BY 1 ORDER BY 1`,
  )
  return Object.fromEntries(rows.map(({ name, count }) => [name, Number(count)]))
}

test('over months and quiet years every row is in its month, and a rebuild puts it there again', async () => {
  const world = longWorld(6)
  const { faults, messages } = await project(database.sql, world.log)
  assert.equal([...faults, ...messages], [])
  const trades = await filled('trades')
  assert.ok(Object.keys(trades).length >= 4, JSON.stringify(trades))
  for (const table of parted) assert.is((await filled(table))[`${table}_default`], undefined)
  const before = await dumpTables(database.sql)
  assert.equal(await reconcile(database.sql, world.expected()), [])
  await clearProjection(database.sql)
  await project(database.sql, world.log, 30)
  assert.equal(await dumpTables(database.sql), before)
  assert.equal(await filled('trades'), trades)
})

test('the months to come are there before they begin, for the audit trail too', async () => {
  const world = new World()
  await project(database.sql, world.log)
  const rows = await database.sql.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits
     WHERE inhparent = ANY ($1::regclass[]) ORDER BY 1`,
    [parted],
  )
  for (const table of parted)
    for (const month of ['2025_12', '2026_01', '2026_02'])
      assert.ok(rows.some(({ name }) => name === `${table}_${month}`))
})

test('where a month cannot be made, the net takes its rows, the operator is told, and they can be moved', async () => {
  await database.sql.query(
    'ALTER FUNCTION make_partition(text, text, timestamptz) RENAME TO not_now',
  )
  const world = longWorld(2)
  const { faults, messages } = await project(database.sql, world.log)
  assert.equal(faults, [])
  assert.match(
    messages[0],
    /month from 2025-12-01.*go to the default ones; SELECT ensure_partitions/,
  )
  assert.equal(await reconcile(database.sql, world.expected()), [])
  const before = await dumpTables(database.sql)
  assert.ok((await filled('ledger_entries')).ledger_entries_default > 0)

  await database.sql.query(
    'ALTER FUNCTION not_now(text, text, timestamptz) RENAME TO make_partition',
  )
  const again = await project(database.sql, longer(world).log)
  assert.equal(again.faults, [])
  assert.match(again.messages.join(), /\d+ rows lie in the default partitions/)
  for (const month of ['2025-12-01', '2026-01-01'])
    await database.sql.query('SELECT ensure_partitions($1::timestamptz)', [month])
  for (const table of parted) assert.is((await filled(table))[`${table}_default`], undefined)
  assert.equal(
    (await dumpTables(database.sql)).trades.slice(0, before.trades.length),
    before.trades,
  )
  assert.equal(await reconcile(database.sql, world.expected()), [])
})

/** The same world, years later. */
function longer(world: World): World {
  world.apply([], 30 * monthUs)
  new Crowd(world, 8).frames(5)
  return world
}

/** Which partitions a query reads, by its plan. */
async function planned(text: string, parameters: unknown[]): Promise<string> {
  const rows = await database.sql.query<Record<'QUERY PLAN', string>>(
    `EXPLAIN (COSTS OFF) ${text}`,
    parameters,
  )
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

test('a page of history that names a time reads the partitions of that time, by an index', async () => {
  const world = longWorld(6)
  await project(database.sql, world.log)
  await database.sql.query('ANALYZE')
  const text = `SELECT * FROM trades WHERE pair = 'BTCUSDT'
    AND executed_at >= '2026-01-03' AND executed_at <= '2026-01-20' ORDER BY id LIMIT 10`
  const plan = await planned(text, [])
  assert.match(plan, /trades_2026_01/)
  assert.not.match(plan, /trades_2025_12|trades_2026_02|trades_default/)
  await database.sql.transaction(async (sql) => {
    // Tables of a test are small enough to be read whole.
    await sql.query('SET LOCAL enable_seqscan = off')
    const rows = await sql.query<Record<'QUERY PLAN', string>>(
      `EXPLAIN (COSTS OFF) SELECT * FROM orders WHERE account_number = 16 AND pair = 'BTCUSDT'
       ORDER BY id DESC LIMIT 10`,
    )
    const newest = rows.map((row) => row['QUERY PLAN']).join('\n')
    assert.match(newest, /Merge Append/)
    assert.match(newest, /Index Scan.*orders_2026_01_account_number_pair_id_idx/)
  })
})

test('what was there before is moved, forth and back, and nothing is lost', async () => {
  const world = longWorld(4)
  await project(database.sql, world.log)
  const row = (id: number, day: string) => `
    INSERT INTO audit_logs (id, occurred_at, action, previous_hash, hash)
    VALUES (${id}, '${day}', 'login', sha256('a'), sha256('b'))`
  await database.sql.query(row(1, '2024-05-06'))
  await database.sql.query(row(2, '2026-01-06'))
  const before = await dumpTables(database.sql)
  await migrate(database.url, 16)
  const whole = await dumpTables(database.sql)
  assert.equal({ ...whole, ledger_entries: [] }, { ...before, ledger_entries: [] })
  assert.is(whole.ledger_entries.length, before.ledger_entries.length)
  await migrate(database.url)
  assert.equal(await dumpTables(database.sql), before)
  for (const table of parted) assert.is((await filled(table))[`${table}_default`], undefined)
  assert.equal(await filled('audit_logs'), { audit_logs_2024_05: 1, audit_logs_2026_01: 1 })
  assert.equal(await reconcile(database.sql, world.expected()), [])
})

test.run()
