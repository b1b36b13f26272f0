// The whole exchange as a process with a Redis that stops answering: what goes on, and what waits.
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { openAccount, signed } from './testing/api-client.js'
import { openTestDatabase, type TestDatabase } from './testing/database.js'
import { type ExchangeChild, startExchangeChild } from './testing/exchange-child.js'
import { OwnRedis, until } from './testing/own-redis.js'

interface World {
  work: string
  database: TestDatabase
  redis: OwnRedis
  child: ExchangeChild
}

const test = suite<World>('an exchange with Redis')
const isThere = Boolean(process.env.REDIS_URL)
const check: typeof test = isThere ? test : (test.skip as typeof test)

test.before(async (world) => {
  if (!isThere) return
  world.work = await mkdtemp(join(tmpdir(), 'openbell-redis-'))
  await chmod(world.work, 0o755)
  world.database = await openTestDatabase({ migrated: false })
  world.redis = await OwnRedis.start()
  world.child = await startExchangeChild({
    OPENBELL_DATA: join(world.work, 'data'),
    DATABASE_URL: world.database.url,
    REDIS_URL: world.redis.url,
  })
})

test.after(async ({ work, database, redis, child }) => {
  if (!isThere) return
  assert.is(await child.stop(), 0)
  await redis.end()
  await database.stop()
  await rm(work, { recursive: true, force: true })
})

const order = (price: number) => ({
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price,
})

check('trading goes on, cancels get through, logins wait', async ({ child, redis }) => {
  const { address } = child
  const redisPart = async () => {
    const ready = await fetch(`${address}/ready`)
    assert.is(ready.status, 200)
    return ((await ready.json()) as { parts: { redis: string } }).parts.redis
  }
  const login = async () => {
    const body = JSON.stringify({ username: 'redis', password: 'correct horse battery' })
    const headers = { 'content-type': 'application/json' }
    return fetch(`${address}/api/v1/auth/login`, { method: 'POST', headers, body })
  }
  const place = (price: number) => signed(address, key, 'POST', 'order', order(price))
  const cancelAll = () => signed(address, key, 'DELETE', 'openOrders', { symbol: 'BTCUSDT' })

  await until('up', async () => (await redisPart()) === 'up')
  const key = await openAccount(address, 'redis', { USDT: '10000' })
  assert.is((await login()).status, 200)
  assert.is((await place(60_000)).status, 200)

  const goOn = await redis.pause()
  try {
    await until('down', async () => (await redisPart()) === 'down')
    const refused = await login()
    assert.equal([refused.status, refused.headers.get('retry-after')], [503, '5'])
    assert.is((await place(60_001)).status, 200)
    const cancelled = await cancelAll()
    assert.is(cancelled.status, 200, JSON.stringify(cancelled.body))
  } finally {
    goOn()
  }
  await until('up', async () => (await redisPart()) === 'up')
  assert.is((await login()).status, 200)

  await redis.kill()
  await until('down', async () => (await redisPart()) === 'down')
  assert.is((await place(60_002)).status, 200)
  assert.is((await cancelAll()).status, 200)
  await redis.start()
  await until('up', async () => (await redisPart()) === 'up')
  assert.is((await login()).status, 200)
})

test.run()
