// Sockets whose end cancels orders: who gets a number, and what is sent when the socket is gone.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Caller } from '../../ports.js'
import { aliceCaller, Rig } from './testing/rig.js'

const trader: Caller = { ...aliceCaller, permissions: ['read', 'trade'] }
const other: Caller = { ...trader, userId: 'bob', account: aliceCaller.account + 1 }

async function withRig(work: (rig: Rig) => Promise<void>): Promise<void> {
  const rig = await Rig.open({ messagesPerSecondMax: 1_000 })
  rig.identity.tokens.set('trader-token', trader).set('other-token', other)
  try {
    await work(rig)
    assert.equal(rig.errors, [])
  } finally {
    await rig.close()
  }
}

const done = { result: null, id: 1 }
const numbered = (connectionId: number) => ({ result: { connectionId }, id: 1 })
const cancelled = (rig: Rig) =>
  rig.sent.map((body) => {
    const { account, connection } = body as { account: number; connection: number }
    return [account, connection]
  })

test('a socket gets a number once, and its end cancels by it', () =>
  withRig(async (rig) => {
    const [one, two] = [await rig.connect(), await rig.connect()]
    for (const client of [one, two])
      assert.equal(await client.ask('AUTHENTICATE', { token: 'trader-token' }), done)
    assert.equal(await one.ask('CANCEL_ON_DISCONNECT'), numbered(1))
    assert.equal(await two.ask('CANCEL_ON_DISCONNECT'), numbered(2))
    assert.equal(await one.ask('CANCEL_ON_DISCONNECT'), numbered(1))
    assert.equal(rig.sent, [])
    one.webSocket.terminate()
    await rig.connectionsAre(1)
    assert.equal(cancelled(rig), [[trader.account, 1]])
    two.webSocket.close()
    await rig.connectionsAre(0)
    assert.equal(cancelled(rig), [
      [trader.account, 1],
      [trader.account, 2],
    ])
  }))

test('who has not signed in, or may only read, gets none', () =>
  withRig(async (rig) => {
    const client = await rig.connect()
    assert.equal(await client.ask('CANCEL_ON_DISCONNECT'), {
      error: { code: -1002, msg: 'You are not authorized to execute this request.' },
      id: 1,
    })
    assert.equal(await client.ask('AUTHENTICATE', { token: 'alice-token' }), done)
    assert.equal(await client.ask('CANCEL_ON_DISCONNECT'), {
      error: { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' },
      id: 1,
    })
    client.webSocket.terminate()
    await rig.connectionsAre(0)
    assert.equal(rig.sent, [])
  }))

test('a socket that speaks for somebody else ends what it was for the one before', () =>
  withRig(async (rig) => {
    const client = await rig.connect()
    assert.equal(await client.ask('AUTHENTICATE', { token: 'trader-token' }), done)
    assert.equal(await client.ask('CANCEL_ON_DISCONNECT'), numbered(1))
    assert.equal(await client.ask('AUTHENTICATE', { token: 'trader-token' }), done)
    assert.equal(rig.sent, [], 'the same account again')
    assert.equal(await client.ask('AUTHENTICATE', { token: 'other-token' }), done)
    assert.equal(cancelled(rig), [[trader.account, 1]])
    assert.equal(await client.ask('CANCEL_ON_DISCONNECT'), numbered(2))
    client.webSocket.terminate()
    await rig.connectionsAre(0)
    assert.equal(cancelled(rig)[1], [other.account, 2])
  }))

test('the server’s own end of a socket is an end', () =>
  withRig(async (rig) => {
    const client = await rig.connect()
    assert.equal(await client.ask('AUTHENTICATE', { token: 'trader-token' }), done)
    assert.equal(await client.ask('CANCEL_ON_DISCONNECT'), numbered(1))
    rig.sockets.close()
    await client.closed
    await rig.connectionsAre(0)
    assert.equal(cancelled(rig), [[trader.account, 1]])
  }))

test.run()
