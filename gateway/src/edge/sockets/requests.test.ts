// What clients may ask over their sockets, what they get, and what they are refused.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { SocketLimits } from './index.js'
import { Rig } from './testing/rig.js'

async function withRig(
  work: (rig: Rig) => Promise<void>,
  limits: Partial<SocketLimits> = {},
): Promise<void> {
  const rig = await Rig.open({ messagesPerSecondMax: 1_000, ...limits })
  try {
    await work(rig)
    assert.equal(rig.errors, [])
  } finally {
    await rig.close()
  }
}

test('paths that clients of the dialect open, and what they subscribe to', () =>
  withRig(async (rig) => {
    for (const [path, names] of [
      ['/ws', []],
      ['/ws/', []],
      ['/ws/0', []],
      ['/ws/btcusd@trade', ['btcusd@trade']],
      ['/ws/btcusd@trade/btcusd@depth', ['btcusd@trade', 'btcusd@depth']],
      ['/ws/btcusd%40trade?timeUnit=millisecond', ['btcusd@trade']],
      ['/stream', []],
      ['/stream?streams=', []],
      ['/stream?streams=btcusd@trade/btcusd@depth@100ms', ['btcusd@trade', 'btcusd@depth@100ms']],
      ['/stream/ws', []],
      ['/stream/ws/0', []],
      ['/stream/ws/btcusd@trade', ['btcusd@trade']],
    ] as const) {
      const client = await rig.connect(path)
      assert.equal(await client.ask('LIST_SUBSCRIPTIONS'), { result: names, id: 1 }, path)
      const isCombined = path.startsWith('/stream') && !path.startsWith('/stream/ws')
      assert.equal(await client.ask('GET_PROPERTY', ['combined']), { result: isCombined, id: 1 })
    }
  }))

test('other paths are not found', () =>
  withRig(async (rig) => {
    for (const path of ['/', '/api/v3/ping', '/wsx', '/streams', '/ws-api/v3', '/stream/x', '/%'])
      try {
        await rig.start(path).opened
        assert.unreachable(path)
      } catch (error) {
        assert.match(String(error), /Unexpected server response: 404/, path)
      }
  }))

test('an unknown stream in a path is told, and the connection stays', () =>
  withRig(async (rig) => {
    for (const path of ['/ws/nosuch@trade', '/stream?streams=nosuch@trade']) {
      const client = await rig.connect(path)
      assert.equal(await client.next(), {
        error: { code: 2, msg: 'Invalid request: unknown stream `nosuch@trade`' },
        id: null,
      })
      assert.equal(await client.ask('LIST_SUBSCRIPTIONS'), { result: [], id: 1 })
    }
  }))

test('subscribing, unsubscribing, listing, and the combined property', () =>
  withRig(async (rig) => {
    const client = await rig.connect()
    const done = { result: null, id: 1 }
    assert.equal(await client.ask('SUBSCRIBE', ['btcusd@trade', 'btcusd@depth']), done)
    assert.equal(await client.ask('SUBSCRIBE', ['btcusd@trade', 'btcusd@depth@1000ms']), done)
    const names = ['btcusd@trade', 'btcusd@depth', 'btcusd@depth@1000ms']
    assert.equal(await client.ask('LIST_SUBSCRIPTIONS'), { result: names, id: 1 })
    const { connections, subscriptions, messagesSent } = rig.sockets.counts()
    assert.equal(
      { connections, subscriptions, messagesSent },
      { connections: 1, subscriptions: 3, messagesSent: 3 },
    )
    assert.equal(await client.ask('UNSUBSCRIBE', ['btcusd@depth', 'never@subscribed']), done)
    assert.equal(await client.ask('LIST_SUBSCRIPTIONS'), { result: [names[0], names[2]], id: 1 })
    assert.equal(await client.ask('SUBSCRIBE', []), done)
    assert.equal(await client.ask('SET_PROPERTY', ['combined', true]), done)
    assert.equal(await client.ask('GET_PROPERTY', ['combined']), { result: true, id: 1 })
    client.webSocket.close()
    await rig.connectionsAre(0)
    assert.equal(rig.sockets.counts().subscriptions, 0)
  }))

test('ids come back as they came', () =>
  withRig(async (rig) => {
    const client = await rig.connect()
    for (const id of [
      '7',
      '-7',
      '0',
      '"x"',
      '""',
      'null',
      '9223372036854775807',
      '-9223372036854775808',
    ])
      await expectId(id, id)
    await expectId(`"${'a'.repeat(36)}"`, `"${'a'.repeat(36)}"`)
    client.send('{"method":"LIST_SUBSCRIPTIONS"}')
    assert.is(await client.text(), '{"result":[],"id":null}')

    async function expectId(sent: string, expected: string): Promise<void> {
      client.send(`{"method":"LIST_SUBSCRIPTIONS","id": ${sent}}`)
      assert.is(await client.text(), `{"result":[],"id":${expected}}`)
    }
  }))

const badId = 'Invalid request: request ID must be an int64, null or at most 36 characters'
const variants =
  'expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`, `AUTHENTICATE`, `CANCEL_ON_DISCONNECT`'

test('bad requests are refused in words, and the connection stays', () =>
  withRig(async (rig) => {
    const client = await rig.connect()
    for (const [text, code, msg, id] of [
      ['', 3, 'Invalid JSON: the body is empty.', null],
      ['{', 3, 'Invalid JSON: it does not parse.', null],
      ['{"id":1,"id":2}', 3, "Invalid JSON: the key 'id' stands twice.", null],
      ['{"__proto__":1}', 3, "Invalid JSON: the key '__proto__' is not allowed.", null],
      ['[1]', 2, 'Invalid request: it must be an object', null],
      ['null', 2, 'Invalid request: it must be an object', null],
      ['"SUBSCRIBE"', 2, 'Invalid request: it must be an object', null],
      ['{"id":4}', 2, 'Invalid request: missing field `method`', 4],
      ['{"method":"X","id":4}', 2, `Invalid request: unknown variant \`X\`, ${variants}`, 4],
      ['{"method":7}', 2, `Invalid request: unknown variant \`7\`, ${variants}`, null],
      [
        '{"method":"subscribe"}',
        2,
        `Invalid request: unknown variant \`subscribe\`, ${variants}`,
        null,
      ],
      [
        '{"method":"toString"}',
        2,
        `Invalid request: unknown variant \`toString\`, ${variants}`,
        null,
      ],
      ['{"method":"LIST_SUBSCRIPTIONS","id":1.5}', 2, badId, null],
      ['{"method":"LIST_SUBSCRIPTIONS","id":9223372036854775808}', 2, badId, null],
      ['{"method":"LIST_SUBSCRIPTIONS","id":1e300}', 2, badId, null],
      ['{"method":"LIST_SUBSCRIPTIONS","id":true}', 2, badId, null],
      [`{"method":"LIST_SUBSCRIPTIONS","id":"${'a'.repeat(37)}"}`, 2, badId, null],
      ['{"method":"SUBSCRIBE","id":1}', 2, 'Invalid request: missing field `params`', 1],
      [
        '{"method":"SUBSCRIBE","params":"x","id":1}',
        2,
        'Invalid request: `params` must be names of streams',
        1,
      ],
      [
        '{"method":"SUBSCRIBE","params":[1],"id":1}',
        2,
        'Invalid request: `params` must be names of streams',
        1,
      ],
      ['{"method":"UNSUBSCRIBE","id":1}', 2, 'Invalid request: missing field `params`', 1],
      [
        '{"method":"SUBSCRIBE","params":["executions"],"id":1}',
        -1002,
        'You are not authorized to execute this request.',
        1,
      ],
      ['{"method":"SET_PROPERTY","id":1}', 2, 'Invalid request: property name must be a string', 1],
      ['{"method":"SET_PROPERTY","params":["x",true],"id":1}', 0, 'Unknown property', 1],
      [
        '{"method":"SET_PROPERTY","params":["combined",1],"id":1}',
        1,
        'Invalid value type: expected Boolean',
        1,
      ],
      ['{"method":"GET_PROPERTY","params":["x"],"id":1}', 0, 'Unknown property', 1],
      [
        '{"method":"AUTHENTICATE","id":1}',
        2,
        'Invalid request: `params` must be {token} or {apiKey, timestamp, signature}',
        1,
      ],
    ] as const) {
      client.send(text)
      assert.equal(await client.next(), { error: { code, msg }, id }, text)
    }
    for (const name of [
      'btcusd',
      'BTCUSD@trade',
      'btcusd@Trade',
      'btceur@trade',
      'btcusd@depth@50ms',
      '@trade',
      'btcusd@kline_1m',
      'a"b@x',
    ]) {
      const answer = await client.ask('SUBSCRIBE', ['btcusd@trade', name])
      const msg = `Invalid request: unknown stream \`${name}\``
      assert.equal(answer, { error: { code: 2, msg }, id: 1 })
    }
    assert.equal(await client.ask('LIST_SUBSCRIPTIONS'), { result: [], id: 1 })
  }))

test('so many streams a connection, and no more', () =>
  withRig(
    async (rig) => {
      const client = await rig.connect('/ws/btcusd@trade')
      const answer = await client.ask('SUBSCRIBE', ['btcusd@depth', 'btcusd@depth@100ms'])
      const msg = 'Invalid request: too many parameters: at most 2 streams'
      assert.equal(answer, { error: { code: 2, msg }, id: 1 })
      assert.equal(await client.ask('SUBSCRIBE', ['btcusd@depth', 'btcusd@trade']), {
        result: null,
        id: 1,
      })
    },
    { subscriptionsMax: 2 },
  ))

test.run()
