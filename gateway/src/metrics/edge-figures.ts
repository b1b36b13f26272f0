// Figures of an edge: its requests and web sockets, its commands, and the orders of the exchange.
import { rejectNames } from '@openbell/protocol'
import { Counter, Histogram } from 'prom-client'
import type {
  AnswerCounts,
  OrderCounts,
  PublicCounts,
  RequestMeters,
  SocketCounts,
  Views,
} from '../ports.js'
import { addCounter, addGauge, addHistogram, type Registry, type Series } from './registry.js'

/** Seconds; an order takes about a millisecond. */
const requestBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

export interface EdgeParts {
  readonly orders: OrderCounts
  readonly answers: AnswerCounts
  /** Requests and connections that a limit has refused, by its name. */
  readonly limited: Readonly<Record<string, number>>
  readonly sockets: () => SocketCounts
  readonly views: Pick<Views, 'sequence'>
}

export function addEdgeFigures(registry: Registry, parts: EdgeParts): void {
  const { orders, answers, limited, sockets, views } = parts
  addGauge(
    registry,
    { name: 'openbell_view_sequence', help: 'Last frame that the views show' },
    () => views.sequence(),
  )
  addOrders(registry, orders)
  addAnswers(registry, answers)
  addCounter(
    registry,
    {
      name: 'openbell_limited_total',
      help: 'Requests and connections refused by a limit, by which',
      labels: ['limit'],
    },
    () => Object.entries(limited).map(([limit, count]) => [{ limit }, count] as const),
  )
  addSockets(registry, sockets)
}

/** Where there is a bus. */
export function addPublicFigures(registry: Registry, counts: PublicCounts): void {
  addCounter(
    registry,
    {
      name: 'openbell_public_messages_total',
      help: 'Market data that this process has sent on public subjects',
    },
    () => counts.messagesSent,
  )
  addCounter(
    registry,
    {
      name: 'openbell_public_drops_total',
      help: 'Market data that was not sent: the servers were away or too slow, or it was too large',
    },
    () => counts.dropped,
  )
}

/** Meters of requests, by route. */
export function requestMeters(registry: Registry): RequestMeters {
  const registers = [registry]
  const requests = new Counter({
    name: 'openbell_http_requests_total',
    help: 'Requests by route and status',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const latency = new Histogram({
    name: 'openbell_http_request_seconds',
    help: 'Time from the request to its answer',
    labelNames: ['method', 'route'],
    buckets: requestBounds,
    registers,
  })
  return (method, route) => {
    const routeLatency = latency.labels(method, route)
    const byStatus = new Map<number, Counter.Internal>()
    return (status, seconds) => {
      let counter = byStatus.get(status)
      if (!counter) {
        counter = requests.labels(method, route, String(status))
        byStatus.set(status, counter)
      }
      counter.inc()
      routeLatency.observe(seconds)
    }
  }
}

function addOrders(registry: Registry, orders: OrderCounts): void {
  addCounter(
    registry,
    { name: 'openbell_orders_total', help: 'Orders that the core accepted, of all edges' },
    () => orders.orders,
  )
  addCounter(
    registry,
    { name: 'openbell_trades_total', help: 'Trades, of all edges' },
    () => orders.trades,
  )
  addCounter(
    registry,
    {
      name: 'openbell_rejects_total',
      help: 'Commands that the core rejected, of all edges, by reason',
      labels: ['reject'],
    },
    () =>
      rejectNames.flatMap((reject, number): Series[] =>
        number === 0 ? [] : [[{ reject }, orders.rejects[number]]],
      ),
  )
  addGauge(
    registry,
    { name: 'openbell_commands_pending', help: 'Commands of this edge that have no outcome yet' },
    () => orders.pending,
  )
}

function addAnswers(registry: Registry, { acknowledgement, faults }: AnswerCounts): void {
  addHistogram(
    registry,
    {
      name: 'openbell_acknowledgement_seconds',
      help: 'From a command of this edge to its outcome',
    },
    acknowledgement,
  )
  addCounter(
    registry,
    {
      name: 'openbell_command_faults_total',
      help: 'Commands of this edge that were not decided, or whose outcome is not known',
      labels: ['fault'],
    },
    () => Object.entries(faults).map(([fault, count]) => [{ fault }, count] as const),
  )
}

function addSockets(registry: Registry, counts: () => SocketCounts): void {
  addGauge(registry, { name: 'openbell_sockets', help: 'Open web sockets' }, () => {
    return counts().connections
  })
  addGauge(
    registry,
    { name: 'openbell_feed_subscriptions', help: 'Streams that web sockets have subscribed to' },
    () => counts().subscriptions,
  )
  addCounter(
    registry,
    { name: 'openbell_feed_messages_total', help: 'Messages sent to web sockets' },
    () => counts().messagesSent,
  )
  addCounter(
    registry,
    { name: 'openbell_feed_drops_total', help: 'Web sockets that were too slow and were cut off' },
    () => counts().dropped,
  )
  addCounter(
    registry,
    {
      name: 'openbell_feed_conflations_total',
      help: 'Times that a reader who had fallen behind got several book updates as one',
    },
    () => counts().conflated,
  )
}
