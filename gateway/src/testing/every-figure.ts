// The figures of all roles in one text, from the parts that a process has: what dashboards and rules
// may ask for.
import { MeteredCommands } from '../edge/metered-commands.js'
import { WriteCounts } from '../metrics/projection-figures.js'
import { PathMeter } from '../ports.js'
import { Watch } from '../roles/parts/watch.js'
import { testLimits } from './request-limits.js'
import { openSmallEdge, type SmallEdge } from './small-edge.js'

const sockets = { connections: 0, subscriptions: 0, messagesSent: 0, dropped: 0, conflated: 0 }

/** As Prometheus reads it, of an exchange with a trade and a book. */
export async function everyFigure(): Promise<string> {
  const edge = await openSmallEdge()
  await trade(edge)
  const watch = new Watch('all')
  watch.add({
    postgres: () => 'up',
    redis: () => 'up',
    nats: () => 'up',
    link: () => 'up',
    lease: () => 'held',
    log: () => 'ready',
    events: () => 'ready',
  })
  watch.addCore({ meter: new PathMeter(), waiting: () => ({ commands: 0, scribeBytes: 0 }) })
  const fill = { bytes: 1, bytesMax: 2, generations: 1 }
  watch.addStreams(() => (['journal', 'events'] as const).map((stream) => ({ stream, ...fill })), 2)
  const progress = { lastSequence: () => 0, lag: () => 0, lagUs: () => 0 }
  watch.addProjection({ ...progress, state: 'running' }, new WriteCounts())
  watch.addPublicSubjects({ messagesSent: 0, dropped: 0 })
  const { clock, commands, timers, views } = edge.exchange
  const answers = new MeteredCommands(commands, clock)
  const { refusals: limited } = testLimits({ clock, timers })
  const commanded = { orders: commands.statistics, answers, limited }
  const counted = { ...commanded, sockets: () => sockets, views }
  watch.addEdge(counted).meterOf('GET', '/api/v3/ping')(200, 0.001)
  const text = await watch.figures.text()
  await edge.close()
  return text
}

async function trade(edge: SmallEdge): Promise<void> {
  const client = await edge.client()
  await client.deposit('USDT', '1000')
  await client.deposit('BTC', '10')
  const order = { symbol: 'BTCUSDT', type: 'LIMIT', timeInForce: 'GTC', quantity: '1' }
  const place = (side: string, price: string) =>
    client.signed('POST', '/api/v3/order', {
      ...order,
      side,
      price,
      selfTradePreventionMode: 'NONE',
    })
  for (const [side, price] of [
    ['BUY', '10'],
    ['SELL', '10'],
    ['BUY', '9'],
    ['SELL', '11'],
  ] as const)
    await place(side, price)
}
