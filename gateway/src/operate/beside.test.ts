// The commands beside an exchange that runs, with its tables: what they see, and what they change.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dumpTables } from '../projection/testing/tables.js'
import { openAccount, signed } from '../testing/api-client.js'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { type ExchangeChild, startExchangeChild } from '../testing/exchange-child.js'
import { type CliRun, runCliWith } from './testing/run-cli.js'

const operatorToken = 'operator-operator-operator-token'

let work: string
let database: TestDatabase
let env: Record<string, string>
let child: ExchangeChild

test.before(async () => {
  work = await mkdtemp(join(tmpdir(), 'openbell-beside-'))
  await chmod(work, 0o755)
  database = await openTestDatabase({ migrated: false })
  env = {
    OPENBELL_DATA: join(work, 'data'),
    DATABASE_URL: database.url,
    OPENBELL_OPERATOR_TOKEN: operatorToken,
  }
  child = await startExchangeChild(env)
  await trade()
})

test.after(async () => {
  await child.stop()
  await database.stop()
  await rm(work, { recursive: true, force: true })
})

const run = (...args: string[]): CliRun => runCliWith(env, ...args)

const answerOf = <Answer>(...args: string[]): Answer => {
  const { out, errors } = run(...args, '--json')
  if (out === '') throw new Error(errors)
  return JSON.parse(out) as Answer
}

/** Two users, and orders that meet. */
async function trade(): Promise<void> {
  const assets = { BTC: '10', USDT: '1000000' }
  const [one, other] = [
    await openAccount(child.address, 'one', assets),
    await openAccount(child.address, 'other', assets),
  ]
  const order = { symbol: 'BTCUSDT', type: 'LIMIT', timeInForce: 'GTC', price: 60_000 }
  for (let n = 0; n < 5; n++) {
    const buy = { ...order, side: 'BUY', quantity: 0.3, newClientOrderId: `buy-${n}` }
    const sell = { ...order, side: 'SELL', quantity: 0.2 }
    assert.is((await signed(child.address, one, 'POST', 'order', buy)).status, 200)
    assert.is((await signed(child.address, other, 'POST', 'order', sell)).status, 200)
  }
}

/** The tables are asked until they hold all that the event log holds. */
async function untilProjected(): Promise<void> {
  interface Status {
    readonly projected: { readonly lagFrames: number } | null
  }
  for (let tries = 0; tries < 100; tries++)
    if (answerOf<Status>('status', '--url', child.address).projected?.lagFrames === 0) return
  assert.unreachable('the tables stay behind')
}

test('status tells where it stands', async () => {
  await untilProjected()
  const { code, out } = run('status', '--url', child.address)
  assert.is(code, 0, out)
  for (const words of ['ready      yes', 'projection running', 'of epoch 1', '0 frames behind'])
    assert.match(out, words)
  const none = run('status', '--url', 'http://127.0.0.1:9')
  assert.is(none.code, 2)
  assert.match(none.errors, 'cannot be reached: is it running? Name another by --url')
})

test('the tables are equal; one that was changed is named, and made again', async () => {
  await untilProjected()
  assert.match(run('reconcile').out, /^equal$/m)
  const before = await dumpTables(database.sql)
  await database.sql.query(
    'UPDATE accounts SET available = available + 1 WHERE account_number = 16',
  )
  const different = run('reconcile', '--full')
  assert.is(different.code, 1)
  assert.match(different.out, /^DIFFERENT {2}asset \d+ of account 16$/m)
  assert.match(different.out, "'openbell rebuild' makes the tables again")
  assert.is(run('rebuild').code, 0)
  await untilProjected()
  assert.is(run('reconcile', '--full').code, 0)
  const after = await dumpTables(database.sql)
  // An exchange at rest writes a seal frame now and then.
  assert.equal({ ...after, projection_cursor: [] }, { ...before, projection_cursor: [] })
})

test('a snapshot is made beside it, and the next start takes it', async () => {
  const kept = answerOf<{ sequence: number; stateHash: string }>('snapshot')
  const proved = answerOf<{ stateHash: string; snapshots: number }>(
    'verify',
    '--to',
    String(kept.sequence),
  )
  assert.is(proved.stateHash, kept.stateHash)
  assert.is(proved.snapshots, 1)
  const again = answerOf<{ sequence: number }>('snapshot')
  assert.ok(again.sequence >= kept.sequence)
})

test('a market is halted and resumed, and both hold for its users', async () => {
  const state = async () => {
    const response = await fetch(`${child.address}/api/v3/exchangeInfo?symbol=BTCUSDT`)
    const { symbols } = (await response.json()) as { symbols: { status: string }[] }
    return symbols[0].status
  }
  const at = ['--url', child.address]
  assert.is(run('halt', 'BTCUSDT', ...at).code, 0)
  assert.is(await state(), 'HALT')
  assert.is(run('halt', 'BTCUSDT', ...at).code, 0)
  assert.is(run('resume', 'BTCUSDT', '--auction-ms', '3600000', ...at).code, 0)
  assert.is(await state(), 'AUCTION_MATCH')
  assert.is(run('resume', 'BTCUSDT', ...at).code, 0)
  assert.is(await state(), 'TRADING')
  const { markets } = answerOf<{ markets: unknown[] }>('halt', '--all', ...at)
  assert.ok(markets.length > 1)
  assert.is(await state(), 'HALT')
  assert.is(run('resume', '--all', ...at).code, 0)
  const other = runCliWith(
    { ...env, OPENBELL_OPERATOR_TOKEN: 'x'.repeat(32) },
    'halt',
    '--all',
    ...at,
  )
  assert.is(other.code, 2)
  assert.match(other.errors, 'You are not authorized')
  assert.match(
    runCliWith({ ...env, OPENBELL_OPERATOR_TOKEN: '' }, 'halt', '--all', ...at).errors,
    'is not set here',
  )
  assert.match(run('halt', 'NONE', ...at).errors, 'there is no market NONE; there are BTCUSDT')
})

test('an order is explained while it stands', () => {
  const { code, out } = run('explain', '--client-order-id', 'buy-0', '--account', '16')
  assert.is(code, 0)
  assert.match(out, 'trade 1: bought 0.2 BTC at 60000 USDT for 12000 USDT')
})

test('what needs the folder alone says so', () => {
  const { code, errors } = run('prune')
  assert.is(code, 2)
  assert.match(errors, 'in use by another process; stop the exchange first')
})

test('the schema tells its version, goes back and comes again', async () => {
  const empty = await openTestDatabase({ migrated: false })
  const migrate = (...args: string[]) =>
    runCliWith({ ...env, DATABASE_URL: empty.url }, 'migrate', ...args)
  try {
    const versionOf = () => JSON.parse(migrate('status', '--json').out).version as number
    assert.is(versionOf(), 0)
    assert.is(migrate('up', '--to', '3').code, 0)
    assert.match(migrate('status').out, /^004 markets +has not run$/m)
    assert.is(migrate('up').code, 0)
    const newest = versionOf()
    assert.ok(newest >= 16)
    assert.match(migrate('down', '2').out, `from version ${newest} to ${newest - 2}`)
    assert.is(migrate('down', '--to', String(newest)).code, 2)
    assert.is(migrate('up', '--to', '1').code, 2)
    assert.is(migrate('up', '--to', '999').code, 2)
    assert.is(migrate('down', '--to', '0').code, 0)
    assert.is(versionOf(), 0)
  } finally {
    await empty.stop()
  }
})

test('a database that is away is told, not waited for', () => {
  const url = new URL(database.url)
  url.port = '9'
  const { code, errors } = runCliWith({ ...env, DATABASE_URL: url.href }, 'migrate', 'status')
  assert.is(code, 2)
  assert.match(errors, 'cannot be reached: start it, or correct DATABASE_URL')
})

test.run()
