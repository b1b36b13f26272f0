// The log: what makes a frame durable.

export interface Log {
  /**
   * Starts to make a frame durable; one is in flight at a time. `chain` is the frame's own.
   * A failure throws, and the process must end: what happened to the bytes is not known.
   */
  begin(sequence: number, frame: Uint8Array, chain: Uint8Array): void
  /**
   * Returns when the frame that was begun is durable.
   * @throws DeposedError where another writer has its place; the process must end
   */
  finish(): void
  /** Whether the next frame must be a roll, behind which a new generation of a stream begins. */
  readonly isRollDue: boolean
}

/** Somebody else leads: nothing that this writer began was decided, and nothing of it may be told. */
export class DeposedError extends Error {
  override name = 'DeposedError'
  constructor(sequence: number) {
    super(`another process leads: frame ${sequence} of the log is not ours`)
  }
}
