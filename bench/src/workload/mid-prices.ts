// The way of the mid price: a geometric random walk between waypoints, in whole numbers.
import { integerRoot } from './integer-root.js'
import type { Random } from './random.js'

const startTicks = 33_504
/** What is less than a tick or a step is counted in so many parts. */
const parts = 65_536

/**
 * Where the walk comes by: thousandths of the orders, thousandths of the swing. They are those of the
 * public benchmark's canonical seed. How far the second half of the way comes back over the prices of
 * the first decides how many orders meet, so without them each seed would have a shape of its own.
 */
const waypoints = [
  [0, 0],
  [40, 150],
  [80, -300],
  [125, -50],
  [180, 0],
  [225, 460],
  [275, 500],
  [325, 500],
  [385, 980],
  [440, 1180],
  [485, 900],
  [520, 760],
  [575, 1250],
  [610, 800],
  [650, 1020],
  [720, 780],
  [775, 520],
  [820, 300],
  [865, 790],
  [925, 30],
  [950, 110],
  [1000, 550],
] as const

/**
 * Ticks of the mid price at each of `count` orders. `swing` is the deviation of the whole walk, in
 * steps of a tenth of a percent.
 */
export function midPrices(random: Random, count: number, swing: number): Uint32Array {
  const way = wayOf(random, count)
  const ladder = new PriceLadder()
  return Uint32Array.from(way, (along, index) => {
    // Half of the variance, so that the mean of a geometric walk stays where it began.
    const drift = Math.floor((swing * swing * index * parts) / (2000 * count))
    return ladder.ticksAt(along * swing - drift)
  })
}

/** Parts of the swing at each of `count` orders. */
function wayOf(random: Random, count: number): Int32Array {
  const way = new Int32Array(count)
  // A random walk of one unit an order strays so far: 1024 times the root of their count.
  const deviation = integerRoot(BigInt(count) << 20n, 2)
  for (let leg = 1; leg < waypoints.length; leg++) {
    const [fromShare, from] = waypoints[leg - 1]
    const [toShare, to] = waypoints[leg]
    const first = Math.floor((fromShare * count) / 1000)
    const walk = bridge(random, Math.floor((toShare * count) / 1000) - first)
    for (const [index, stray] of walk.entries()) {
      const planned = from * parts + Math.floor(((to - from) * parts * index) / walk.length)
      way[first + index] =
        Math.floor(planned / 1000) + Math.floor((stray * parts * 1024) / deviation)
    }
  }
  return way
}

/** A random walk that is home again at its end. */
function bridge(random: Random, count: number): Int32Array {
  const walk = new Int32Array(count)
  let at = 0
  for (let index = 0; index < count; index++) {
    at += random.below(2) * 2 - 1
    walk[index] = at
  }
  return walk.map((stray, index) => stray - Math.trunc((at * (index + 1)) / count))
}

/** Prices of which each is a tenth of a percent above the one before; grows as it is asked. */
class PriceLadder {
  /** In parts of a tick: the start and upwards, the start and downwards. */
  private readonly up = [startTicks * parts]
  private readonly down = [startTicks * parts]

  /** Ticks at so many parts of a step above the start. */
  ticksAt(position: number): number {
    const step = Math.floor(position / parts)
    const low = this.rung(step)
    const rise = Math.floor(((this.rung(step + 1) - low) * (position - step * parts)) / parts)
    return Math.floor((low + rise) / parts)
  }

  private rung(step: number): number {
    const { up, down } = this
    while (up.length <= step) up.push(Math.floor((up[up.length - 1] * 1001) / 1000))
    while (down.length <= -step) down.push(Math.floor((down[down.length - 1] * 1000) / 1001))
    return step >= 0 ? up[step] : down[-step]
  }
}
