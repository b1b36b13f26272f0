// Orders that end with a web socket, the whole way: sign in, get a number, place, and hang up.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { WebSocket } from 'ws'
import { systemTimers } from '../adapters/system.js'
import { type Client, openSmallEdge, type SmallEdge } from '../testing/small-edge.js'
import { createSockets } from './sockets/index.js'

interface World {
  edge: SmallEdge
  trader: Client
}

const test = suite<World>('cancel on disconnect')
const symbol = 'BTCUSDT'

test.before.each(async (world) => {
  world.edge = await openSmallEdge({
    sockets: (parts, exchange) => {
      const sockets = createSockets({ ...parts, timers: systemTimers })
      exchange.listeners.add((changes) => sockets.onFrame(changes))
      return sockets
    },
  })
  world.trader = await world.edge.client()
  await world.trader.deposit('USDT', '1000')
})

test.after.each(async ({ edge }) => {
  await edge.close()
  assert.equal(edge.errors, [])
  assert.equal(edge.exchange.engine.checkInvariants(), [])
})

/** A socket that has signed in, and its number. */
async function connect({ edge, trader }: World): Promise<readonly [WebSocket, number]> {
  const socket = new WebSocket(`${edge.address.replace('http', 'ws')}/ws`)
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const ask = (method: string, params?: object) =>
    new Promise<{ result: { connectionId: number } | null }>((resolve) => {
      socket.once('message', (data) => resolve(JSON.parse(String(data))))
      socket.send(JSON.stringify({ method, params, id: 1 }))
    })
  await ask('AUTHENTICATE', { token: trader.credentials.accessToken })
  const { result } = await ask('CANCEL_ON_DISCONNECT')
  return [socket, result?.connectionId as number]
}

const place = async (client: Client, price: string, more: Record<string, number> = {}) => {
  const order = { symbol, side: 'BUY', type: 'LIMIT_MAKER', quantity: '1', price, ...more }
  const { status, text } = await client.signed('POST', '/api/v3/order', order)
  assert.is(status, 200, text)
}

async function openPrices(client: Client): Promise<readonly string[]> {
  const { body } = await client.signed('GET', '/api/v3/openOrders', {})
  return (body as { price: string }[]).map(({ price }) => price)
}

/** Bounded: the end of a socket is known after a moment. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  throw new Error('it never came')
}

test('what names the socket goes with it, the rest stays', async (world) => {
  const { trader } = world
  const [one, first] = await connect(world)
  const [two, second] = await connect(world)
  assert.equal([first, second], [1, 2])
  await place(trader, '100')
  await place(trader, '101', { connectionId: first })
  await place(trader, '102', { connectionId: second })
  one.terminate()
  await until(async () => (await openPrices(trader)).length === 2)
  assert.equal(await openPrices(trader), ['100.00000000', '102.00000000'])
  two.close()
  await until(async () => (await openPrices(trader)).length === 1)
})

test('an order that the hang-up overtakes is cancelled after it', async (world) => {
  const { edge, trader } = world
  const { exchange } = edge
  const [socket, connectionId] = await connect(world)
  exchange.isHeld = true
  const placing = place(trader, '100', { connectionId })
  await until(async () => exchange.commands.statistics.pending === 1)
  socket.terminate()
  await until(async () => exchange.commands.statistics.pending === 2)
  exchange.isHeld = false
  exchange.turn()
  await placing
  await until(async () => (await openPrices(trader)).length === 0)
})

test.run()
