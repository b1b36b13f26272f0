// API keys as the edge sees them: at hand in memory, also while the database is away.
import * as assert from 'uvu/assert'
import type { Identity } from '../ports.js'
import { actionsOf, ada, faultOf, identitySuite, origin } from '../testing/identity-world.js'

const test = identitySuite()

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
