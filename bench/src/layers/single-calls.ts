// One message a call: what each call takes by the clock, and how many fit into a second.
import { orderBytes } from '@openbell/gateway/operate/order-file.js'
import { freshCore } from '../benchmark-core.js'
import { ignore } from '../core-run.js'
import { quantile } from '../statistics.js'
import type { Figures } from './layer.js'

const nsPerMs = 1_000_000

/** The records of an order file, one after another in the same buffer. */
class Messages {
  readonly count: number
  readonly buffer = new Uint8Array(orderBytes)
  private readonly words = new Uint32Array(this.buffer.buffer)
  private readonly source: Uint32Array

  /** @throws RangeError where the records do not begin at a word */
  constructor(records: Uint8Array) {
    this.count = records.length / orderBytes
    this.source = new Uint32Array(records.buffer, records.byteOffset, records.length / 4)
  }

  load(index: number): void {
    const { words, source } = this
    const from = index * words.length
    for (let word = 0; word < words.length; word++) words[word] = source[from + word]
  }
}

/** All messages, with the clock read only before the first and after the last. */
export function singleCallRate(records: Uint8Array): number {
  const messages = new Messages(records)
  const core = freshCore()
  const startedMs = performance.now()
  for (let index = 0; index < messages.count; index++) {
    messages.load(index)
    core.apply(index + 2, 0, messages.buffer, ignore)
  }
  return (1000 * messages.count) / (performance.now() - startedMs)
}

/** The clock is read round every call, and so a part of every figure. */
export function singleCallTimes(records: Uint8Array): Figures {
  const messages = new Messages(records)
  const core = freshCore()
  return timesOf(messages.count, (index) => {
    messages.load(index)
    const startedMs = performance.now()
    core.apply(index + 2, 0, messages.buffer, ignore)
    return performance.now() - startedMs
  })
}

/** What the same reading of the clock gives round nothing. */
export const clockTimes = (count: number): Figures =>
  timesOf(count, () => {
    const startedMs = performance.now()
    return performance.now() - startedMs
  })

/** `timeMs` gives the milliseconds of each call. */
function timesOf(count: number, timeMs: (index: number) => number): Figures {
  const timesNs = new Uint32Array(count)
  for (let index = 0; index < count; index++) timesNs[index] = Math.round(timeMs(index) * nsPerMs)
  timesNs.sort()
  return { 'p50 ns': quantile(timesNs, 0.5), 'p99 ns': quantile(timesNs, 0.99) }
}
