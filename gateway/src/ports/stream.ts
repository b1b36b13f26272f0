// The replicated log and the lease, as they are seen from the path: what lies behind them is a server.

/** A journal frame as it lies in the log. */
export interface StoredFrame {
  /** Of the journal. */
  readonly sequence: number
  /** The very bytes of the journal frame. */
  readonly bytes: Uint8Array
}

/** What is wrong with the bytes that lie in the place of a frame, if anything. */
export type FrameCheck = (bytes: Uint8Array, sequence: number) => string | undefined

/** `deposed`: another writer's frame has the slot, and this process must end. */
export type AppendOutcome = 'committed' | 'deposed'

/**
 * Whether the log takes frames. `full`: it takes none until its limit is raised; `behind`: it ends before
 * the frame that it must hold. Nothing is lost meanwhile: an append waits.
 */
export type LogCondition = 'ready' | 'unreachable' | 'full' | 'behind'

/** How full the newest generation of a stream is, and how many generations the servers keep. */
export interface StreamFill {
  readonly stream: 'journal' | 'events'
  readonly bytes: number
  /** Where it takes nothing more; a roll is due before. */
  readonly bytesMax: number
  readonly generations: number
}

export interface ReplicatedLog {
  /**
   * Appends a frame behind `expectedLast`; an outcome that is unknown is settled by repeating the same
   * bytes. Only one append may be under way.
   * @param chain of the frame, in hex
   * @throws StreamDamagedError, StreamRefusedError; the reason of the signal that ended the waiting
   */
  append(frame: Uint8Array, chain: string, expectedLast: number): Promise<AppendOutcome>
  /** The last frame, or undefined where there is none. */
  last(): Promise<StoredFrame | undefined>
  /** The frames from a sequence to what is the last one now, some at a time. */
  read(fromSequence: number): AsyncIterable<readonly StoredFrame[]>
  /** Gives every frame from a sequence on as it comes, one after the other, until the signal ends it. */
  follow(
    fromSequence: number,
    onFrame: (frame: StoredFrame) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<void>
}
