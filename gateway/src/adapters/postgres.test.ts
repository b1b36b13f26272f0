// The Sql port over a real Postgres: what comes and goes, transactions, a server that is away.
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DatabaseDownError } from '../ports.js'
import {
  makeTemporaryFolder,
  openTestDatabase,
  quietLog,
  removeDatabaseFolder,
  type TestDatabase,
} from '../testing/database.js'
import { startEmbeddedPostgres } from './embedded-postgres.js'
import { connectDatabase, DatabaseRefusedError } from './postgres.js'

/** Keeps the server running from one test to the next. */
let server: TestDatabase

test.before(async () => {
  server = await openTestDatabase({ migrated: false })
})

test.after(async () => {
  await server.stop()
})

async function failureOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  return undefined
}

test('bigint and numeric are strings, times are dates, bytes are bytes', async () => {
  const database = await openTestDatabase({ migrated: false })
  try {
    const [row] = await database.sql.query<Record<string, unknown>>(
      `SELECT $1::bigint AS big, $2::numeric AS exact, $3::integer AS small, $4::timestamptz AS time, $4::timestamptz::text AS exact_time,
         $10::boolean AS truth, $11::bigint AS id_big,
         $5::bytea AS bytes, $6::jsonb AS json, $7::uuid AS id, $8::text AS text, $9::text AS none`,
      [
        '9223372036854775807',
        '0.1234567890123456789',
        7,
        '2026-01-02T03:04:05.678901Z',
        new Uint8Array([0, 255]),
        { key: ['value'] },
        '00000000-0000-4000-8000-000000000001',
        "it's \\ “ok”",
        null,
        false,
        2n ** 62n,
      ],
    )
    assert.is(row?.big, '9223372036854775807')
    assert.is(row?.exact, '0.1234567890123456789')
    assert.is(row?.small, 7)
    assert.equal(row?.time, new Date('2026-01-02T03:04:05.678Z'))
    assert.is(row?.exact_time, '2026-01-02 03:04:05.678901+00')
    assert.equal([row?.truth, row?.id_big], [false, String(2n ** 62n)])
    assert.equal(row?.bytes, Buffer.from([0, 255]))
    assert.equal(row?.json, { key: ['value'] })
    assert.is(row?.text, "it's \\ “ok”")
    assert.is(row?.none, null)
    const [list] = await database.sql.query(`SELECT $1::text[] AS list, ARRAY[1, 2] AS small`, [
      ['read', 'NULL', ''],
    ])
    assert.equal(list, { list: ['read', 'NULL', ''], small: [1, 2] })

    const rows = await database.sql.query(
      `SELECT * FROM unnest($1::bigint[], $2::decimal[], $3::text[], $4::timestamptz[], $5::bytea[], $6::boolean[])
       AS given (id, amount, name, time, chain, truth)`,
      [
        [1n, 2],
        ['0.10000000', '-5'],
        ['a,"b\\', null],
        [new Date('2026-01-01T00:00:00Z'), null],
        [new Uint8Array([1]), new Uint8Array([2])],
        [true, false],
      ],
    )
    assert.equal(rows, [
      {
        id: '1',
        amount: '0.10000000',
        name: 'a,"b\\',
        time: new Date('2026-01-01T00:00:00Z'),
        chain: Buffer.from([1]),
        truth: true,
      },
      { id: '2', amount: '-5', name: null, time: null, chain: Buffer.from([2]), truth: false },
    ])
  } finally {
    await database.stop()
  }
})

test('a transaction commits or leaves nothing; inside another it is a savepoint', async () => {
  const { sql, stop } = await openTestDatabase({ migrated: false })
  try {
    await sql.query('CREATE TABLE facts (id integer PRIMARY KEY)')
    const failure = await failureOf(() =>
      sql.transaction(async (outer) => {
        await outer.query('INSERT INTO facts VALUES (1)')
        throw new Error('no')
      }),
    )
    assert.is((failure as Error).message, 'no')
    const kept = await sql.transaction(async (outer) => {
      await outer.query('INSERT INTO facts VALUES (2)')
      await failureOf(() =>
        outer.transaction(async (inner) => {
          await inner.query('INSERT INTO facts VALUES (3)')
          await inner.query('INSERT INTO facts VALUES (2)')
        }),
      )
      await outer.query('INSERT INTO facts VALUES (4)')
      return 'kept'
    })
    assert.is(kept, 'kept')
    assert.equal(await sql.query('SELECT id FROM facts ORDER BY id'), [{ id: 2 }, { id: 4 }])
  } finally {
    await stop()
  }
})

test('a login or a database that is refused ends the waiting with one line', async () => {
  // An embedded one in any case: a given server may let everybody in.
  const folder = await makeTemporaryFolder()
  const strict = await startEmbeddedPostgres({ dataFolder: folder, log: quietLog })
  try {
    const wrong = new URL(strict.url)
    wrong.password = 'secret-and-wrong'
    const missing = new URL(strict.url)
    missing.pathname = '/no_such_database'
    for (const [url, words] of [
      [wrong.href, 'password authentication failed'],
      [missing.href, 'database "no_such_database" does not exist'],
      ['mysql://user:secret@localhost/db', 'must be postgres://'],
      ['not a url', 'must be postgres://'],
    ] as const) {
      const error = await failureOf(() => connectDatabase(url, { log: quietLog }))
      assert.instance(error, DatabaseRefusedError)
      const { message } = error as Error
      assert.match(message, words)
      assert.not.match(message, /\n|secret/)
    }
  } finally {
    await strict.stop()
    await removeDatabaseFolder(folder)
  }
})

test('a database that is away is waited for, and found again after it was lost', async () => {
  const folder = await makeTemporaryFolder()
  const warnings: string[] = []
  const log = { ...quietLog, warn: (message: string) => warnings.push(message) }
  try {
    const first = await startEmbeddedPostgres({ dataFolder: folder, log: quietLog })
    await first.stop()
    const port = Number(new URL(first.url).port)
    const connecting = connectDatabase(first.url, { log, pulseMs: 20 })
    const second = await startEmbeddedPostgres({ dataFolder: folder, port, log: quietLog })
    const { sql, state, close } = await connecting
    assert.is(state(), 'up')
    assert.match(
      warnings.join(),
      /^waiting for the database 127.0.0.1:\d+\/openbell: .*ECONNREFUSED/,
    )

    await sql.query('CREATE TABLE facts (id integer)')
    const lost = failureOf(() =>
      sql.transaction(async (inside) => {
        await inside.query('INSERT INTO facts VALUES (1)')
        await second.stop()
        await inside.query('INSERT INTO facts VALUES (2)')
      }),
    )
    assert.instance(await lost, DatabaseDownError)
    assert.instance(await failureOf(() => sql.query('SELECT 1')), DatabaseDownError)
    await until(() => state() === 'down')

    const third = await startEmbeddedPostgres({ dataFolder: folder, port, log: quietLog })
    assert.equal(await sql.query('SELECT * FROM facts'), [])
    await until(() => state() === 'up')
    await close()
    await third.stop()
  } finally {
    await removeDatabaseFolder(folder)
  }
})

async function until(isTrue: () => boolean): Promise<void> {
  for (let look = 0; !isTrue(); look++) {
    assert.ok(look < 2_000, 'it never came to that')
    await sleep(10)
  }
}

test('the waiting ends with its signal', async () => {
  const stopped = new AbortController()
  const url = 'postgres://nobody:x@127.0.0.1:1/none'
  const log = { ...quietLog, warn: () => stopped.abort() }
  const error = await failureOf(() => connectDatabase(url, { log, signal: stopped.signal }))
  assert.is((error as Error).name, 'AbortError')
})

test('a statement that takes too long is cancelled', async () => {
  const database = await openTestDatabase({ migrated: false })
  const { sql, close } = await connectDatabase(database.url, {
    log: quietLog,
    statementTimeoutMs: 50,
  })
  const error = await failureOf(() => sql.query('SELECT pg_sleep(60)'))
  assert.instance(error, DatabaseDownError)
  assert.match((error as Error).message, 'statement timeout')
  await close()
  await database.stop()
})

test('more work than connections takes turns; closing ends the queue', async () => {
  const { sql, close } = await connectDatabase(server.url, { log: quietLog })
  const numbers = Array.from({ length: 50 }, (_, number) => number)
  const answers = await Promise.all(
    numbers.map(async (number) => {
      const rows = await sql.query<{ number: number }>('SELECT $1::integer AS number', [number])
      return rows[0]?.number
    }),
  )
  assert.equal(answers, numbers)
  const rows = await sql.query<{ count: number }>(
    `SELECT count(*)::integer AS count FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'openbell'`,
  )
  assert.ok((rows[0]?.count ?? 0) <= 8, 'four of ours, at most four of the helper’s')

  const slow = numbers.slice(0, 6).map(() => failureOf(() => sql.query('SELECT pg_sleep(0.2)')))
  await close()
  const failures = await Promise.all(slow)
  assert.is(failures.filter((failure) => failure === undefined).length, 4)
  assert.is(failures.filter((failure) => failure instanceof DatabaseDownError).length, 2)
  assert.instance(await failureOf(() => sql.query('SELECT 1')), DatabaseDownError)
})

test('a transaction in which a statement failed is never taken for committed', async () => {
  const { sql, stop } = await openTestDatabase({ migrated: false })
  try {
    await sql.query('CREATE TABLE facts (id integer PRIMARY KEY)')
    const failure = await failureOf(() =>
      sql.transaction(async (inside) => {
        await inside.query('INSERT INTO facts VALUES (1)')
        await failureOf(() => inside.query('INSERT INTO facts VALUES (1)'))
      }),
    )
    assert.match((failure as Error).message, 'had failed')
    let leaked: (() => Promise<unknown>) | undefined
    await sql.transaction(async (inside) => {
      leaked = () => inside.query('INSERT INTO facts VALUES (2)')
    })
    assert.match(((await failureOf(async () => leaked?.())) as Error).message, 'is over')
    assert.equal(await sql.query('SELECT id FROM facts'), [])
  } finally {
    await stop()
  }
})

test('a connection that dies inside a transaction takes nothing with it', async () => {
  const { sql, stop } = await openTestDatabase({ migrated: false })
  try {
    await sql.query('CREATE TABLE facts (id integer)')
    const end = (pid: number) => sql.query('SELECT pg_terminate_backend($1)', [pid])
    for (const isUnderWay of [false, true, false, true]) {
      const failure = await failureOf(() =>
        sql.transaction(async (inside) => {
          await inside.query('INSERT INTO facts VALUES (1)')
          const [row] = await inside.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
          const pid = row?.pid ?? 0
          const killing = isUnderWay ? [inside.query('SELECT pg_sleep(60)'), end(pid)] : [end(pid)]
          await Promise.allSettled(killing)
          // On a new connection this would be kept, outside of any transaction.
          await inside.query('INSERT INTO facts VALUES (2)')
        }),
      )
      assert.instance(failure, DatabaseDownError)
    }
    assert.equal(await sql.query('SELECT * FROM facts'), [])
  } finally {
    await stop()
  }
})

test('no parameter is guessed at', async () => {
  for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY, () => 1, Symbol('x')]) {
    assert.instance(await failureOf(() => server.sql.query('SELECT $1', [value])), TypeError)
  }
})

test.run()
