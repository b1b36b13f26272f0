// Messages a second at the points of a sweep, by turns, while the number of orders stays the same.
import { collectGarbage } from '../collect-garbage.js'
import { ratesOf, type Spread } from '../statistics.js'
import type { Point } from './sweeps.js'

export interface GrowthPlan {
  /** Timed in each trial: pairs of a cancel and a new order. */
  readonly messages: number
  readonly trials: number
}

export interface PointFigures {
  readonly at: number
  /** Messages a second. */
  readonly perSecond: Spread
  /** How many times as slow as the point before; below 1 it is faster. */
  readonly factor: number | null
}

const pairsPerFrame = 128
/** Of the timed messages, so many more are applied before: each point finds the others' caches. */
const warmShare = 0.25

/** Places the orders of a point. @throws Error where the core has refused one */
export function populate({ core, source, orders }: Point): void {
  for (let slot = 0; slot < orders; slot++) {
    source.place(slot)
    if ((slot + 1) % pairsPerFrame === 0 || slot + 1 === orders) core.apply(source.take())
  }
  checkPopulation({ core, orders })
}

function checkPopulation({ core, orders }: Pick<Point, 'core' | 'orders'>): void {
  const { used } = core.engine.usage().orders
  if (used !== orders) throw new Error(`${used} orders stand, not ${orders}`)
}

/** The next pairs, each of a random order: gone, and placed anew. */
export function framesOf({ source, orders, random }: Point, pairs: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(pairs / pairsPerFrame) }, (_, frame) => {
    const end = Math.min(pairs, (frame + 1) * pairsPerFrame)
    for (let pair = frame * pairsPerFrame; pair < end; pair++) {
      const slot = random.below(orders)
      source.cancel(slot)
      source.place(slot)
    }
    return source.take()
  })
}

/** Seconds of so many pairs. */
function timePairs(point: Point, pairs: number): number {
  const warm = framesOf(point, Math.ceil(pairs * warmShare))
  const frames = framesOf(point, pairs)
  collectGarbage()
  for (const frame of warm) point.core.apply(frame)
  const startedMs = performance.now()
  for (const frame of frames) point.core.apply(frame)
  return (performance.now() - startedMs) / 1000
}

/** @throws Error where orders were refused: then their number has changed */
export function measurePoints(points: readonly Point[], plan: GrowthPlan): PointFigures[] {
  for (const point of points) populate(point)
  const pairs = Math.ceil(plan.messages / 2)
  const seconds = points.map(() => [] as number[])
  for (const point of points) timePairs(point, pairs)
  for (let trial = 0; trial < plan.trials; trial++)
    for (const [index, point] of points.entries()) seconds[index].push(timePairs(point, pairs))
  for (const point of points) checkPopulation(point)
  const rates = seconds.map((each) => ratesOf(2 * pairs, each))
  return points.map(({ at }, index) => ({
    at,
    perSecond: rates[index],
    factor: index === 0 ? null : rates[index - 1].median / rates[index].median,
  }))
}
