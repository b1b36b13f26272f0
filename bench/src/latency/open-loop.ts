// Messages that arrive by a schedule, whether the engine is ready or not. It takes whatever has
// arrived as one batch; a message waits from the time when it was meant to arrive until the call that
// reports on it returns, so that a pause is paid by everything that it holds up.
import type { Histogram } from './histogram.js'

/** Decides the messages from `from` to `to` - 1, and returns when their reports can be read. */
export type Decide = (from: number, to: number) => void

/** Nanoseconds from any fixed point. */
export type Clock = () => number

export const processClock: Clock = () => performance.now() * 1e6

/**
 * Records a latency for every arrival.
 * @param arrivalsNs from the start, not falling
 * @param batchMax the most messages of one call
 * @returns the calls of `decide`
 */
export function runOpenLoop(
  arrivalsNs: Float64Array,
  batchMax: number,
  decide: Decide,
  latencies: Histogram,
  clock: Clock = processClock,
): number {
  const count = arrivalsNs.length
  // No message waits for the histogram, which comes after the run, nor for fresh memory.
  const batchEnds = new Uint32Array(count).fill(0)
  const endedNs = new Float64Array(count).fill(0)
  let calls = 0
  let done = 0
  const startNs = clock()
  while (done < count) {
    const nowNs = clock() - startNs
    const endMax = Math.min(count, done + batchMax)
    let end = done
    while (end < endMax && arrivalsNs[end] <= nowNs) end++
    if (end === done) continue
    decide(done, end)
    endedNs[calls] = clock() - startNs
    batchEnds[calls++] = end
    done = end
  }
  for (let call = 0, message = 0; call < calls; call++)
    for (; message < batchEnds[call]; message++)
      latencies.record(Math.round(endedNs[call] - arrivalsNs[message]))
  return calls
}

/** Nanoseconds of one look at the clock, over many. */
export function clockCostNs(clock: Clock = processClock, looks = 1_000_000): number {
  const startNs = clock()
  for (let look = 1; look < looks; look++) clock()
  return (clock() - startNs) / looks
}
