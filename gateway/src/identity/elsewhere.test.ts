// Two edges with one database: what ends or begins on one does so on the other, told or not.
import * as assert from 'uvu/assert'
import { ada, identitySuite, origin } from '../testing/identity-world.js'
import { MemoryServer, MemoryShared } from '../testing/memory-shared.js'
import { TestRandom } from '../testing/world.js'

const test = identitySuite()
const read = { name: 'k', permissions: ['read'] as const }

/** Two stores with the same secrets, as two edges have them. */
async function twoEdges(world: Parameters<Parameters<typeof test>[1]>[0]) {
  const server = new MemoryServer()
  const random = new TestRandom('two edges')
  const secrets = { tokenKey: random.bytes(32), masterKey: random.bytes(32) }
  const open = async () => {
    const shared = new MemoryShared(server)
    const store = await world.open({ secrets, shared })
    let revoked = 0
    store.onRevoked(() => revoked++)
    return { store, shared, revoked: () => revoked }
  }
  return { server, here: await open(), there: await open() }
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  assert.unreachable('not in time')
}

test('a logout on one edge is a logout on the other, at once', async (world) => {
  const { here, there } = await twoEdges(world)
  const { accessToken } = await here.store.register(ada, origin)
  assert.ok(await there.store.verifyToken(accessToken))
  await here.store.logout(accessToken, origin)
  for (const { store, revoked } of [here, there]) {
    assert.is(await store.verifyToken(accessToken), undefined)
    assert.is(revoked(), 1)
  }
  await here.store.logout(accessToken, origin)
  await here.store.logout('nonsense', origin)
  assert.is(there.revoked(), 1)
})

test('a key that is made or deleted on one edge is so on the other', async (world) => {
  const { here, there } = await twoEdges(world)
  const { userId } = await here.store.register(ada, origin)
  const { apiKey, secret } = await here.store.createKey(userId, read, origin)
  await until(() => there.store.key(apiKey)?.secret === secret)
  assert.is(there.revoked(), 0)
  await here.store.deleteKey(userId, apiKey, origin)
  await until(() => there.store.key(apiKey) === undefined)
  assert.equal([here.revoked(), there.revoked()], [1, 1])
})

test('what was not told is found in the database when notices flow again', async (world) => {
  const { server, here, there } = await twoEdges(world)
  const { userId, accessToken } = await here.store.register(ada, origin)
  const old = await here.store.createKey(userId, read, origin)
  await until(() => there.store.key(old.apiKey) !== undefined)
  server.isDown = true
  await here.store.logout(accessToken, origin)
  await here.store.deleteKey(userId, old.apiKey, origin)
  const made = await here.store.createKey(userId, read, origin)
  assert.ok(await there.store.verifyToken(accessToken))
  assert.ok(there.store.key(old.apiKey))
  server.isDown = false
  there.shared.resume()
  await until(async () => (await there.store.verifyToken(accessToken)) === undefined)
  assert.is(there.store.key(old.apiKey), undefined)
  assert.is(there.store.key(made.apiKey)?.secret, made.secret)
  assert.is(there.revoked(), 1)
})

test('and by looking now and then, where nothing flows at all', async (world) => {
  const { server, here, there } = await twoEdges(world)
  server.isDown = true
  const { userId, accessToken } = await here.store.register(ada, origin)
  const { apiKey } = await here.store.createKey(userId, read, origin)
  await here.store.logout(accessToken, origin)
  for (const run of world.timers.periodic) run()
  await until(() => there.store.key(apiKey) !== undefined)
  await until(async () => (await there.store.verifyToken(accessToken)) === undefined)
})

test('a user who is frozen in the database has no keys and no sessions', async (world) => {
  const { here, there } = await twoEdges(world)
  const { userId, accessToken } = await here.store.register(ada, origin)
  const { apiKey } = await here.store.createKey(userId, read, origin)
  await until(() => there.store.key(apiKey) !== undefined)
  await world.database.sql.query("UPDATE users SET status = 'frozen'")
  there.shared.resume()
  await until(() => there.store.key(apiKey) === undefined)
  await until(async () => (await there.store.verifyToken(accessToken)) === undefined)
})

test('a database that is away ends nothing', async (world) => {
  const { here, there } = await twoEdges(world)
  const { userId, accessToken } = await here.store.register(ada, origin)
  const { apiKey } = await here.store.createKey(userId, read, origin)
  await until(() => there.store.key(apiKey) !== undefined)
  world.isDatabaseDown = true
  there.shared.resume()
  here.shared.tell({ kind: 'keyChanged', id: apiKey })
  await there.store.close()
  assert.ok(there.store.key(apiKey))
  assert.ok(await there.store.verifyToken(accessToken))
  assert.equal(world.warnings, [])
})

test.run()
