// The migrations: the tables that must be there, up and down and up again, and two starts at once.
import {
  assetKindNames,
  closeReasonNames,
  contingencyNames,
  limits,
  marketStateNames,
  marketStateReasonNames,
  orderStatusNames,
  orderTypeNames,
  selfTradePreventionNames,
  sideNames,
  timeInForceNames,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { admittedValues, readSchema, schemaDifferences } from '../testing/schema.js'
import { MigrationError, migrate } from './migrate.js'

const tables = [
  'accounts',
  'api_keys',
  'audit_logs',
  'audit_logs_default',
  'currencies',
  'fee_tiers',
  'ledger_entries',
  'ledger_entries_default',
  'market_states',
  'order_amendments',
  'order_lists',
  'order_metrics',
  'orderbook_snapshots',
  'orders',
  'orders_default',
  'prevented_matches',
  'projection_cursor',
  'schema_migrations',
  'sessions',
  'trade_groups',
  'trades',
  'trades_default',
  'trading_pairs',
  'transactions',
  'transactions_default',
  'user_fee_tiers',
  'users',
  'withdrawals',
]

let database: TestDatabase

test.before(async () => {
  database = await openTestDatabase({ migrated: false })
})

test.after(async () => {
  await database.stop()
})

test('two processes that migrate at once: one does it, the other finds it done', async () => {
  const both = await Promise.all([migrate(database.url), migrate(database.url)])
  const newest = both[0].to
  assert.equal(
    both.map(({ from }) => from).sort((a, b) => a - b),
    [0, newest],
  )
  const rows = await database.sql.query('SELECT version FROM schema_migrations WHERE version > 0')
  assert.is(rows.length, newest)
})

test('the twenty-one tables, the cursor and the runner’s own', async () => {
  const rows = await database.sql.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' ORDER BY table_name`,
  )
  assert.equal(
    rows.map(({ name }) => name),
    tables,
  )
})

test('money is DECIMAL(20,8), sums of volume are unbounded, times have a zone', async () => {
  const rows = await database.sql.query<{ place: string; type: string; scale: number | null }>(
    `SELECT table_name || '.' || column_name AS place, data_type AS type,
       numeric_precision * 100 + numeric_scale AS scale
     FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name <> 'schema_migrations'
       AND (data_type = 'numeric' OR data_type LIKE 'timestamp%'
         OR data_type IN ('real', 'double precision', 'money'))
     ORDER BY place`,
  )
  const unbounded = rows.filter(({ type, scale }) => type === 'numeric' && scale === null)
  assert.equal(
    unbounded.map(({ place }) => place),
    [
      'fee_tiers.volume_max',
      'fee_tiers.volume_min',
      'order_metrics.fill_time_us_total',
      'order_metrics.quote_volume',
      'order_metrics.volume',
    ],
  )
  for (const { place, type, scale } of rows) {
    if (type === 'numeric') assert.ok(scale === null || scale === 2008, place)
    else assert.is(type, 'timestamp with time zone', place)
  }
})

test('the schema and the protocol name the same things', async () => {
  const snake = (names: readonly string[]) =>
    names.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
  const pairs: [string, readonly string[]][] = [
    ['currencies_kind_check', assetKindNames],
    ['trading_pairs_status_check', marketStateNames],
    ['orders_side_check', sideNames],
    ['orders_type_check', orderTypeNames],
    ['orders_time_in_force_check', timeInForceNames],
    ['orders_status_check', orderStatusNames],
    ['orders_close_reason_check', closeReasonNames],
    ['orders_self_trade_prevention_check', selfTradePreventionNames],
    ['order_lists_contingency_check', contingencyNames],
    ['prevented_matches_mode_check', selfTradePreventionNames.filter((name) => name !== 'none')],
    ['prevented_matches_taker_side_check', sideNames],
    ['market_states_status_check', marketStateNames],
    ['market_states_reason_check', marketStateReasonNames],
    ['trades_taker_side_check', sideNames],
  ]
  for (const [constraint, names] of pairs) {
    assert.equal(await admittedValues(database.sql, constraint), snake(names), constraint)
  }
  const [row] = await database.sql.query<{ definition: string }>(
    `SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint
     WHERE conname = 'accounts_available_check'`,
  )
  assert.match(row?.definition ?? '', `account_number < ${limits.accountUserMin}`)
})

test('up, down, up leaves the same schema; down leaves nothing', async () => {
  const before = await readSchema(database.sql)
  assert.ok(before.columns.length > 150 && before.triggers.length >= 5)
  await migrate(database.url, 0)
  const empty = await readSchema(database.sql)
  const left = await database.sql.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public'")
  assert.is(left.length, 1, 'only the runner’s own table')
  assert.equal([empty.functions, empty.triggers], [[], []])
  await migrate(database.url)
  assert.equal(schemaDifferences(before, await readSchema(database.sql)), [])
})

test('each step back and forth leaves the same schema', async () => {
  const before = await readSchema(database.sql)
  const { to: newest } = await migrate(database.url)
  for (let version = newest - 1; version >= 0; version--) {
    await migrate(database.url, version)
    await migrate(database.url)
    assert.equal(schemaDifferences(before, await readSchema(database.sql)), [], `at ${version}`)
  }
})

test('a schema of a newer program is refused, and so is a changed migration', async () => {
  const refused = async (why: string) => {
    try {
      await migrate(database.url)
      assert.unreachable(why)
    } catch (error) {
      assert.instance(error, MigrationError)
      assert.match((error as Error).message, why)
    }
  }
  await database.sql.query('INSERT INTO schema_migrations (version) VALUES (9999)')
  await refused('version 9999')
  await database.sql.query('DELETE FROM schema_migrations WHERE version = 9999')
  await database.sql.query("UPDATE schema_migrations SET md5 = 'x' WHERE version = 2")
  await refused('was changed')
})

test.run()
