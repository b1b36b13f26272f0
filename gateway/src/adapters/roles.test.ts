// What each group of rights may do, and that nobody needs the right to make them.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { appendAudit, findBrokenAudit } from '../identity/audit.js'
import type { Sql } from '../ports.js'
import { reconcile } from '../projection/reconcile.js'
import { Crowd, fund } from '../projection/testing/crowd.js'
import { project } from '../projection/testing/harness.js'
import { World } from '../projection/testing/world.js'
import { openTestDatabase, quietLog, type TestDatabase } from '../testing/database.js'
import { MigrationError, migrate } from './migrate.js'
import { connectDatabase } from './postgres.js'

let database: TestDatabase

const groups = ['openbell_projector', 'openbell_identity', 'openbell_reader']
/** Groups that this login was made a member of, so that it can work with their rights alone. */
const joined: string[] = []

test.before(async () => {
  database = await openTestDatabase()
  const { sql } = database
  for (const group of groups) {
    const [row] = await sql.query<{ member: boolean }>(
      `SELECT pg_has_role($1, 'MEMBER') AS member`,
      [group],
    )
    if (row?.member) continue
    await sql.query(`GRANT ${group} TO CURRENT_USER`)
    joined.push(group)
  }
})

test.after(async () => {
  for (const group of joined) await database.sql.query(`REVOKE ${group} FROM CURRENT_USER`)
  await database.stop()
})

/** Which of the rights a group has, by what the server itself says. */
async function rightsOf(group: string, table: string): Promise<string> {
  const [row] = await database.sql.query<{ rights: string | null }>(
    `SELECT string_agg(wanted, ' ' ORDER BY place) AS rights
     FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) WITH ORDINALITY
       AS asked (wanted, place)
     WHERE has_table_privilege($1, $2, wanted)`,
    [group, table],
  )
  return row?.rights ?? ''
}

test('each group has the rights of its part and no others', async () => {
  const facts = ['trades', 'transactions', 'ledger_entries', 'market_states', 'prevented_matches']
  const states = ['accounts', 'orders', 'order_lists', 'withdrawals', 'projection_cursor']
  const secrets = ['users', 'sessions', 'api_keys']
  const expected: [group: string, tables: string[], rights: string][] = [
    ['openbell_projector', facts, 'SELECT INSERT'],
    ['openbell_projector', states, 'SELECT INSERT UPDATE'],
    ['openbell_projector', [...secrets, 'audit_logs'], ''],
    ['openbell_identity', [...facts, ...states], 'SELECT'],
    ['openbell_identity', secrets, 'SELECT INSERT UPDATE'],
    ['openbell_identity', ['audit_logs'], 'SELECT INSERT'],
    ['openbell_reader', [...facts, ...states, 'audit_logs'], 'SELECT'],
    ['openbell_reader', secrets, ''],
  ]
  for (const [group, tables, rights] of expected)
    for (const table of tables)
      assert.is(await rightsOf(group, table), rights, `${group} on ${table}`)
})

test('nobody may change what is append-only, nor go round the parents', async () => {
  const rows = await database.sql.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relispartition AND relkind = 'r'`,
  )
  assert.ok(rows.length >= 5)
  for (const group of groups) {
    for (const { name } of rows) assert.is(await rightsOf(group, name), '', `${group} on ${name}`)
    for (const table of ['trades', 'transactions', 'ledger_entries', 'audit_logs'])
      assert.not.match(await rightsOf(group, table), /UPDATE|DELETE|TRUNCATE/)
  }
})

test('a reader sees names, and neither addresses nor hashes', async () => {
  const [row] = await database.sql.query<Record<'username' | 'email' | 'password', boolean>>(
    `SELECT has_column_privilege('openbell_reader', 'users', 'username', 'SELECT') AS username,
       has_column_privilege('openbell_reader', 'users', 'email', 'SELECT') AS email,
       has_column_privilege('openbell_reader', 'users', 'password_hash', 'SELECT') AS password`,
  )
  assert.equal(row, { username: true, email: false, password: false })
})

test('partitions are made for those who may not make tables, and for nobody else', async () => {
  const may = async (group: string) => {
    const [row] = await database.sql.query<{ may: boolean }>(
      `SELECT has_function_privilege($1, 'ensure_partitions(timestamptz)', 'EXECUTE') AS may`,
      [group],
    )
    return row?.may
  }
  assert.equal(await Promise.all([...groups, 'public'].map(may)), [true, true, false, false])
})

test('a login that may make no roles is warned, and nothing fails', async () => {
  const [login] = await database.sql.query<{ may: boolean }>(
    'SELECT rolsuper OR rolcreaterole AS may FROM pg_roles WHERE rolname = current_user',
  )
  if (!login?.may) return // nor may it take a group away, as this does for a moment
  const takenBack = new Error('taken back')
  try {
    await database.sql.transaction(async (sql) => {
      await sql.query('ALTER ROLE openbell_reader RENAME TO openbell_reader_elsewhere')
      await sql.query('GRANT EXECUTE ON FUNCTION grant_roles() TO openbell_projector')
      await sql.query('SET LOCAL ROLE openbell_projector')
      assert.equal(await sql.query('SELECT grant_roles() AS granted'), [{ granted: false }])
      throw takenBack
    })
  } catch (error) {
    assert.is(error, takenBack)
  }
})

/** Works with the rights of a group and no others. */
async function withRightsOf(
  group: string,
  work: (sql: Sql, url: string) => Promise<void>,
): Promise<void> {
  const url = new URL(database.url)
  url.searchParams.set('role', group)
  const restricted = await connectDatabase(url.href, { log: quietLog })
  try {
    await work(restricted.sql, url.href)
  } finally {
    await restricted.close()
  }
}

test('with its rights alone a projector makes the tables and their partitions', () =>
  withRightsOf('openbell_projector', async (sql) => {
    const world = new World()
    world.openAccounts(4)
    fund(world)
    new Crowd(world, 4).frames(100)
    const { faults, messages } = await project(sql, world.log)
    assert.equal([...faults, ...messages], [])
    assert.equal(await reconcile(sql, world.expected()), [])
    const rows = await database.sql.query(
      `SELECT FROM pg_class WHERE relname = 'orders_2026_01' AND relowner = current_user::regrole`,
    )
    assert.is(rows.length, 1, 'partitions belong to the owner of their tables')
  }))

test('with its rights alone the identity keeps the trail, and changes nothing of it', () =>
  withRightsOf('openbell_identity', async (sql) => {
    const entry = { timestampUs: 1_767_225_600_000_000, action: 'login', address: '::1' } as const
    for (let row = 0; row < 3; row++)
      await sql.transaction((sql) =>
        appendAudit(sql, { ...entry, timestampUs: entry.timestampUs + row }),
      )
    assert.is(await findBrokenAudit(sql), undefined)
    for (const text of [
      'UPDATE audit_logs SET action = $1',
      'DELETE FROM audit_logs WHERE action = $1',
    ])
      try {
        await sql.query(text, ['x'])
        assert.unreachable(text)
      } catch (error) {
        assert.match((error as Error).message, /permission denied/)
      }
  }))

test('a part starts where the schema is up to date, and is told what to do where it is not', async () => {
  const [row] = await database.sql.query<{ version: number }>(
    'SELECT max(version)::integer AS version FROM schema_migrations',
  )
  const newest = Number(row?.version)
  await withRightsOf('openbell_identity', async (_sql, url) => {
    assert.equal(await migrate(url), { from: newest, to: newest, warnings: [] })
  })
  await migrate(database.url, newest - 1)
  try {
    await withRightsOf('openbell_reader', async (_sql, url) => {
      await migrate(url)
      assert.unreachable('it changed the schema')
    })
  } catch (error) {
    assert.instance(error, MigrationError)
    assert.match((error as Error).message, /this login may not see the schema's version/)
    assert.match(
      (error as Error).message,
      /'openbell migrate up' with the login that owns the tables/,
    )
  }
  await migrate(database.url)
})

test.run()
