// The account store as the edge sees it: registering, logins and sessions.
import * as assert from 'uvu/assert'
import { actionsOf, ada, faultOf, identitySuite, origin } from '../testing/identity-world.js'
import { sessionSeconds } from './tokens.js'

const test = identitySuite()

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

test.run()
