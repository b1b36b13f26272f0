// Who may only subscribe to the public subjects gets what the web sockets get; the next leader goes on.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type NatsConnection } from 'nats'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WebSocket } from 'ws'
import { type ApiKey, openAccount, signed } from '../testing/api-client.js'
import { makeKeys } from '../testing/cluster/keys.js'
import { RoleProcess } from '../testing/cluster/processes.js'
import { openTestDatabase, type TestDatabase } from '../testing/database.js'
import { natsProgram, TestNats } from '../testing/nats-server.js'
import { until } from '../testing/stream-world.js'

/** As docs/reference/streams.md has it. */
const configuration = `authorization {
  users: [
    { user: openbell, password: venue }
    { user: reader, password: reader,
      permissions: { publish: { deny: ">" }, subscribe: "openbell.public.>" } }
  ]
}`

interface Heard {
  readonly stream: string
  readonly data: {
    readonly e: string
    readonly t?: number
    readonly U?: number
    readonly u?: number
  }
}

let folder: string
let database: TestDatabase
let nats: TestNats
let reader: NatsConnection
const onBus: Heard[] = []
const parts: RoleProcess[] = []

/** Without the time of sending, which is each one's own. */
function heard(stream: string, text: string): Heard {
  const { E, ...data } = JSON.parse(text)
  assert.type(E, 'number')
  return { stream, data }
}

const streamWords = new Map([['depth', 'depth@100ms']])

async function listenToBus(): Promise<void> {
  reader = await connect({ servers: nats.url.slice(7), user: 'reader', pass: 'reader' })
  reader.subscribe('openbell.public.>', {
    callback: (_, message) => {
      const [, , symbol = '', kind = ''] = message.subject.split('.')
      const stream = `${symbol.toLowerCase()}@${streamWords.get(kind) ?? kind}`
      onBus.push(heard(stream, message.string()))
    },
  })
  await reader.flush()
}

async function listenToSocket(address: string): Promise<Heard[]> {
  const onSocket: Heard[] = []
  const streams = 'btcusdt@trade/btcusdt@depth@100ms'
  const socket = new WebSocket(`${address.replace('http', 'ws')}/stream?streams=${streams}`)
  socket.on('error', () => {})
  socket.on('message', (text) => {
    const { stream, data } = JSON.parse(String(text))
    onSocket.push(heard(stream, JSON.stringify(data)))
  })
  await once(socket, 'open')
  return onSocket
}

/** A rests, B trades with it; one after the other, so that each is an update of the book by itself. */
async function trade(address: string, key: ApiKey): Promise<void> {
  const onSocket = await listenToSocket(address)
  const before = onBus.length
  const order = { symbol: 'BTCUSDT', type: 'LIMIT', timeInForce: 'GTC', price: 60_000 }
  const free = { ...order, quantity: '0.01', selfTradePreventionMode: 'NONE' }
  for (const [side, count] of [
    ['BUY', 1],
    ['SELL', 3],
  ] as const) {
    const { status, body } = await signed(address, key, 'POST', 'order', { ...free, side })
    assert.is(status, 200, JSON.stringify(body))
    await until(() => onSocket.length >= count && onBus.length >= before + count)
  }
  assert.equal(
    onSocket.map(({ data }) => data.e),
    ['depthUpdate', 'trade', 'depthUpdate'],
  )
  assert.equal(onBus.slice(before), onSocket)
}

async function addressOf(part: RoleProcess): Promise<string> {
  return part.until(/open at (.*)/)
}

if (natsProgram) {
  test.before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'openbell-public-'))
    database = await openTestDatabase({ migrated: false })
    nats = await TestNats.start({ configuration })
  })

  test.after(async () => {
    for (const part of parts.reverse()) await part.end('SIGKILL')
    await reader?.close()
    await nats.stop()
    await database.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('a trade and its books go out as on the web socket, also by the next leader', async () => {
    const env = {
      ...makeKeys(),
      NATS_URL: nats.url.replace('//', '//openbell:venue@'),
      DATABASE_URL: database.url,
      PORT: '0',
      OPENBELL_JOURNAL_GIB: '1',
      OPENBELL_EVENTS_GIB: '1',
    }
    const [first, second] = ['one', 'two'].map((name) => new RoleProcess({ name, folder, env }))
    assert.ok(first && second)
    parts.push(first, second)
    await listenToBus()
    await first.start(/open at/)
    await second.start(/follows the log/)
    const address = await addressOf(first)
    const key = await openAccount(address, 'client', { BTC: '100', USDT: '10000000' })
    await trade(address, key)
    await first.end('SIGKILL')
    await trade(await addressOf(second), key)

    const books = onBus.flatMap(({ data }) => (data.e === 'depthUpdate' ? [data] : []))
    for (const [index, { U }] of books.slice(1).entries()) assert.is(U, (books[index]?.u ?? 0) + 1)
    const trades = onBus.flatMap(({ data }) => data.t ?? [])
    assert.equal(trades, [1, 2])
  })
} else test('left out: OPENBELL_NATS_SERVER names no server', () => {})

test.run()
