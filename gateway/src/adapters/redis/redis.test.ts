// The shared state on a real Redis, which is emptied, paused, stopped, killed and started again.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Notice, Reporter } from '../../ports.js'
import { OwnRedis, until } from '../../testing/own-redis.js'
import { systemTimers } from '../system.js'
import { connectRedis, type SharedRedis } from './index.js'

interface World {
  server: OwnRedis
  edges: SharedRedis[]
  said: string[]
  edge(name?: string): Promise<SharedRedis>
}

/** Where REDIS_URL is set, its program is installed, too: servers of our own are ours to kill. */
const test = suite<World>('redis')
const isThere = Boolean(process.env.REDIS_URL)
const check: typeof test = isThere ? test : (test.skip as typeof test)

test.before.each(async (world) => {
  world.edges = []
  world.said = []
  const say = (text: string) => world.said.push(text)
  const log: Reporter = { info: say, warn: say, error: say }
  if (isThere) world.server = await OwnRedis.start()
  world.edge = async (name = `edge${world.edges.length}`) => {
    const { url } = world.server
    const parts = { url, prefix: 'test:', edge: name, timers: systemTimers, log }
    const edge = await connectRedis(parts)
    world.edges.push(edge)
    return edge
  }
})

test.after.each(async ({ edges, server }) => {
  for (const edge of edges) edge.close()
  await server?.end()
})

const one = (name: string, amount = 1) => [{ name, amount, keepSeconds: 65 }]
const failed = (promise: Promise<unknown>) =>
  promise.then(
    () => false,
    () => true,
  )

check('counts are common to all edges, and end by themselves', async ({ edge, server }) => {
  const [here, there] = [await edge(), await edge()]
  assert.equal(await here.add([...one('a', 3), ...one('b', 5)]), [3, 5])
  assert.equal(await there.add([...one('b', 2), ...one('a')]), [7, 4])
  const keys = (await server.command('KEYS', '*')) as string[]
  assert.ok(keys.length >= 2 && keys.every((key) => key.startsWith('test:2:')), keys.join(' '))
  for (const key of keys) assert.ok(((await server.command('PTTL', key)) as number) > 0, key)
})

check('a name is claimed once', async ({ edge }) => {
  const [here, there] = [await edge(), await edge()]
  assert.is(await here.claim('nonce', 60_000), true)
  assert.is(await there.claim('nonce', 60_000), false)
  assert.is(await there.claim('other', 60_000), true)
})

check('notices reach the others, and nobody takes what is none', async ({ edge, server }) => {
  const [here, there] = [await edge(), await edge()]
  const heard: Notice[] = []
  there.onNotice((notice) => heard.push(notice))
  here.onNotice(() => assert.unreachable('an edge heard itself'))
  const notice: Notice = { kind: 'sessionRevoked', id: 's', expiresSeconds: 7 }
  const nonsense = ['', '{', '[]', '{"from":"x","notice":{"kind":"open the vault"}}']
  for (const text of nonsense) await server.command('PUBLISH', 'test:2:notices', text)
  await until('a notice', () => {
    here.tell(notice)
    return heard.length > 0
  })
  assert.equal(heard[0], notice)
})

check('a server that was emptied counts from nothing', async ({ edge, server }) => {
  const here = await edge()
  await here.add(one('a', 3))
  await server.command('FLUSHALL')
  await server.command('SCRIPT', 'FLUSH')
  assert.equal(await here.add(one('a')), [1])
  assert.ok(here.isUp())
})

check(
  'killed and started again, it is used again, and notices flow',
  async ({ edge, server, said }) => {
    const [here, there] = [await edge(), await edge()]
    const heard: Notice[] = []
    let resumed = 0
    there.onNotice((notice) => heard.push(notice))
    there.onResumed(() => resumed++)
    await server.kill()
    await until('down', () => !here.isUp() && !there.isUp())
    assert.ok(await failed(here.add(one('a'))))
    assert.ok(said.some((text) => /^Redis is down/.test(text)))
    await server.start()
    await until('up', () => here.isUp() && there.isUp() && resumed > 0)
    assert.equal(await here.add(one('a')), [1])
    await until('a notice', () => {
      here.tell({ kind: 'keyChanged', id: 'k' })
      return heard.length > 0
    })
  },
)

check('a server that does not answer is down, until it answers', async ({ edge, server }) => {
  const here = await edge()
  const goOn = await server.pause()
  try {
    assert.ok(await failed(here.add(one('a'))))
    assert.is(here.isUp(), false)
    await until('commands fail at once', () => failed(here.claim('x', 1_000)))
  } finally {
    goOn()
  }
  await until('up', () => here.isUp())
  assert.ok((await here.add(one('b')))[0])
})

check('a server whose clients are paused is down, until they are not', async ({ edge, server }) => {
  const here = await edge()
  await server.command('CLIENT', 'PAUSE', 4_500, 'ALL')
  assert.ok(await failed(here.add(one('a'))))
  assert.is(here.isUp(), false)
  await until('up', () => here.isUp())
})

check('a server that only reads is down, until it writes', async ({ edge, server }) => {
  const here = await edge()
  await server.command('REPLICAOF', '127.0.0.1', 1)
  await until('down', () => !here.isUp())
  await server.command('REPLICAOF', 'NO', 'ONE')
  await until('up', () => here.isUp())
  assert.equal(await here.add(one('a')), [1])
})

check('a server without memory is down', async ({ edge, server }) => {
  const here = await edge()
  await server.command('CONFIG', 'SET', 'maxmemory', 1)
  await until('down', () => !here.isUp())
  await server.command('CONFIG', 'SET', 'maxmemory', 0)
  await until('up', () => here.isUp())
})

check(
  'an edge starts without its server, and uses it when it is there',
  async ({ edge, server, said }) => {
    await server.kill()
    const here = await edge()
    assert.is(here.isUp(), false)
    assert.match(said.join(), /Redis cannot be reached, and is tried again/)
    here.tell({ kind: 'keyChanged', id: 'k' })
    await server.start()
    await until('up', () => here.isUp())
  },
)

check('a server that refuses us ends the start', async ({ edge, server }) => {
  await server.kill()
  await server.start('--requirepass', 'secret')
  await until('the server', async () => {
    try {
      await edge()
      return false
    } catch (error) {
      assert.match((error as Error).message, /^Redis refuses us: NOAUTH .*REDIS_URL/)
      return true
    }
  })
})

test.run()
