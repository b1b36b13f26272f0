// An account's own events: only for who signed in, in the order of their numbers.
import { createHmac } from 'node:crypto'
import { OrderStatus, OrderType, Side, TimeInForce } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Caller } from '../../ports.js'
import { alice, bob, btc, type OrderFields, usd } from '../../views/testing/frames.js'
import { aliceCaller, type Client, Rig } from './testing/rig.js'

const done = { result: null, id: 1 }

async function withRig(work: (rig: Rig) => Promise<void>): Promise<void> {
  const rig = await Rig.open({ messagesPerSecondMax: 1_000 })
  try {
    await work(rig)
    assert.equal(rig.errors, [])
  } finally {
    await rig.close()
  }
}

async function signedIn(rig: Rig, streams: readonly string[], path = '/ws'): Promise<Client> {
  const client = await rig.connect(path)
  assert.equal(await client.ask('AUTHENTICATE', { token: 'alice-token' }), done)
  assert.equal(await client.ask('SUBSCRIBE', streams), done)
  return client
}

const sign = (payload: string, secret = 'alice-secret'): string =>
  createHmac('sha256', secret).update(payload).digest('hex')

const ask: OrderFields = {
  account: alice,
  orderId: 1,
  side: Side.sell,
  priceTicks: 6_500_050,
  quantityLots: 100,
  clientOrderId: 'mine',
}
const bid: OrderFields = {
  ...ask,
  account: bob,
  orderId: 2,
  side: Side.buy,
  quantityLots: 40,
  clientOrderId: '',
}

test('a key signs in with a signature over its fields in order', () =>
  withRig(async (rig) => {
    const client = await rig.connect()
    const apiKey = 'alice-key-of-16'
    const timestamp = rig.time.wallUs() / 1_000
    const plain = `apiKey=${apiKey}&timestamp=${timestamp}`
    const signature = sign(plain)
    assert.equal(await client.ask('AUTHENTICATE', { apiKey, timestamp, signature }), done)
    const recvWindow = '6000.5'
    const windowed = sign(`apiKey=${apiKey}&recvWindow=${recvWindow}&timestamp=${timestamp}`)
    const fields = { signature: windowed, apiKey, recvWindow, timestamp: String(timestamp) }
    assert.equal(await client.ask('AUTHENTICATE', fields), done)
    assert.equal(await client.ask('SUBSCRIBE', ['executions', 'balances']), done)
  }))

test('what does not prove who it is, is refused in the dialect’s words', () =>
  withRig(async (rig) => {
    const client = await rig.connect()
    const apiKey = 'alice-key-of-16'
    const now = rig.time.wallUs() / 1_000
    const at = (timestamp: number) => ({
      apiKey,
      timestamp,
      signature: sign(`apiKey=${apiKey}&timestamp=${timestamp}`),
    })
    rig.identity.tokens.set('no-rights', { ...aliceCaller, permissions: ['trade'] })
    const keyRejected = 'Invalid API-key, IP, or permissions for action.'
    const wrong = 'Signature for this request is not valid.'
    for (const [params, code, msg] of [
      [{ token: 'guess' }, -1002, 'You are not authorized to execute this request.'],
      [{ token: 'a'.repeat(5_000) }, -1002, 'You are not authorized to execute this request.'],
      [{ token: 'no-rights' }, -2015, keyRejected],
      [{}, -2015, keyRejected],
      [{ ...at(now), apiKey: 'another-key-of-16' }, -2015, keyRejected],
      [
        { apiKey, timestamp: now },
        -1102,
        "Mandatory parameter 'signature' was not sent, was empty/null, or malformed.",
      ],
      [{ ...at(now), signature: 'zz' }, -1022, wrong],
      [{ ...at(now), timestamp: now + 1 }, -1022, wrong],
      [{ ...at(now), recvWindow: 60_000 }, -1022, wrong],
      [at(now - 5_001), -1021, 'Timestamp for this request is outside of the recvWindow.'],
      [at(now + 1_000), -1021, "Timestamp for this request was 1000ms ahead of the server's time."],
    ] as const)
      assert.equal(await client.ask('AUTHENTICATE', params), { error: { code, msg }, id: 1 })
    const denied = { code: -1002, msg: 'You are not authorized to execute this request.' }
    assert.equal(await client.ask('SUBSCRIBE', ['executions']), { error: denied, id: 1 })
  }))

test('requests behind a sign-in wait for it', () =>
  withRig(async (rig) => {
    const client = await rig.connect()
    client.send('{"method":"AUTHENTICATE","params":{"token":"alice-token"},"id":"a"}')
    client.send('{"method":"SUBSCRIBE","params":["balances"],"id":"b"}')
    assert.is(await client.text(), '{"result":null,"id":"a"}')
    assert.is(await client.text(), '{"result":null,"id":"b"}')
  }))

test('executions and positions come in the order of their numbers, and to nobody else', () =>
  withRig(async (rig) => {
    const both = await signedIn(rig, ['executions', 'balances'])
    const executions = await signedIn(rig, ['executions'], '/stream')
    const stranger = await rig.connect()
    rig.identity.tokens.set('bob-token', { ...aliceCaller, account: bob } satisfies Caller)
    await stranger.ask('AUTHENTICATE', { token: 'bob-token' })
    rig.frame(rig.stream.accepted(ask), rig.stream.balance(alice, btc, 0n, 100_000n))
    rig.frame(
      rig.stream.accepted(bid),
      rig.stream.trade({ tradeId: 3, maker: ask, taker: bid, quantityLots: 40 }),
      rig.stream.balance(alice, btc, 0n, 60_000n),
      rig.stream.balance(alice, usd, 259_999_999_993n),
      rig.stream.closed(ask, 40),
      rig.stream.balance(alice, btc, 60_000n, 0n),
    )
    rig.flush()
    const seen = []
    for (let count = 0; count < 6; count++) {
      const { e, x, B, firstAccountEvent, accountEvent } = await both.next()
      seen.push([e, x ?? B, firstAccountEvent ?? accountEvent, accountEvent])
    }
    assert.equal(seen, [
      ['executionReport', 'NEW', 1, 1],
      ['outboundAccountPosition', [{ a: 'BTC', f: '0.00000000', l: '0.00100000' }], 2, 2],
      ['executionReport', 'TRADE', 3, 3],
      [
        'outboundAccountPosition',
        [
          { a: 'BTC', f: '0.00000000', l: '0.00060000' },
          { a: 'USD', f: '2599.99999993', l: '0.00000000' },
        ],
        4,
        5,
      ],
      ['executionReport', 'CANCELED', 6, 6],
      ['outboundAccountPosition', [{ a: 'BTC', f: '0.00060000', l: '0.00000000' }], 7, 7],
    ])
    for (const accountEvent of [1, 3, 6]) {
      const { stream, data } = await executions.next()
      assert.is(stream, 'executions')
      assert.is((data as { accountEvent: number }).accountEvent, accountEvent)
    }
    await Promise.all([executions.settle(), stranger.settle()])
    assert.is(executions.unread + stranger.unread, 0)
  }))

test('an execution report of a fill has every field letter', () =>
  withRig(async (rig) => {
    const client = await signedIn(rig, ['executions'])
    rig.frame(rig.stream.accepted(ask))
    const placedMs = Math.floor(rig.stream.timestampUs / 1_000)
    rig.frame(
      rig.stream.accepted(bid),
      rig.stream.trade({ tradeId: 3, maker: ask, taker: bid, quantityLots: 40 }),
    )
    rig.flush()
    await client.next()
    assert.equal(await client.next(), {
      e: 'executionReport',
      E: rig.time.wallUs() / 1_000,
      s: 'BTCUSD',
      c: 'mine',
      S: 'SELL',
      o: 'LIMIT',
      f: 'GTC',
      q: '0.00100000',
      p: '65000.50000000',
      P: '0.00000000',
      F: '0.00000000',
      g: -1,
      C: '',
      x: 'TRADE',
      X: 'PARTIALLY_FILLED',
      r: 'NONE',
      i: 1,
      l: '0.00040000',
      z: '0.00040000',
      L: '65000.50000000',
      n: '0.00000007',
      N: 'USD',
      T: Math.floor(rig.stream.timestampUs / 1_000),
      t: 3,
      I: 2,
      w: true,
      m: true,
      M: false,
      O: placedMs,
      Z: '26.00020000',
      Y: '26.00020000',
      Q: '0.00000000',
      V: 'EXPIRE_MAKER',
      accountEvent: 2,
      W: placedMs,
    })
  }))

test('orders at the market and immediate ones are never on the book', () =>
  withRig(async (rig) => {
    const client = await signedIn(rig, ['executions'])
    const immediate = { ...ask, timeInForce: TimeInForce.immediateOrCancel }
    const atMarket = { ...ask, orderId: 2, orderType: OrderType.market, clientOrderId: '' }
    rig.frame(
      rig.stream.accepted(immediate),
      rig.stream.closed(immediate, 0, OrderStatus.expired),
      rig.stream.accepted(atMarket),
    )
    rig.flush()
    const { x, X, w, f, c } = await client.next()
    assert.equal([x, X, w, f, c], ['NEW', 'NEW', false, 'IOC', 'mine'])
    const expired = await client.next()
    assert.equal([expired.x, expired.X, expired.C], ['EXPIRED', 'EXPIRED', ''])
    const second = await client.next()
    assert.equal([second.o, second.f, second.w, second.c], ['MARKET', 'GTC', false, 'ob2'])
  }))

test('who signs in as somebody else gets nothing more of the first', () =>
  withRig(async (rig) => {
    const client = await signedIn(rig, ['executions', 'btcusd@trade'])
    rig.identity.tokens.set('bob-token', { ...aliceCaller, account: bob })
    assert.equal(await client.ask('AUTHENTICATE', { token: 'bob-token' }), done)
    const left = await client.ask('LIST_SUBSCRIPTIONS')
    assert.equal(left, { result: ['btcusd@trade'], id: 1 })
    rig.frame(rig.stream.accepted(ask))
    rig.flush()
    await client.settle()
    assert.is(client.unread, 0)
  }))

test('a key or token that no longer holds ends the connection', async () => {
  const rig = await Rig.open({ recheckEveryMs: 2_000 })
  try {
    const client = await signedIn(rig, ['executions'])
    rig.time.pass(4_000)
    rig.identity.tokens.delete('alice-token')
    rig.time.pass(2_000)
    assert.equal(await client.closed, [1008, 'signed out'])
  } finally {
    await rig.close()
  }
})

test('a session that is revoked ends its connections at once, and no others', async () => {
  const rig = await Rig.open()
  try {
    const client = await signedIn(rig, ['executions'])
    const stranger = await rig.connect()
    rig.identity.tokens.delete('alice-token')
    rig.identity.revoked()
    assert.equal(await client.closed, [1008, 'signed out'])
    assert.equal(await stranger.ask('LIST_SUBSCRIPTIONS'), { result: [], id: 1 })
  } finally {
    await rig.close()
  }
})

test('a database that is down is told, and signs nobody out', async () => {
  const rig = await Rig.open({ recheckEveryMs: 2_000 })
  try {
    const client = await signedIn(rig, ['executions'])
    rig.identity.verifyToken = async () => {
      throw new Error('connection refused')
    }
    rig.time.pass(4_000)
    const msg = 'An unknown error occurred while processing the request.'
    const answer = await client.ask('AUTHENTICATE', { token: 'alice-token' })
    assert.equal(answer, { error: { code: -1000, msg }, id: 1 })
    assert.equal(rig.errors, ['a request over a web socket failed: Error: connection refused'])
    assert.equal(await client.ask('LIST_SUBSCRIPTIONS'), { result: ['executions'], id: 1 })
  } finally {
    await rig.close()
  }
})

test.run()
