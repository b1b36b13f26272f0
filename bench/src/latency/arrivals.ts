// When each message is meant to arrive: a schedule that waits for nobody.
import { Random } from '../workload/random.js'

export const schedules = ['exponential', 'fixed'] as const
export type Schedule = (typeof schedules)[number]

/**
 * Nanoseconds from the start, not falling.
 * `exponential`: the gaps are those of independent senders, and the mean is the rate; by seed.
 * `fixed`: all gaps are equal.
 */
export function arrivalsNs(
  count: number,
  perSecond: number,
  schedule: Schedule,
  seed: number,
): Float64Array {
  const random = new Random(seed)
  const gapNs = 1e9 / perSecond
  const arrivals = new Float64Array(count)
  let atNs = 0
  for (let index = 0; index < count; index++) {
    // The share is never 0, whose logarithm is infinite.
    const share = (random.u32() + 1) / 4294967296
    atNs = schedule === 'fixed' ? index * gapNs : atNs - Math.log(share) * gapNs
    arrivals[index] = atNs
  }
  return arrivals
}
