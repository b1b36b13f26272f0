// What the path counts of itself. Its thread writes, another reads when somebody asks for figures: so
// nothing here allocates, locks or waits.
//
//   ├ one word each of `word` ┼ pools: used, capacity ┼ journal ┼ match ┼ batch ┼ pause ┤  64-bit floats
//
// Node runs where a word of 64 bits is written whole. A reader may see a count of one frame and a sum
// of the next; for a figure that is good enough.
import { FrameType } from '@openbell/protocol'
import { Distribution, distributionBytes } from './distribution.js'
import type { EventFrameIdentity } from './scribe.js'

/** What a frame is, as far as it is counted. */
type Applied = Omit<EventFrameIdentity, 'chain'>

const word = {
  frames: 0,
  commands: 1,
  sequence: 2,
  epoch: 3,
  frameUs: 4,
  freeBytes: 5,
  cancelOnly: 6,
  pools: 7,
} as const
/** More than the core has. */
const poolsMax = 16
const wordBytes = (word.pools + 2 * poolsMax) * 8

/** A place of the core with a bound. */
export interface PoolUse {
  readonly used: number
  readonly capacity: number
}

/** Seconds: an fsync takes 50 µs on good storage, and 10 ms on bad. */
const journalBounds = [
  0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1,
]
/** Seconds: one order takes microseconds, a full frame milliseconds. */
const matchBounds = [
  0.000005, 0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05,
  0.25, 1,
]
const batchBounds = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096]
const pauseBounds = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1]

export const pathMeterBytes =
  wordBytes +
  [journalBounds, matchBounds, batchBounds, pauseBounds].reduce(
    (bytes, bounds) => bytes + distributionBytes(bounds),
    0,
  )

export class PathMeter {
  /** Seconds until a frame of any type was durable. */
  readonly journal: Distribution
  /** Seconds in which a frame was applied and its events were handed on. */
  readonly match: Distribution
  /** Commands a frame. */
  readonly batch: Distribution
  /** Seconds that a snapshot kept the path waiting. */
  readonly pause: Distribution
  private readonly words: Float64Array

  /** Over shared memory both ends see the same; without it the path counts for itself. */
  constructor(memory: ArrayBufferLike = new ArrayBuffer(pathMeterBytes)) {
    this.words = new Float64Array(memory, 0, wordBytes / 8)
    let at = wordBytes
    const next = (bounds: readonly number[]) => {
      const distribution = new Distribution(bounds, memory, at)
      at += distributionBytes(bounds)
      return distribution
    }
    this.journal = next(journalBounds)
    this.match = next(matchBounds)
    this.batch = next(batchBounds)
    this.pause = next(pauseBounds)
  }

  /** A frame was applied, in so many microseconds. */
  frame({ sequence, epoch, type, timestampUs, commandCount }: Applied, tookUs: number): void {
    const { words } = this
    words[word.sequence] = sequence
    words[word.epoch] = epoch
    words[word.frameUs] = timestampUs
    if (type !== FrameType.commands) return
    words[word.frames] += 1
    words[word.commands] += commandCount
    this.match.add(tookUs / 1_000_000)
    this.batch.add(commandCount)
  }

  /** Whether orders are refused, because the disk is nearly full or a leader has just ended. */
  cancelOnly(is: boolean): void {
    this.words[word.cancelOnly] = is ? 1 : 0
  }

  /** How much room there is on the disk, and in the pools of the core. */
  room(freeBytes: number, pools: readonly PoolUse[]): void {
    this.words[word.freeBytes] = freeBytes
    for (let index = 0; index < Math.min(pools.length, poolsMax); index++) {
      this.words[word.pools + 2 * index] = pools[index].used
      this.words[word.pools + 2 * index + 1] = pools[index].capacity
    }
  }

  get frames(): number {
    return this.words[word.frames]
  }

  get commands(): number {
    return this.words[word.commands]
  }

  get sequence(): number {
    return this.words[word.sequence]
  }

  get epoch(): number {
    return this.words[word.epoch]
  }

  /** Of the last frame, by the exchange's clock. */
  get frameUs(): number {
    return this.words[word.frameUs]
  }

  get freeBytes(): number {
    return this.words[word.freeBytes]
  }

  get isCancelOnly(): boolean {
    return this.words[word.cancelOnly] === 1
  }

  /** In the order in which the path tells them. */
  pool(index: number): PoolUse {
    return {
      used: this.words[word.pools + 2 * index],
      capacity: this.words[word.pools + 2 * index + 1],
    }
  }
}
