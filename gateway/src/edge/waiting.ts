// The commands of one lane that have no outcome: who waits for each, and its bytes.
import { type CommandAnswer, CommandError, type Refusal } from '../ports.js'
import { CommandSlots } from './command-slots.js'

export interface Waiting {
  readonly expiresUs: number
  readonly slot: number
  readonly sizeBytes: number
  /** Whether the link has had it; if not, nobody can have decided it. */
  isPut: boolean
  /** It was put again after a new epoch: its first copy may be among what the core has to work off. */
  isResent: boolean
  /** Why its second copy was refused; told when the first one is known to be lost. */
  refusal: Refusal | undefined
  resolve(answer: CommandAnswer): void
  reject(error: CommandError): void
}

/** By lane sequence, in the order in which they were sent. */
export class WaitingLane {
  readonly slots = new CommandSlots()
  /** Nobody waits for them, but they may still be decided; all were sent before the others. */
  private readonly abandoned = new Map<number, Waiting>()
  private readonly kept = new Map<number, Waiting>()

  get size(): number {
    return this.abandoned.size + this.kept.size
  }

  /** Those whose callers still wait. */
  get awaited(): Iterable<readonly [laneSequence: number, Waiting]> {
    return this.kept
  }

  *[Symbol.iterator](): Generator<readonly [laneSequence: number, Waiting]> {
    yield* this.abandoned
    yield* this.kept
  }

  bytesOf({ slot, sizeBytes }: Waiting): Uint8Array {
    return this.slots.bytesOf(slot, sizeBytes)
  }

  add(laneSequence: number, waiting: Waiting): void {
    this.kept.set(laneSequence, waiting)
  }

  get(laneSequence: number): Waiting | undefined {
    return this.kept.get(laneSequence) ?? this.abandoned.get(laneSequence)
  }

  /** Tells the caller of the oldest one that is awaited `unknown`; its place stays taken. */
  abandon(laneSequence: number, waiting: Waiting): void {
    this.kept.delete(laneSequence)
    this.abandoned.set(laneSequence, waiting)
    waiting.reject(new CommandError('unknown'))
  }

  /** Its place is free for another. */
  settle(laneSequence: number): Waiting | undefined {
    const waiting = this.get(laneSequence)
    if (!waiting) return undefined
    if (!this.kept.delete(laneSequence)) this.abandoned.delete(laneSequence)
    this.slots.give(waiting.slot)
    return waiting
  }
}
