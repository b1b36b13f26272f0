// The core's end of a link that is fed by hand, a batch a turn: for recordings and benchmarks.
import type { Clock, LinkCore } from '../ports.js'
import { OperateError } from './errors.js'

const nothing = new Uint8Array(0)

export class FedLink implements LinkCore {
  private next: Uint8Array = nothing

  /** What the next turn of the path takes: whole commands, at most a frame's payload. */
  feed(commands: Uint8Array): void {
    this.next = commands
  }

  take(into: Uint8Array): number {
    const taken = this.next
    into.set(taken)
    this.next = nothing
    return taken.length
  }

  /** Nothing here has a deadline, so ingress refuses for lack of space alone. */
  refuse(): void {
    throw new OperateError('the disk is nearly full')
  }

  /** Whoever feeds never sleeps. */
  wait(): void {}
}

/** A clock that stands where it was set. */
export class SetClock implements Clock {
  constructor(private timestampUs: number) {}

  set(timestampUs: number): void {
    this.timestampUs = timestampUs
  }

  wallUs(): number {
    return this.timestampUs
  }

  monotonicUs(): number {
    return this.timestampUs
  }
}
