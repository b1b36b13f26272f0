// The audit chain: whole when written by many at once, broken wherever a row was touched.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { appendAudit, findBrokenAudit } from './audit.js'

let database: TestDatabase

test.before(async () => {
  database = await openTestDatabase()
})

test.after(async () => {
  await database.stop()
})

const append = (number: number) =>
  database.sql.transaction((sql) =>
    appendAudit(sql, {
      timestampUs: 1_767_323_045_678_901 + number,
      action: 'login',
      actor: '01890000-0000-7000-8000-000000000001',
      object: `“${number}” \0 \ud800 ${'x'.repeat(300)}🔑`,
      address: '::1',
      details: { later: 'b', earlier: '🔑 \\ "' },
    }),
  )

test('written by many at once, the chain is whole and dense', async () => {
  assert.is(await findBrokenAudit(database.sql), undefined)
  await Promise.all(Array.from({ length: 20 }, (_, number) => append(number)))
  const rows = await database.sql.query<{ id: string }>('SELECT id FROM audit_logs ORDER BY id')
  assert.equal(
    rows.map(({ id }) => Number(id)),
    Array.from({ length: 20 }, (_, index) => index + 1),
  )
  assert.is(await findBrokenAudit(database.sql), undefined)
})

test('an entry whose act is rolled back leaves no trace and no gap', async () => {
  await database.sql
    .transaction(async (sql) => {
      await appendAudit(sql, { timestampUs: 1, action: 'login', address: '' })
      throw new Error('rolled back')
    })
    .catch(() => {})
  await append(21)
  assert.is(await findBrokenAudit(database.sql), undefined)
})

test('a row changed or taken away behind the trigger’s back shows', async () => {
  const behindTheBack = async (statement: string) => {
    let broken: string | undefined
    await database.sql
      .transaction(async (sql) => {
        await sql.query('ALTER TABLE audit_logs DISABLE TRIGGER audit_logs_append_only')
        await sql.query(statement)
        broken = await findBrokenAudit(sql)
        throw new Error('put it back')
      })
      .catch(() => {})
    return broken
  }
  for (const change of [
    "occurred_at = occurred_at + interval '1 microsecond'",
    'actor = NULL',
    "action = 'login_failed'",
    "object = 'x'",
    "address = '::2'",
    "details = '{}'",
    "hash = sha256('x')",
  ]) {
    assert.is(await behindTheBack(`UPDATE audit_logs SET ${change} WHERE id = 7`), '7', change)
  }
  assert.is(await behindTheBack('DELETE FROM audit_logs WHERE id = 7'), '8')
  assert.is(await behindTheBack('DELETE FROM audit_logs WHERE id = 1'), '2')
  assert.is(await findBrokenAudit(database.sql), undefined)
})

test.run()
