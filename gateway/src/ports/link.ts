// The link between an edge and the core: framed, bounded, two lanes.
import type { Lane } from '@openbell/protocol'

/** Why ingress gave a command back undecided; it is not in the journal and changed nothing. */
export type Refusal = 'deadlinePassed' | 'cancelOnly'

/** The edge's end. Commands of one lane keep their order. */
export interface LinkEdge {
  /**
   * Puts an encoded command on a lane; the core sees it after `publish`. An edge keeps at most
   * `limits.linkSlots` commands of a lane unanswered. False where the lane is full: nothing was put.
   */
  put(lane: Lane, command: Uint8Array): boolean
  /** Shows the core what was put; call it once after each turn of work, not once a command. */
  publish(): void
  /** Calls back with commands that ingress refused. */
  onRefused(listener: (lane: Lane, laneSequence: number, refusal: Refusal) => void): void
}

/** The core's end. */
export interface LinkCore {
  /** Moves whole commands into `into`, cancels first, and returns the count of bytes. */
  take(into: Uint8Array): number
  refuse(lane: Lane, laneSequence: number, refusal: Refusal): void
  /** Sleeps until there is something to take or the time is over. */
  wait(timeoutMs: number): void
}
