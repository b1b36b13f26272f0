// What the database itself refuses, whoever writes.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'

let database: TestDatabase

test.before(async () => {
  database = await openTestDatabase()
  await run(`
    INSERT INTO currencies SELECT code, number, code, 'crypto', 8, 8, 0, 0, 0, true, true, 1
    FROM (VALUES ('BTC', 0), ('USD', 1)) AS listed (code, number)`)
  await run(`
    INSERT INTO trading_pairs VALUES
      ('BTCUSD', 0, 'BTC', 'USD', 0.01, 0.0001, 0.0001, 100, 5, NULL, 'trading', 1)`)
})

test.after(async () => {
  await database.stop()
})

const run = (text: string) => database.sql.query(text)

/** Fails unless the database refuses the statement for this reason. */
async function refuses(text: string, reason: RegExp): Promise<void> {
  let refusal: string | undefined
  try {
    await run(text)
  } catch (error) {
    refusal = (error as Error).message
  }
  assert.match(refusal ?? 'it was accepted', reason, text)
}

const user = (id: number, email: string, username: string) => `
  INSERT INTO users (id, email, username, password_hash, created_at, updated_at)
  VALUES ('00000000-0000-0000-0000-00000000000${id}', '${email}', '${username}', 'x', now(), now())`

test('an email address and a username belong to one user, in whatever case', async () => {
  await run(user(1, 'Ada@example.com', 'Ada'))
  await refuses(user(2, 'aDA@Example.com', 'other'), /users_email_key/)
  await refuses(user(2, 'other@example.com', 'ADA'), /users_username_key/)
  await refuses(user(2, 'nobody', 'other'), /users_email_check/)
  await refuses(user(2, 'other@example.com', 'a@b'), /users_username_check/)
})

test('an active user has an account number', async () => {
  await refuses("UPDATE users SET status = 'active'", /users_account_check/)
  await run("UPDATE users SET status = 'active', account_number = 16")
})

const account = (number: number, available: string, locked = '0', name = 'NULL') => `
  INSERT INTO accounts (account_number, currency, user_id, house_name, available, locked, sequence)
  VALUES (${number}, 'BTC', ${number < 16 ? 'NULL' : 'gen_random_uuid()'}, ${name},
    ${available}, ${locked}, 1)`

test('only house accounts may be negative; the total is generated', async () => {
  await refuses(account(16, '-0.00000001'), /accounts_available_check/)
  await refuses(account(16, '1', '-1'), /accounts_locked_check/)
  await refuses(account(16, '1', '0', "'external'"), /accounts_owner_check/)
  await refuses(account(1, '1'), /accounts_owner_check/)
  await run(account(1, '-999999999999.99999999', '0', "'external'"))
  await run(account(16, '0.1', '0.2'))
  const rows = await database.sql.query<{ total: string }>(
    'SELECT total FROM accounts ORDER BY account_number',
  )
  assert.equal(rows, [{ total: '-999999999999.99999999' }, { total: '0.30000000' }])
})

const entries = (...legs: string[]) => `
  INSERT INTO ledger_entries
    (sequence, ordinal, leg, account_number, currency, delta, balance_after, created_at)
  SELECT legs.*, '2026-03-31'
  FROM (VALUES ${legs.join(', ')}) AS legs`

test('the legs of a transaction sum to zero in each currency', async () => {
  await run(entries("(1, 0, 0, 16, 'BTC', 1, 1)", "(1, 0, 1, 1, 'BTC', -1, -1)"))
  await refuses(entries("(2, 0, 0, 16, 'BTC', 1, 1)"), /\(2, 0\) is out of balance by 1.0+ BTC/)
  await refuses(
    entries("(2, 0, 0, 16, 'BTC', 1, 1)", "(2, 0, 1, 1, 'USD', -1, -1)"),
    /out of balance/,
  )
  await refuses(
    entries("(2, 0, 0, 16, 'BTC', 1, 1)", "(2, 1, 1, 1, 'BTC', -1, -1)"),
    /out of balance/,
  )
  await refuses(entries("(1, 0, 2, 16, 'BTC', 0.00000001, 1)"), /out of balance/)
  await refuses(entries("(2, 0, 0, 16, 'BTC', 0, 1)"), /ledger_entries_delta_check/)
})

test('the ledger is append-only', async () => {
  await refuses('UPDATE ledger_entries SET delta = delta', /append-only: UPDATE refused/)
  await refuses('DELETE FROM ledger_entries', /append-only: DELETE refused/)
  await refuses('TRUNCATE ledger_entries', /append-only: TRUNCATE refused/)
})

test('the audit log is append-only', async () => {
  const row = (id: number) => `
    INSERT INTO audit_logs (id, occurred_at, action, previous_hash, hash)
    VALUES (${id}, '2026-03-31', 'login', sha256('a'), sha256('b'))`
  await run(row(1))
  await refuses(row(1), /audit_logs_.*pkey/)
  await refuses("UPDATE audit_logs SET action = 'x'", /append-only: UPDATE refused/)
  await refuses('DELETE FROM audit_logs', /append-only: DELETE refused/)
  await refuses('TRUNCATE audit_logs', /append-only: TRUNCATE refused/)
})

const tier = (number: number, from: string, to: string) => `
  INSERT INTO fee_tiers VALUES (${number}, 'tier', 0.001, 0.002, ${from}, ${to}, 1)`

test('the bounds of fee tiers cannot overlap', async () => {
  await run(tier(0, '0', '10000'))
  await run(tier(1, '10000', 'NULL'))
  await refuses(tier(2, '100000', 'NULL'), /fee_tiers_bounds_cannot_overlap/)
  await refuses(tier(2, '9999.99999999', '10000'), /fee_tiers_bounds_cannot_overlap/)
  await database.sql.transaction(async (sql) => {
    await sql.query(tier(2, '100000', 'NULL'))
    await sql.query('UPDATE fee_tiers SET volume_max = 100000 WHERE tier = 1')
  })
})

test('a trade’s quote quantity is the exact product', async () => {
  const trade = (quoteQuantity: string) => `
    INSERT INTO trades VALUES (1, 'BTCUSD', 12345.67, 0.0001, ${quoteQuantity}, 'buy', 1, 2,
      16, 17, 0.001, 'USD', 0, 'BTC', now(), 1)`
  await refuses(trade('1.23456701'), /trades_quote_quantity_check/)
  await run(trade('1.234567'))
})

const order = (id: number, filled: string, quantity = '1', prevented = '0', status = "'new'") => `
  INSERT INTO orders (id, account_number, pair, side, type, time_in_force, self_trade_prevention,
    price, quantity, filled, prevented_quantity, status, created_at, updated_at, sequence)
  VALUES (${id}, 16, 'BTCUSD', 'buy', 'limit', 'good_till_cancelled', 'decrement', 100, ${quantity},
    ${filled}, ${prevented}, ${status}, now(), now(), 1)`

test('an order’s fills stay within its quantity', async () => {
  await refuses(order(1, '1.00000001'), /orders_filled_check/)
  await refuses(order(1, '0', '1', '0', "'open'"), /orders_status_check/)
  await run(order(1, '1', '1', '0', "'filled'"))
})

test('only prevented trades leave nothing of an order', async () => {
  await refuses(order(2, '0', '0'), /orders_quantity_check/)
  await run(order(2, '0', '0', '1', "'expired_in_match'"))
  const match = (mode: string, prevented: string) => `
    INSERT INTO prevented_matches VALUES (1, 'BTCUSD', '${mode}', 100, 'buy', 1, 2, 16, 16, 0,
      ${prevented}, 0, now(), 1)`
  await refuses(match('none', '1'), /prevented_matches_mode_check/)
  await refuses(match('decrement', '0'), /prevented_matches_prevented_check/)
  await run(match('decrement', '1'))
})

test('a withdrawal costs less than it takes, and only an adjustment has a reason', async () => {
  const withdrawal = (amount: string) => `
    INSERT INTO withdrawals VALUES (1, 16, 'BTC', ${amount}, 0.5, 'reserved', 'key', now(), now(), 1)`
  await refuses(withdrawal('0.5'), /withdrawals_amount_check/)
  await run(withdrawal('0.6'))
  const transaction = (ordinal: number, kind: string, reason: string) => `
    INSERT INTO transactions (sequence, ordinal, kind, status, reason, created_at)
    VALUES (9, ${ordinal}, '${kind}', 'completed', ${reason}, now())`
  await refuses(transaction(0, 'adjustment', 'NULL'), /transactions_reason_check/)
  await refuses(transaction(0, 'transfer', "'x'"), /transactions_reason_check/)
  await run(transaction(0, 'adjustment', "'counted twice'"))
  await run(transaction(1, 'transfer', 'NULL'))
})

test('an amendment makes an order smaller', async () => {
  const amendment = (quantity: string) => `
    INSERT INTO order_amendments VALUES (16, 1, 1, 'BTCUSD', 1, ${quantity}, now(), 1)`
  await refuses(amendment('1'), /order_amendments_quantity_check/)
  await run(amendment('0.5'))
})

test('an API key has what its kind needs, and a revoked one has no secret', async () => {
  const key = (secret: string, permissions: string) => `
    INSERT INTO api_keys (id, user_id, name, kind, secret_encrypted, permissions, created_at)
    VALUES ('key', '00000000-0000-0000-0000-000000000001', 'bot', 'hmac', ${secret},
      ARRAY[${permissions}]::text[], now())`
  await refuses(key('NULL', "'read'"), /api_keys_secret_check/)
  await refuses(key("'x'", ''), /api_keys_permissions_check/)
  await refuses(key("'x'", "'read', 'admin'"), /api_keys_permissions_check/)
  await run(key("'x'", "'read', 'trade'"))
  await refuses('UPDATE api_keys SET revoked_at = now()', /api_keys_secret_check/)
  await run('UPDATE api_keys SET revoked_at = now(), secret_encrypted = NULL')
})

test('no projected table refers to users, and nothing is deleted in a cascade', async () => {
  const rows = await database.sql.query<{ relation: string; action: string }>(
    `SELECT conrelid::regclass::text AS relation, confdeltype::text AS action
     FROM pg_constraint WHERE contype = 'f' AND confrelid = 'users'::regclass ORDER BY 1`,
  )
  assert.equal(
    rows.map(({ relation }) => relation),
    ['api_keys', 'sessions'],
  )
  const cascades = await run(
    "SELECT 1 FROM pg_constraint WHERE contype = 'f' AND confdeltype NOT IN ('a', 'r')",
  )
  assert.is(cascades.length, 0)
})

test.run()
