// The link inside one process: rings in shared memory, one a lane, and one for what ingress refused.
//
//   ┌ control words, each on 128 bytes of its own so that the two threads do not share a line ┐
//   │ per ring: tail (written by its producer), head (written by its consumer) · bell · asleep · stop │
//   ├ orders: slots of the largest command ┤├ cancels: likewise ┤├ refusals: slots of 16 bytes ┤
import { commandSizes, Lane, limits } from '@openbell/protocol'
import type { LinkCore, LinkEdge, Refusal, RefusalListener } from '../ports.js'

const controlStride = 32 // words: 128 bytes
const control = {
  ordersTail: 0,
  ordersHead: 1,
  cancelsTail: 2,
  cancelsHead: 3,
  refusalsTail: 4,
  refusalsHead: 5,
  bell: 6,
  asleep: 7,
  stop: 8,
  news: 9,
} as const
const controlBytes = 16 * controlStride * 4
const slots = limits.linkSlots
const slotWords = limits.commandBytesMax / 4
const refusalWords = 4
const refusalSlots = 2 * slots
const laneBytes = slots * limits.commandBytesMax
const refusals: readonly Refusal[] = ['deadlinePassed', 'cancelOnly']

export const sharedLinkBytes = controlBytes + 2 * laneBytes + refusalSlots * refusalWords * 4

/** Both ends see the same words; positions count up for ever and wrap at 2^32. */
class SharedRings {
  protected readonly words: Int32Array
  protected readonly lanes: readonly [Int32Array, Int32Array]
  protected readonly refused: Int32Array

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory, 0, controlBytes / 4)
    this.lanes = [
      new Int32Array(memory, controlBytes, laneBytes / 4),
      new Int32Array(memory, controlBytes + laneBytes, laneBytes / 4),
    ]
    this.refused = new Int32Array(memory, controlBytes + 2 * laneBytes)
  }

  protected load(word: number): number {
    return Atomics.load(this.words, word * controlStride) >>> 0
  }

  protected store(word: number, value: number): void {
    Atomics.store(this.words, word * controlStride, value | 0)
  }
}

const tailOf = (lane: Lane): number => (lane === Lane.orders ? 0 : 2)
const headOf = (lane: Lane): number => tailOf(lane) + 1

export class SharedLinkEdge extends SharedRings implements LinkEdge {
  /** What was put but not yet shown, by lane. */
  private readonly tails: [number, number] = [0, 0]
  private listener: RefusalListener = () => {}

  put(lane: Lane, command: Uint8Array): boolean {
    const tail = this.tails[lane]
    if ((tail - this.load(headOf(lane))) >>> 0 >= slots) return false
    const ring = this.lanes[lane]
    const at = (tail % slots) * slotWords
    const words = new Int32Array(command.buffer, command.byteOffset, command.length / 4)
    for (let i = 0; i < words.length; i++) ring[at + i] = words[i]
    this.tails[lane] = (tail + 1) >>> 0
    return true
  }

  publish(): void {
    this.store(control.ordersTail, this.tails[Lane.orders])
    this.store(control.cancelsTail, this.tails[Lane.cancels])
    this.ring()
  }

  onRefused(listener: RefusalListener): void {
    this.listener = listener
  }

  /** Hands out what ingress refused; called when the core's thread says that there is news. */
  drainRefusals(): void {
    let head = this.load(control.refusalsHead)
    for (const tail = this.load(control.refusalsTail); head !== tail; head = (head + 1) >>> 0) {
      const at = (head % refusalSlots) * refusalWords
      const [low, high, what, session] = this.refused.subarray(at, at + refusalWords)
      const laneSequence = (low >>> 0) + (high >>> 0) * 4294967296
      this.listener(session >>> 0, (what & 0xff) as Lane, laneSequence, refusals[what >>> 8])
    }
    if (head === this.load(control.refusalsHead)) return
    this.store(control.refusalsHead, head)
    this.ring() // a core that had no room for refusals takes nothing, and sleeps
  }

  /** Commands that were shown and not taken yet. */
  waiting(): number {
    const lengthOf = (lane: Lane) => (this.load(tailOf(lane)) - this.load(headOf(lane))) >>> 0
    return lengthOf(Lane.orders) + lengthOf(Lane.cancels)
  }

  /** Asks the core's thread to end. */
  stop(): void {
    this.store(control.stop, 1)
    this.ring()
  }

  /** Says that news will be looked at now, so that the next ones ring again. */
  takeNews(): void {
    this.store(control.news, 0)
  }

  private ring(): void {
    Atomics.add(this.words, control.bell * controlStride, 1)
    if (this.load(control.asleep) === 1) Atomics.notify(this.words, control.bell * controlStride)
  }
}

export class SharedLinkCore extends SharedRings implements LinkCore {
  private bellSeen = 0
  /** So many more may be taken, for each may be refused. */
  private takenMax = 0

  /** `onRefused` is called after each refusal, to let the edge know. */
  constructor(
    memory: SharedArrayBuffer,
    private readonly onRefused: () => void,
  ) {
    super(memory)
  }

  take(into: Uint8Array): number {
    // What is put after this moment rings the bell again, so no wake-up is lost.
    this.bellSeen = Atomics.load(this.words, control.bell * controlStride)
    const words = new Int32Array(into.buffer, into.byteOffset, into.length / 4)
    this.takenMax = this.refusalsFree()
    const afterCancels = this.takeLane(Lane.cancels, words, 0)
    return this.takeLane(Lane.orders, words, afterCancels) * 4
  }

  refuse(session: number, lane: Lane, laneSequence: number, refusal: Refusal): void {
    const tail = this.load(control.refusalsTail)
    if (this.refusalsFree() === 0) throw new RangeError('more refusals than commands taken')
    const at = (tail % refusalSlots) * refusalWords
    this.refused[at] = laneSequence | 0
    this.refused[at + 1] = Math.floor(laneSequence / 4294967296)
    this.refused[at + 2] = lane | (refusals.indexOf(refusal) << 8)
    this.refused[at + 3] = session | 0
    this.store(control.refusalsTail, tail + 1)
    this.onRefused()
  }

  wait(timeoutMs: number): void {
    this.store(control.asleep, 1)
    Atomics.wait(this.words, control.bell * controlStride, this.bellSeen, timeoutMs)
    this.store(control.asleep, 0)
  }

  isStopping(): boolean {
    return this.load(control.stop) === 1
  }

  /** True where the edge has not been told of news since it last looked. */
  announceNews(): boolean {
    return Atomics.exchange(this.words, control.news * controlStride, 1) === 0
  }

  private refusalsFree(): number {
    return (
      refusalSlots - ((this.load(control.refusalsTail) - this.load(control.refusalsHead)) >>> 0)
    )
  }

  private takeLane(lane: Lane, into: Int32Array, from: number): number {
    const ring = this.lanes[lane]
    const tail = this.load(tailOf(lane))
    let head = this.load(headOf(lane))
    let to = from
    for (; head !== tail && this.takenMax > 0; head = (head + 1) >>> 0) {
      const at = (head % slots) * slotWords
      const sizeWords = (commandSizes[ring[at] & 0xff] || limits.commandBytesMax) / 4
      if (to + sizeWords > into.length) break
      for (let i = 0; i < sizeWords; i++) into[to + i] = ring[at + i]
      to += sizeWords
      this.takenMax--
    }
    this.store(headOf(lane), head)
    return to
  }
}
