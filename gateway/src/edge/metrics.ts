// What Prometheus reads at /metrics: requests, what the core decided, and how the process is.
import { rejectNames } from '@openbell/protocol'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Views } from '../ports.js'
import type { CommandStatistics } from './commands.js'

/** Seconds; an order takes about a millisecond. */
const latencyBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

/** Counts the requests of one route. */
export type RequestMeter = (status: number, seconds: number) => void

export class Metrics {
  private readonly registry = new Registry()
  private readonly requests = new Counter({
    name: 'openbell_http_requests_total',
    help: 'Requests by route and status',
    labelNames: ['method', 'route', 'status'],
    registers: [this.registry],
  })
  private readonly latency = new Histogram({
    name: 'openbell_http_request_seconds',
    help: 'Time from the request to its answer',
    labelNames: ['method', 'route'],
    buckets: latencyBuckets,
    registers: [this.registry],
  })

  constructor(views: Views, statistics: CommandStatistics) {
    collectDefaultMetrics({ register: this.registry })
    this.addCounters(statistics)
    this.addGauge('openbell_commands_pending', 'Commands under way', () => statistics.pending)
    this.addGauge('openbell_view_sequence', 'Last frame that the views show', () =>
      views.sequence(),
    )
  }

  meterOf(method: string, route: string): RequestMeter {
    const latency = this.latency.labels(method, route)
    const byStatus = new Map<number, Counter.Internal>()
    return (status, seconds) => {
      let counter = byStatus.get(status)
      if (!counter) {
        counter = this.requests.labels(method, route, String(status))
        byStatus.set(status, counter)
      }
      counter.inc()
      latency.observe(seconds)
    }
  }

  get contentType(): string {
    return this.registry.contentType
  }

  text(): Promise<string> {
    return this.registry.metrics()
  }

  /** The statistics count; what they say is taken over when somebody looks. */
  private addCounters(statistics: CommandStatistics): void {
    const registers = [this.registry]
    new Counter({
      name: 'openbell_orders_total',
      help: 'Orders that the core accepted',
      registers,
      collect() {
        this.reset()
        this.inc(statistics.orders)
      },
    })
    new Counter({
      name: 'openbell_trades_total',
      help: 'Trades',
      registers,
      collect() {
        this.reset()
        this.inc(statistics.trades)
      },
    })
    new Counter({
      name: 'openbell_rejects_total',
      help: 'Commands that the core rejected, by reason',
      labelNames: ['reject'],
      registers,
      collect() {
        this.reset()
        for (const [number, reject] of rejectNames.entries())
          if (number !== 0) this.inc({ reject }, statistics.rejects[number] ?? 0)
      },
    })
  }

  private addGauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read())
      },
    })
  }
}
