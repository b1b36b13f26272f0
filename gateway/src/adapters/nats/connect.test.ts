// The connection: waited for, refused where waiting is of no use, back after every restart.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TestNats } from '../../testing/nats-server.js'
import { failureOf, silentLog, until, withServer } from '../../testing/stream-world.js'
import { connectNats } from './connect.js'

const options = { name: 'openbell test', log: silentLog }

test('an address that is none is refused, without what may be a password in it', async () => {
  for (const url of ['', 'http://me:secret@host', 'nats://', 'nats://a:4222,oops secret']) {
    const failure = await failureOf(connectNats(url, options))
    assert.is(failure?.name, 'NatsRefusedError')
    assert.not.match(failure?.message ?? '', 'secret')
  }
})

withServer('it comes back after each restart, and says so', async (world) => {
  const client = await world.connect()
  const seen: boolean[] = []
  client.onChange((isConnected) => seen.push(isConnected))
  for (let round = 0; round < 2; round++) {
    await world.server.kill()
    await until(() => !client.isConnected)
    await world.server.run()
    await client.untilConnected(world.stopping.signal)
  }
  assert.equal(seen, [false, true, false, true])
  await client.connection.flush()
  await client.close()
  await client.close()
  assert.not(client.isConnected)
})

withServer(
  'a server that is paused counts as gone, and does not hold up the end',
  async (world) => {
    const client = await world.connect()
    const goOn = await world.server.pause()
    await until(() => !client.isConnected)
    await client.close()
    goOn()
  },
)

withServer('a server that is away is waited for, until the signal', async (world) => {
  const { url } = world.server
  await world.server.kill()
  const waiting = new AbortController()
  const failing = failureOf(connectNats(url, { ...options, signal: waiting.signal }))
  const connecting = connectNats(url, options)
  waiting.abort()
  assert.is((await failing)?.name, 'AbortError')
  await world.server.run()
  await (await connecting).close()
})

withServer('who logs in wrongly is refused; a user or a token is let in', async () => {
  const passwords = await TestNats.start({
    configuration: 'authorization { user: "bell", password: "p@ss/word" }',
  })
  const tokens = await TestNats.start({ configuration: 'authorization { token: "t0ken" }' })
  const to = (login: string, { port }: TestNats) => `nats://${login}127.0.0.1:${port}`
  try {
    await (await connectNats(to('bell:p%40ss%2Fword@', passwords), options)).close()
    await (await connectNats(to('t0ken@', tokens), options)).close()
    for (const login of ['', 'bell:wrong@', 'token@']) {
      const failure = await failureOf(connectNats(to(login, passwords), options))
      assert.is(failure?.name, 'NatsRefusedError', login)
      assert.not.match(failure?.message ?? '', 'wrong')
    }
  } finally {
    await Promise.all([passwords.stop(), tokens.stop()])
  }
})

withServer('a subject that its user may not publish is told once', async () => {
  const user = '{ user: bell, password: b, permissions: { publish: { deny: "test.public.>" } } }'
  const server = await TestNats.start({ configuration: `authorization { users: [${user}] }` })
  const told: string[] = []
  const log = { ...silentLog, error: (message: string) => told.push(message) }
  const client = await connectNats(`nats://bell:b@127.0.0.1:${server.port}`, { ...options, log })
  try {
    for (let n = 0; n < 3; n++) client.connection.publish('test.public.BTCUSDT.trade')
    await client.connection.flush()
    await until(() => told.length > 0)
    await client.connection.flush()
    assert.equal(told, ['NATS lets this user not publish test.public.BTCUSDT.trade'])
  } finally {
    await client.close()
    await server.stop()
  }
})

test.run()
