// Two edges over HTTP that share one budget in a real Redis, which is emptied under them.
import { Redis } from 'ioredis'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connectRedis, type SharedRedis } from '../../adapters/redis/index.js'
import { systemTimers } from '../../adapters/system.js'
import { defaultLimits } from '../../ports.js'
import { openSmallEdge, type SmallEdge, sendRaw } from '../../testing/small-edge.js'
import { TestClock } from '../../testing/world.js'
import { RequestLimits } from './limits.js'

interface World {
  edges: SmallEdge[]
  ends: (() => void)[]
  limits: RequestLimits[]
}

const url = process.env.REDIS_URL ?? ''
const prefix = `openbell-test-${process.pid}:`
const test = suite<World>('two edges')
const check: typeof test = url === '' ? (test.skip as typeof test) : test

/** Only the keys of this test, in a server that others use, too. */
async function forgetKeys(): Promise<number> {
  const client = new Redis(url)
  const keys = await client.keys(`${prefix}*`)
  if (keys.length > 0) await client.del(...keys)
  await client.quit()
  return keys.length
}

test.before.each(async (world) => {
  Object.assign(world, { edges: [], ends: [], limits: [] })
  if (url === '') return
  const clock = new TestClock()
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  for (const edge of ['here', 'there']) {
    const parts = { url, prefix, edge, timers: systemTimers, log }
    const shared: SharedRedis = await connectRedis(parts)
    const settings = { ...defaultLimits, requestsPerMinute: 20 }
    const about = { settings, trustedProxies: [], clock, timers: systemTimers, shared }
    const rateLimits = new RequestLimits(about)
    world.limits.push(rateLimits)
    world.edges.push(await openSmallEdge({ clock, rateLimits, shared }))
    world.ends.push(() => {
      rateLimits.close()
      shared.close()
    })
  }
})

test.after.each(async ({ edges, ends }) => {
  for (const edge of edges) await edge.close()
  for (const end of ends) end()
  if (url !== '') await forgetKeys()
})

const ask = async ({ address }: SmallEdge) =>
  (await sendRaw(address, { method: 'GET', path: '/api/v3/time' })).status

async function askTimes(edge: SmallEdge, times: number): Promise<number[]> {
  const statuses: number[] = []
  for (let n = 0; n < times; n++) statuses.push(await ask(edge))
  return statuses
}

check('what one has answered the other does not answer again', async ({ edges, limits }) => {
  const [here, there] = edges as [SmallEdge, SmallEdge]
  assert.equal(await askTimes(here, 15), Array(15).fill(200))
  await limits[0]?.share()
  await limits[0]?.share()
  assert.is(await ask(there), 200)
  await limits[1]?.share()
  await limits[1]?.share()
  assert.equal(await askTimes(there, 5), [200, 200, 200, 200, 429])
})

check('an emptied server forgets what each edge still knows', async ({ edges, limits }) => {
  const [here] = edges as [SmallEdge, SmallEdge]
  await askTimes(here, 15)
  await limits[0]?.share()
  await limits[0]?.share()
  assert.ok((await forgetKeys()) > 0)
  await askTimes(here, 1)
  await limits[0]?.share()
  await limits[0]?.share()
  assert.equal(await askTimes(here, 5), [200, 200, 200, 200, 429])
})

check('a signed request that counts once does so on both', async ({ edges }) => {
  const [here, there] = edges as [SmallEdge, SmallEdge]
  // Both make the same first user, with the same key.
  const [one, other] = [await here.client(), await there.client()]
  const answer = async (client: typeof one) =>
    (await client.signed('DELETE', '/api/v3/allOpenOrders')).text
  assert.not.match(await answer(one), /-1021/)
  assert.match(await answer(other), /-1021/)
})

test.run()
