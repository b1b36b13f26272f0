// What a stranger may not do: flood, overfill, stay silent, stay for ever, come from anywhere.
import { Side } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { SocketLimits } from './index.js'
import { Rig } from './testing/rig.js'

async function withRig(
  limits: Partial<SocketLimits>,
  work: (rig: Rig) => Promise<void>,
): Promise<void> {
  const rig = await Rig.open(limits)
  try {
    await work(rig)
  } finally {
    await rig.close()
  }
}

async function refused(rig: Rig, expected: RegExp, headers = {}): Promise<void> {
  try {
    await rig.start('/ws', { headers }).opened
  } catch (error) {
    assert.match(String(error), expected)
    return
  }
  assert.unreachable('it was taken')
}

test('one message too many in a second ends the connection', () =>
  withRig({}, async (rig) => {
    const client = await rig.connect()
    for (let count = 0; count < 5; count++) await client.ask('LIST_SUBSCRIPTIONS')
    rig.time.pass(400)
    await client.ask('LIST_SUBSCRIPTIONS')
    await client.ask('LIST_SUBSCRIPTIONS')
    client.send('{"method":"LIST_SUBSCRIPTIONS"}')
    assert.equal(await client.closed, [1008, 'too many messages'])
    assert.is(client.unread, 0)
  }))

test('pings count like messages', () =>
  withRig({}, async (rig) => {
    const client = await rig.connect()
    for (let count = 0; count < 6; count++) client.webSocket.ping()
    assert.equal(await client.closed, [1008, 'too many messages'])
  }))

test('a flood while a sign-in is under way is held, then ended', () =>
  withRig({ messagesPerSecondMax: 100 }, async (rig) => {
    const client = await rig.connect()
    rig.identity.verifyToken = () => new Promise(() => undefined)
    client.send('{"method":"AUTHENTICATE","params":{"token":"x"}}')
    for (let count = 0; count < 40; count++) client.send('{"method":"LIST_SUBSCRIPTIONS"}')
    assert.equal(await client.closed, [1008, 'too many messages'])
    assert.is(client.unread, 0)
  }))

test('a message may have so many bytes, and no endless pieces', () =>
  withRig({ messageBytesMax: 200 }, async (rig) => {
    const large = await rig.connect()
    large.send(`{"method":"${'x'.repeat(200)}"}`)
    assert.is((await large.closed)[0], 1009)
    const pieces = await rig.connect()
    for (let count = 0; count < 40; count++) pieces.webSocket.send('[', { fin: false })
    assert.is((await pieces.closed)[0], 1008)
    const binary = await rig.connect()
    binary.webSocket.send(Buffer.from([0xff, 0xfe]))
    const msg = 'Invalid JSON: it is not UTF-8.'
    assert.equal(await binary.next(), { error: { code: 3, msg }, id: null })
  }))

test('so many connections, and so many of one address', async () => {
  await withRig({ connectionsMax: 2 }, async (rig) => {
    await rig.connect()
    const second = await rig.connect()
    await refused(rig, /503/)
    second.webSocket.close()
    await rig.connectionsAre(1)
    await rig.connect()
  })
  await withRig({ connectionsPerAddressMax: 1 }, async (rig) => {
    const first = await rig.connect()
    await refused(rig, /429/)
    first.webSocket.close()
    await rig.connectionsAre(0)
    await rig.connect()
  })
})

test('a network of version 6 has no more connections than one address', () =>
  withRig({ connectionsPerAddressMax: 1 }, async (rig) => {
    const from = (address: string) => ({ 'x-forwarded-for': address })
    const first = await rig.connect('/ws', { headers: from('2001:db8:1:2::1') })
    await refused(rig, /429/, from('2001:db8:1:2:3::'))
    await rig.connect('/ws', { headers: from('2001:db8:1:3::1') })
    first.webSocket.close()
    await rig.connectionsAre(1)
    await rig.connect('/ws', { headers: from('2001:db8:1:2:3::') })
  }))

test('web pages of other origins may not connect where origins are listed', async () => {
  await withRig({ origins: ['https://trade.example'] }, async (rig) => {
    await refused(rig, /403/, { origin: 'https://evil.example' })
    await refused(rig, /403/, { origin: 'null' })
    await rig.connect('/ws', { headers: { origin: 'https://trade.example' } })
    await rig.connect('/ws')
  })
  await withRig({}, async (rig) => {
    await rig.connect('/ws', { headers: { origin: 'https://any.example' } })
  })
})

test('pings come every 20 seconds, and who answers none for a minute is dropped', () =>
  withRig({}, async (rig) => {
    const alive = await rig.connect()
    const dead = await rig.connect('/ws', { autoPong: false })
    for (let pings = 1; pings <= 4; pings++) {
      rig.time.pass(20_000)
      await alive.settle()
      assert.is(alive.pings, pings)
    }
    assert.is((await dead.closed)[0], 1006)
    await rig.connectionsAre(1)
    assert.is(dead.pings, 2)
  }))

test('a connection lives for so long', () =>
  withRig({ lifetimeMs: 30_000 }, async (rig) => {
    const client = await rig.connect()
    rig.time.pass(29_000)
    await client.settle()
    rig.time.pass(1_000)
    assert.equal(await client.closed, [1001, 'its time is over'])
  }))

test('who does not answer a close is cut off', () =>
  withRig({ lifetimeMs: 1_000 }, async (rig) => {
    const client = await rig.connect()
    client.webSocket.pause()
    rig.time.pass(1_000)
    assert.is(rig.sockets.counts().connections, 1)
    rig.time.pass(1_000)
    await rig.connectionsAre(0)
    client.webSocket.resume()
    assert.is((await client.closed)[0], 1001)
  }))

test('at the end everybody is told, and nobody is taken', () =>
  withRig({}, async (rig) => {
    const client = await rig.connect('/ws/btcusd@depth@100ms')
    rig.sockets.close()
    assert.equal(await client.closed, [1001, 'the server closes'])
    await refused(rig, /503/)
    rig.frame(rig.stream.levels(Side.buy, [[100, 5]]))
    rig.time.pass(10_000)
  }))

test.run()
