// The account store as the edge sees it: registering, logins, keys; with the database there or away.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { DatabaseDownError, type Identity, IdentityError, type Sql } from '../ports.js'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { TestClock, TestRandom, TestTimers } from '../testing/world.js'
import { findBrokenAudit } from './audit.js'
import { createIdentity, type IdentityParts, type IdentityStore } from './identity.js'
import { sessionSeconds } from './tokens.js'

const origin = { address: '192.0.2.1', agent: 'test' }
const ada = { email: 'Ada@example.com', username: 'Ada', password: 'correct horse' }

/** The core, as far as it opens accounts. */
class Accounts {
  readonly numbers = new Map<string, number>()
  isDown = false

  open = async (uuid: string): Promise<number> => {
    if (this.isDown) throw new Error('the core is away')
    const number = this.numbers.get(uuid) ?? 16 + this.numbers.size
    this.numbers.set(uuid, number)
    return number
  }
}

interface World {
  database: TestDatabase
  clock: TestClock
  timers: TestTimers
  accounts: Accounts
  warnings: string[]
  isDatabaseDown: boolean
  open(change?: Partial<IdentityParts>): Promise<IdentityStore>
}

const test = suite<World>()

let worlds = 0
/** Keeps the server running from one test to the next. */
let server: TestDatabase

test.before(async () => {
  server = await openTestDatabase({ migrated: false })
})

test.after(async () => {
  await server.stop()
})

test.before.each(async (world) => {
  const number = ++worlds
  world.database = await openTestDatabase()
  world.clock = new TestClock()
  world.timers = new TestTimers()
  world.accounts = new Accounts()
  world.warnings = []
  world.isDatabaseDown = false
  const random = new TestRandom(`world ${number}`)
  const refuse = () => Promise.reject(new DatabaseDownError('away'))
  const sql: Sql = {
    query: (text, parameters) =>
      world.isDatabaseDown ? refuse() : world.database.sql.query(text, parameters),
    transaction: (work) => (world.isDatabaseDown ? refuse() : world.database.sql.transaction(work)),
  }
  const say = (message: string) => world.warnings.push(message)
  const parts: IdentityParts = {
    sql,
    clock: world.clock,
    timers: world.timers,
    random,
    reporter: { info: () => {}, warn: say, error: say },
    secrets: { tokenKey: random.bytes(32), masterKey: random.bytes(32) },
    openAccount: world.accounts.open,
    passwords: { cost: 4, atOnceMax: 2, queueMax: 32 },
  }
  world.open = (change = {}) => createIdentity({ ...parts, ...change })
})

test.after.each(async (world) => {
  await world.database.stop()
})

async function faultOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'none'
  } catch (error) {
    return error instanceof IdentityError ? error.fault : (error as Error).message
  }
}

const actionsOf = async ({ database }: World) => {
  const rows = await database.sql.query<{ action: string }>(
    'SELECT action FROM audit_logs ORDER BY id',
  )
  assert.is(await findBrokenAudit(database.sql), undefined)
  return rows.map(({ action }) => action)
}

test('a user registers, logs in by either name, and is known by the token', async (world) => {
  const identity = await world.open()
  const { userId, accessToken } = await identity.register(ada, origin)
  assert.match(userId, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const caller = { userId, account: 16, permissions: ['read', 'trade'] }
  assert.equal(await identity.verifyToken(accessToken), caller)
  for (const login of ['ada@EXAMPLE.com', 'aDa']) {
    const again = await identity.login({ login, password: ada.password }, origin)
    assert.equal(await identity.verifyToken(again.accessToken), caller, login)
  }
  assert.is(await identity.verifyToken('nonsense'), undefined)
  assert.equal(await actionsOf(world), ['register', 'login', 'login', 'login'])
  const rows = await world.database.sql.query('SELECT email, username, status, role FROM users')
  assert.equal(rows, [{ email: ada.email, username: 'Ada', status: 'active', role: 'user' }])
})

test('what cannot be registered is told why, and leaves nothing', async (world) => {
  const identity = await world.open()
  await identity.register(ada, origin)
  const cases: [Partial<typeof ada>, string][] = [
    [{ email: 'ada' }, 'malformedEmail'],
    [{ username: 'a' }, 'malformedUsername'],
    [{ password: 'short' }, 'malformedPassword'],
    [{ email: 'aDA@example.COM', username: 'other' }, 'emailTaken'],
    [{ email: 'other@example.com', username: 'ADA' }, 'usernameTaken'],
  ]
  for (const [change, fault] of cases) {
    assert.is(await faultOf(identity.register({ ...ada, ...change }, origin)), fault)
  }
  const twice = await Promise.all(
    [1, 2].map(() =>
      faultOf(identity.register({ ...ada, email: 'bob@example.com', username: 'bob' }, origin)),
    ),
  )
  assert.equal(twice.sort(), ['emailTaken', 'none'])
  const [row] = await world.database.sql.query<{ count: string }>('SELECT count(*) FROM users')
  assert.is(row?.count, '2')
})

test('wrong logins are alike, are counted, and lock for a while', async (world) => {
  const identity = await world.open()
  await identity.register(ada, origin)
  const login = (name: string, password: string) =>
    faultOf(identity.login({ login: name, password }, origin))
  assert.is(await login('nobody', ada.password), 'credentialsWrong')
  assert.is(await login('nobody@example.com', ada.password), 'credentialsWrong')
  assert.is(await login("' OR 1=1 --", ada.password), 'credentialsWrong')
  assert.is(await login('Ada\0', ada.password), 'credentialsWrong')
  for (const wrong of ['correct hors', '', 'x'.repeat(73), 'correct\0horse', 'Correct horse']) {
    assert.is(await login('Ada', wrong), 'credentialsWrong')
  }
  assert.is(await login('Ada', 'sixth in a row'), 'credentialsWrong')
  assert.is(await login('Ada', ada.password), 'locked')
  world.clock.pass(14)
  assert.is(await login('Ada', ada.password), 'locked')
  world.clock.pass(1)
  assert.is(await login('Ada', 'seventh in a row'), 'credentialsWrong')
  world.clock.pass(29)
  assert.is(await login('Ada', ada.password), 'locked')
  world.clock.pass(1)
  assert.is(await login('Ada', ada.password), 'none')
  assert.is(await login('Ada', 'first in a row'), 'credentialsWrong')
  assert.is(await login('Ada', ada.password), 'none')
  const failed = (await actionsOf(world)).filter((action) => action === 'login_failed')
  assert.is(failed.length, 12)
})

test('a lock never lasts longer than a quarter of an hour', async (world) => {
  const identity = await world.open()
  await identity.register(ada, origin)
  await world.database.sql.query('UPDATE users SET failed_login_count = 1000000')
  const login = (password: string) => faultOf(identity.login({ login: 'Ada', password }, origin))
  assert.is(await login('wrong again'), 'credentialsWrong')
  assert.is(await login(ada.password), 'locked')
  world.clock.pass(15 * 60)
  assert.is(await login(ada.password), 'none')
})

test('a registration that the core could not finish is finished by the next start', async (world) => {
  const first = await world.open()
  world.accounts.isDown = true
  assert.is(await faultOf(first.register(ada, origin)), 'the core is away')
  assert.is(await faultOf(first.register(ada, origin)), 'emailTaken')
  const second = await world.open()
  await second.resumed
  assert.match(world.warnings[0] ?? '', 'left pending: the core is away')
  world.accounts.isDown = false
  const third = await world.open()
  await third.resumed
  const [row] = await world.database.sql.query<{ id: string; account_number: string }>(
    "SELECT id, account_number FROM users WHERE status = 'active'",
  )
  assert.is(row?.account_number, '16')
  assert.equal([...world.accounts.numbers.keys()], [row?.id])
  await third.login({ login: 'Ada', password: ada.password }, origin)
})

test('or by the user’s own login; the account is the one that was opened', async (world) => {
  const identity = await world.open()
  const opened: string[] = []
  const halfway = await world.open({
    openAccount: async (uuid) => {
      opened.push(uuid)
      await world.accounts.open(uuid)
      throw new Error('the answer was lost')
    },
  })
  assert.is(await faultOf(halfway.register(ada, origin)), 'the answer was lost')
  const { accessToken } = await identity.login({ login: 'Ada', password: ada.password }, origin)
  const caller = await identity.verifyToken(accessToken)
  assert.equal([caller?.userId, caller?.account], [opened[0], 16])
  assert.is(world.accounts.numbers.size, 1)
})

test('sessions end after a day, or when they are revoked, also for the next process', async (world) => {
  const identity = await world.open()
  const { accessToken } = await identity.register(ada, origin)
  const other = await identity.login({ login: 'Ada', password: ada.password }, origin)
  const payload = accessToken.split('.')[1] ?? ''
  const { sid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sid: string }
  await identity.revokeSession(sid, origin)
  await identity.revokeSession(sid, origin)
  for (const one of [identity, await world.open()]) {
    assert.is(await one.verifyToken(accessToken), undefined)
    assert.ok(await one.verifyToken(other.accessToken))
  }
  world.clock.pass(sessionSeconds)
  assert.is(await identity.verifyToken(other.accessToken), undefined)
  assert.equal(
    (await actionsOf(world)).filter((action) => action === 'session_revoked'),
    ['session_revoked'],
  )
})

async function makeKey(identity: Identity, userId: string, name = 'bot') {
  return identity.createKey(userId, { name, permissions: ['read', 'trade'] }, origin)
}

test('a key works from memory, at once and after a restart, until it is deleted', async (world) => {
  const identity = await world.open()
  const { userId } = await identity.register(ada, origin)
  const { apiKey, secret } = await makeKey(identity, userId)
  assert.match(apiKey, /^[A-Za-z0-9]{64}$/)
  assert.match(secret, /^[A-Za-z0-9]{64}$/)
  const caller = { userId, account: 16, permissions: ['read', 'trade'], apiKey }
  const next = await world.open()
  for (const one of [identity, next]) assert.equal(one.key(apiKey), { caller, secret })
  assert.is(identity.key('unknown'), undefined)

  const stored = await world.database.sql.query('SELECT secret_encrypted::text FROM api_keys')
  assert.not.match(JSON.stringify(stored), Buffer.from(secret).toString('hex'))

  await identity.deleteKey(userId, apiKey, origin)
  assert.is(identity.key(apiKey), undefined)
  assert.is((await world.open()).key(apiKey), undefined)
  assert.is(await faultOf(identity.deleteKey(userId, apiKey, origin)), 'keyUnknown')
  assert.equal(await actionsOf(world), ['register', 'login', 'key_created', 'key_deleted'])
})

test('keys are listed with their last use, which is written down now and then', async (world) => {
  const identity = await world.open()
  const { userId } = await identity.register(ada, origin)
  const { apiKey } = await makeKey(identity, userId, 'first')
  const createdAt = new Date(world.clock.nowUs / 1000)
  world.clock.pass(10)
  await identity.createKey(userId, { name: 'second', permissions: ['read'] }, origin)
  const [first, second] = await identity.listKeys(userId)
  const permissions = ['read', 'trade']
  assert.equal(first, { apiKey, name: 'first', permissions, createdAt, lastUsedAt: null })
  assert.equal([second?.name, second?.permissions], ['second', ['read']])

  identity.key(apiKey)
  const lastUsedAt = new Date(world.clock.nowUs / 1000)
  assert.equal((await identity.listKeys(userId))[0]?.lastUsedAt, lastUsedAt)
  world.clock.pass(10)
  await identity.close()
  const next = await world.open()
  assert.equal((await next.listKeys(userId))[0]?.lastUsedAt, lastUsedAt)
})

test('a key is its owner’s alone, and nobody has very many', async (world) => {
  const identity = await world.open()
  const { userId } = await identity.register(ada, origin)
  const bob = await identity.register(
    { email: 'bob@example.com', username: 'bob', password: 'battery staple' },
    origin,
  )
  const { apiKey } = await makeKey(identity, userId)
  assert.is(await faultOf(identity.deleteKey(bob.userId, apiKey, origin)), 'keyUnknown')
  assert.is(await faultOf(identity.deleteKey(userId, '\0', origin)), 'keyUnknown')
  assert.ok(identity.key(apiKey))
  assert.equal(await identity.listKeys(bob.userId), [])
  const faults = await Promise.all(
    Array.from({ length: 31 }, () => faultOf(makeKey(identity, userId))),
  )
  assert.is(faults.filter((fault) => fault === 'none').length, 29)
  assert.is(faults.filter((fault) => fault === 'tooManyKeys').length, 2)
})

test('with the database away, known keys and sessions go on; the rest is told so', async (world) => {
  const identity = await world.open()
  const { userId, accessToken } = await identity.register(ada, origin)
  const { apiKey } = await makeKey(identity, userId)
  const next = await world.open()
  world.isDatabaseDown = true
  assert.ok(next.key(apiKey))
  assert.ok(await next.verifyToken(accessToken))
  const credentials = { login: 'Ada', password: ada.password }
  const newcomer = { ...ada, email: 'new@example.com', username: 'new' }
  for (const work of [
    () => next.login(credentials, origin),
    () => next.register(newcomer, origin),
    () => next.createKey(userId, { name: 'bot', permissions: ['read'] }, origin),
    () => next.deleteKey(userId, apiKey, origin),
    () => next.listKeys(userId),
  ]) {
    assert.is(await faultOf(work()), 'databaseDown')
  }
  for (const flush of world.timers.periodic) flush()
  await next.close()
  assert.ok(next.key(apiKey), 'a key that could not be deleted still works')
  assert.equal(world.warnings, [])
  world.isDatabaseDown = false
  await next.login(credentials, origin)
})

test('keys of another master key are left out, with a word about it', async (world) => {
  const identity = await world.open()
  const { userId } = await identity.register(ada, origin)
  const { apiKey } = await makeKey(identity, userId)
  const secrets = { tokenKey: new Uint8Array(32), masterKey: new Uint8Array(32) }
  const next = await world.open({ secrets })
  assert.is(next.key(apiKey), undefined)
  assert.match(world.warnings.join(), '1 API keys')
})

test('a frozen user is let in by neither password nor key', async (world) => {
  const identity = await world.open()
  const { userId } = await identity.register(ada, origin)
  const { apiKey } = await makeKey(identity, userId)
  await world.database.sql.query("UPDATE users SET status = 'frozen'")
  const next = await world.open()
  assert.is(next.key(apiKey), undefined)
  const login = next.login({ login: 'Ada', password: ada.password }, origin)
  assert.is(await faultOf(login), 'locked')
  assert.is(await faultOf(makeKey(next, userId)), 'locked')
})

test.run()
