// What an edge has sent on either lane and has no outcome of, and how each caller comes to his answer.
import { Lane } from '@openbell/protocol'
import { CommandError, type CommandFault } from '../ports.js'
import type { CommandCounts } from './command-counts.js'
import { type Waiting, WaitingLane } from './waiting.js'

const both = [Lane.orders, Lane.cancels] as const

export class WaitingLanes {
  private readonly lanes = [new WaitingLane(), new WaitingLane()] as const

  constructor(private readonly counts: CommandCounts) {}

  of(lane: Lane): WaitingLane {
    return this.lanes[lane]
  }

  /** Lane by lane, each in the order in which it was sent. */
  *[Symbol.iterator](): Generator<readonly [Lane, laneSequence: number, Waiting]> {
    for (const lane of both)
      for (const [laneSequence, waiting] of this.lanes[lane]) yield [lane, laneSequence, waiting]
  }

  add(lane: Lane, laneSequence: number, waiting: Waiting): void {
    this.counts.pending++
    this.lanes[lane].add(laneSequence, waiting)
  }

  /** Nobody waits for it any more; its place is free for another. */
  settle(lane: Lane, laneSequence: number): Waiting | undefined {
    const waiting = this.lanes[lane].settle(laneSequence)
    if (waiting) this.counts.pending--
    return waiting
  }

  /** Tells every caller that what he sent was not carried out, and never will be. */
  refuseAll(fault: CommandFault): void {
    for (const [lane, laneSequence] of this)
      this.settle(lane, laneSequence)?.reject(new CommandError(fault))
  }

  /** Every caller is told `unknown`. */
  abandonAll(): void {
    for (const lane of this.lanes)
      for (const [laneSequence, waiting] of lane.awaited) lane.abandon(laneSequence, waiting)
  }

  /**
   * Commands of a lane expire in the order in which they were sent. Their places stay taken until
   * an outcome comes: they may still be decided. What waits for a leader is not sent any more.
   */
  sweep(nowUs: number): void {
    for (const lane of both)
      for (const [laneSequence, waiting] of this.lanes[lane].awaited) {
        if (waiting.expiresUs > nowUs) break
        if (waiting.isPut) this.lanes[lane].abandon(laneSequence, waiting)
        else this.settle(lane, laneSequence)?.reject(new CommandError('unreachable'))
      }
  }
}
