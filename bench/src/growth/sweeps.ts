// The four ways in which the core's work grows, and the points that are measured of each.
import { Random } from '../workload/random.js'
import { accountsMax, GrowingCore, marketsMax, ordersMax, spanTicksMax } from './growing-core.js'
import { BenchmarkSource, ExchangeSource, type OrderSource } from './order-source.js'

/** A core in which the orders stand. */
export interface Point {
  /** So much of what grows. */
  readonly at: number
  readonly core: GrowingCore
  readonly source: OrderSource
  readonly orders: number
  readonly random: Random
}

export interface Sweep {
  readonly name: 'depth' | 'span' | 'markets' | 'accounts'
  /** What grows, for a table and an axis. */
  readonly what: string
  /** What stays as it is. */
  readonly besides: string
  readonly max: number
  readonly open: (at: number) => Point
}

/** What does not grow in a sweep. */
const ordersUsual = 10_000
const spanTicksUsual = 1_000
const accountsUsual = 10_000
const seed = 1

function pointOf(
  at: number,
  core: GrowingCore,
  orders: number,
  sourceOf: (random: Random) => OrderSource,
): Point {
  const random = new Random(seed)
  return { at, core, source: sourceOf(random), orders, random }
}

function benchmarkPoint(at: number, orders: number, spanTicks: number): Point {
  const core = GrowingCore.ofBenchmark()
  return pointOf(at, core, orders, (random) => new BenchmarkSource(random, orders, spanTicks))
}

function exchangePoint(at: number, markets: number, accounts: number): Point {
  const core = GrowingCore.ofExchange(markets, accounts, spanTicksUsual)
  return pointOf(
    at,
    core,
    ordersUsual,
    (random) => new ExchangeSource(random, ordersUsual, spanTicksUsual, markets, accounts),
  )
}

export const sweeps: readonly Sweep[] = [
  {
    name: 'depth',
    what: 'resting orders',
    besides: 'matching only, 1,000 prices',
    max: ordersMax,
    open: (orders) => benchmarkPoint(orders, orders, spanTicksUsual),
  },
  {
    name: 'span',
    what: 'prices that orders may have, in ticks',
    besides: 'matching only, 10,000 resting orders',
    max: spanTicksMax,
    open: (spanTicks) => benchmarkPoint(spanTicks, ordersUsual, spanTicks),
  },
  {
    name: 'markets',
    what: 'markets',
    besides: 'the exchange, 10,000 resting orders of 10,000 accounts, 1,000 prices a market',
    max: marketsMax,
    open: (markets) => exchangePoint(markets, markets, accountsUsual),
  },
  {
    name: 'accounts',
    what: 'accounts, each as likely to order',
    besides: 'the exchange, 10,000 resting orders in one market, 1,000 prices',
    max: accountsMax,
    open: (accounts) => exchangePoint(accounts, 1, accounts),
  },
]

/** Powers of ten up to `max`, from the first at which both sides have a price. */
export function pointsOf({ name, max }: Sweep, atMost: number): number[] {
  const first = name === 'span' ? 10 : 1
  const decades = Math.floor(Math.log10(Math.min(max, atMost) / first) + 1e-9)
  return Array.from({ length: Math.max(1, decades + 1) }, (_, index) => first * 10 ** index)
}
