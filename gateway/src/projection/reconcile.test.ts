// Reconciling finds what was planted, and nothing where nothing is wrong.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Sql } from '../ports.js'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { type ExpectedState, reconcile } from './reconcile.js'
import { Crowd, fund } from './testing/crowd.js'
import { project } from './testing/harness.js'
import { World } from './testing/world.js'

let database: TestDatabase
let expected: ExpectedState

test.before(async () => {
  database = await openTestDatabase()
  const world = new World()
  world.openAccounts(4)
  fund(world)
  new Crowd(world, 4).frames(150)
  expected = world.expected()
  await project(database.sql, world.log)
})

test.after(() => database.stop())

/** What reconciling says after a statement, which is taken back. */
async function found(statements: string, changed: ExpectedState = expected): Promise<string[]> {
  const taken = new Error('taken back')
  let lines: string[] = []
  await database.sql
    .transaction(async (sql) => {
      for (const statement of statements.split(';')) await sql.query(statement)
      // The isolation is that of the transaction that planted the difference.
      const inside: Sql = {
        query: async (text, parameters) =>
          text.startsWith('SET TRANSACTION') ? [] : sql.query(text, parameters),
        transaction: (work) => work(inside),
      }
      const differences = await reconcile(inside, changed)
      lines = differences.map((line) => `${line.what}: ${line.expected} | ${line.found}`)
      throw taken
    })
    .catch((error) => {
      if (error !== taken) throw error
    })
  return lines
}

test('nothing is found where nothing is wrong', async () => {
  assert.equal(await reconcile(database.sql, expected), [])
  assert.ok(expected.openOrders.length > 5)
  assert.ok((expected.trades?.[0].count ?? 0) > 5)
})

test('another frame, or another chain', async () => {
  const later = await reconcile(database.sql, { ...expected, sequence: expected.sequence + 1 })
  assert.equal(
    later.map(({ what }) => what),
    ['cursor'],
  )
  const other = await reconcile(database.sql, { ...expected, chain: 'f'.repeat(16) })
  assert.equal(
    other.map(({ what }) => what),
    ['chain'],
  )
})

test('a balance that was changed shows in the core, the ledger and the sum', async () => {
  const lines = await found(
    "UPDATE accounts SET available = available + 1 WHERE account_number = 16 AND currency = 'BTC'",
  )
  assert.is(lines.length, 4, lines.join('\n'))
  assert.match(lines[0], /^asset 0 of account 16: \d+ available, \d+ locked \| \d+ available/)
  assert.match(lines[1], /^ledger of BTC of account 16: /)
  assert.match(lines[2], /^last ledger entry of BTC of account 16: /)
  assert.match(lines[3], /^all accounts of BTC: 0 \| 1$/)
})

test('a balance that only the core has', async () => {
  const balances = [
    ...expected.balances,
    { account: 99, asset: 0, availableUnits: 5n, lockedUnits: 0n },
  ]
  assert.equal(await reconcile(database.sql, { ...expected, balances }), [
    {
      what: 'asset 0 of account 99',
      expected: '5 available, 0 locked',
      found: '0 available, 0 locked',
    },
  ])
})

test('an order that is not open, and one that is', async () => {
  const { orderId } = expected.openOrders[0]
  const closed = await found(`UPDATE orders SET status = 'cancelled' WHERE id = ${orderId}`)
  assert.is(closed.length, 1)
  assert.match(closed[0], new RegExp(`^order ${orderId}: account .* \\| not open$`))
  const openOrders = expected.openOrders.slice(1)
  const opened = await reconcile(database.sql, { ...expected, openOrders })
  assert.equal(
    opened.map((line) => [line.what, line.expected]),
    [[`order ${orderId}`, 'not open']],
  )
})

test('a trade that is gone shows in its orders, the fees, the market and the metrics', async () => {
  const lines = await found('DELETE FROM trades WHERE id = (SELECT min(id) FROM trades)')
  const about = lines.map((line) => line.replace(/ (of|in|by) .*|:.*/, '').replace(/ \d+$/, ''))
  assert.ok(about.includes('market'), lines.join('\n'))
  assert.is(about.filter((what) => what === 'trades').length, 2)
  assert.ok(about.includes('fees'))
  assert.is(about.filter((what) => what === 'metrics').length, 2)
})

test('a withdrawal that is not reserved, one that nobody paid, and money that is not locked', async () => {
  const [reserved] = expected.reservedWithdrawals ?? []
  const { withdrawalId: id, account } = reserved
  const released = await found(`UPDATE withdrawals SET status = 'released' WHERE id = ${id}`)
  assert.is(released.length, 1)
  assert.match(released[0], new RegExp(`^withdrawal ${id}: account .* \\| not reserved$`))
  const settled = await found(`UPDATE withdrawals SET status = 'settled' WHERE id = ${id}`)
  assert.ok(settled.some((line) => /^withdrawal \d+: [\d.]+ paid \| 0 paid$/.test(line)))
  assert.ok(settled.some((line) => line.startsWith('fees in ')))
  const unlocked = await found(
    `UPDATE accounts SET available = total, locked = 0 WHERE account_number = ${account}`,
  )
  assert.ok(unlocked.some((line) => line.startsWith('reserved ')))
})

test('a list that is not open, and one that lacks its orders', async () => {
  const [{ listId }] = expected.openLists ?? []
  const closed = await found(`UPDATE order_lists SET is_open = false WHERE id = ${listId}`)
  assert.is(closed.length, 1)
  assert.match(closed[0], new RegExp(`^list ${listId}: account .* \\| not open$`))
  const gone = await found(`DELETE FROM order_lists WHERE id = ${listId}`)
  assert.ok(gone.includes(`list ${listId}: with its orders | one without the other`))
})

test('lots that nobody prevented, amendments without effect, a state that nobody told', async () => {
  const newest = (column: string, table: string) =>
    `(SELECT ${column} FROM ${table} ORDER BY sequence DESC LIMIT 1)`
  const prevented = await found(
    `DELETE FROM prevented_matches WHERE id = ${newest('id', 'prevented_matches')}`,
  )
  assert.ok(prevented.every((line) => /^prevented lots of order \d+: [\d.]+ \| [\d.]+$/.test(line)))
  assert.ok(prevented.length > 0)
  const amended = await found(`
    UPDATE orders SET quantity = quantity + 1000
    WHERE id = ${newest('order_id', 'order_amendments')}`)
  assert.ok(
    amended.some((line) => line.startsWith('amendments of order ')),
    amended.join(),
  )
  const [moved] = await found(`
    UPDATE trading_pairs SET status = 'delisted' WHERE symbol = ${newest('pair', 'market_states')}`)
  assert.match(moved, /^state of [A-Z]+: [a-z_]+ \| delisted$/)
})

test('a transaction without its legs, and legs that do not balance', async () => {
  const lonely = await found(`
    INSERT INTO transactions VALUES (1, 0, 'fee', 'completed', 16, NULL, NULL, now())`)
  assert.equal(lonely, ['transaction (1, 0): with its legs | one without the other'])
  const unbalanced = await found(`
    ALTER TABLE ledger_entries DISABLE TRIGGER USER;
    DELETE FROM ledger_entries WHERE sequence = (SELECT max(sequence) FROM ledger_entries)
      AND ordinal = 0 AND leg = 0`)
  assert.ok(
    unbalanced.some((line) => /^transaction \(\d+, 0\) in [A-Z]+: 0 \| /.test(line)),
    unbalanced.join('\n'),
  )
})

test.run()
