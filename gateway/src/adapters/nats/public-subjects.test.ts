// Public subjects on a real server: at most once, no stream keeps them, and nothing is waited for.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StreamWorld } from '../../testing/stream-world.js'
import { settings, until, withServer } from '../../testing/stream-world.js'
import type { NatsClient } from './connect.js'
import { NatsPublicSubjects } from './public-subjects.js'

const megabyte = 1024 * 1024

/** What a reader has heard, each with its subject. */
async function hear(client: NatsClient): Promise<string[]> {
  const heard: string[] = []
  client.connection.subscribe('test.public.>', {
    callback: (_, message) => heard.push(`${message.subject} ${message.string().slice(0, 20)}`),
  })
  await client.connection.flush()
  return heard
}

async function opened(world: StreamWorld) {
  const client = await world.connect()
  const subjects = new NatsPublicSubjects(client, settings.prefix, () => true)
  return { client, subjects, heard: await hear(await world.connect()) }
}

withServer('a subject a market and kind, and no stream keeps it', async (world) => {
  const { client, subjects, heard } = await opened(world)
  await world.open()
  subjects.put('BTCUSDT', 'trade', '{"t":1}')
  subjects.put('ETHUSDT', 'depth', '{"u":7}')
  await until(() => heard.length === 2)
  assert.equal(heard, ['test.public.BTCUSDT.trade {"t":1}', 'test.public.ETHUSDT.depth {"u":7}'])
  assert.equal(subjects.counts, { messagesSent: 2, dropped: 0 })
  const manager = await client.connection.jetstreamManager()
  assert.equal(await manager.streams.names('test.public.>').next(), [])
})

withServer(
  'what a server that is away or stuck cannot take is dropped and counted',
  async (world) => {
    const { client, subjects, heard } = await opened(world)
    const { server } = world
    const { counts } = subjects
    const large = 'x'.repeat(megabyte / 2)
    const goOn = await server.pause()
    for (let n = 0; n < 10; n++) subjects.put('BTCUSDT', 'depth', large)
    assert.equal(counts, { messagesSent: 8, dropped: 2 })
    goOn()
    await until(() => heard.length === 8)
    await client.connection.flush()
    subjects.put('BTCUSDT', 'depth', large)
    assert.equal(counts, { messagesSent: 9, dropped: 2 })
    await until(() => heard.length === 9)

    await server.kill()
    await until(() => !client.isConnected)
    subjects.put('BTCUSDT', 'trade', 'while away')
    assert.equal(counts, { messagesSent: 9, dropped: 3 })
    await server.run()
    await until(() => client.isConnected)
    subjects.put('BTCUSDT', 'trade', 'afterwards')
    assert.equal(counts, { messagesSent: 10, dropped: 3 })
  },
)

withServer('what is larger than the server takes is dropped', async (world) => {
  const { subjects, heard } = await opened(world)
  subjects.put('BTCUSDT', 'depth', 'x'.repeat(megabyte + 1))
  assert.equal(subjects.counts, { messagesSent: 0, dropped: 1 })
  subjects.put('BTCUSDT', 'depth', 'small')
  await until(() => heard.length === 1)
  assert.equal(heard, ['test.public.BTCUSDT.depth small'])
})

test.run()
