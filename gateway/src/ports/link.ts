// The link between edges and the core: framed, bounded, two lanes.
import type { Lane } from '@openbell/protocol'

/** Why ingress gave a command back undecided; it is not in the journal and changed nothing. */
export type Refusal = 'deadlinePassed' | 'cancelOnly'

/** Told of a command that ingress refused, by what names its delivery. */
export type RefusalListener = (
  session: number,
  lane: Lane,
  laneSequence: number,
  refusal: Refusal,
) => void

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
  onRefused(listener: RefusalListener): void
}

/** The core's end. */
export interface LinkCore {
  /** Moves whole commands into `into`, cancels first, and returns the count of bytes. */
  take(into: Uint8Array): number
  refuse(session: number, lane: Lane, laneSequence: number, refusal: Refusal): void
  /** Sleeps until there is something to take or the time is over. */
  wait(timeoutMs: number): void
}

/** A leader at the other end of a link that may be cut. */
export interface LinkUp {
  /** The leader's; what came before it is decided, or never will be, when its frame was read. */
  readonly epoch: number
  /** By lane: the last lane sequence of this edge that this very leader has heard, 0 = none. */
  readonly heard: readonly [number, number]
}

/** Who uses a link that may be cut. */
export interface LinkOwner {
  onUp(up: LinkUp): void
  /** What was put and is not heard is lost until it is put again. */
  onDown(): void
}

/** A link to whatever process leads now; it is cut, and comes up again, for ever. */
export interface DistantLink extends LinkEdge {
  /** Looks for the leader from now on, and tells the owner. */
  open(owner: LinkOwner): void
  /**
   * The sequence that the core had published last when it was asked, which is not before this call.
   * Never resolves before the link is up; rejects where it is closed.
   */
  latest(): Promise<number>
  /** Whether a leader is at its other end now. */
  isUp(): boolean
  close(): void
}

/** Which process leads, as the lease says. */
export interface LeaderWatch {
  /** Such as `10.0.0.7:7400` or `[::1]:7400`; undefined while nobody leads. */
  address(): string | undefined
  /** Calls back when the address is another; the returned function ends it. */
  onChanged(listener: () => void): () => void
}
