// The commands of one lane that have no outcome: who waits for each, and its bytes.
import type { CommandAnswer, CommandError, Refusal } from '../ports.js'
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
export class WaitingLane extends Map<number, Waiting> {
  readonly slots = new CommandSlots()

  bytesOf({ slot, sizeBytes }: Waiting): Uint8Array {
    return this.slots.bytesOf(slot, sizeBytes)
  }

  /** Its place is free for another. */
  settle(laneSequence: number): Waiting | undefined {
    const waiting = this.get(laneSequence)
    if (!waiting) return undefined
    this.delete(laneSequence)
    this.slots.give(waiting.slot)
    return waiting
  }
}
