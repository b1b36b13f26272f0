// The log: what makes a frame durable.

export interface Log {
  /**
   * Starts to make a frame durable; one is in flight at a time. `chain` is the frame's own.
   * A failure throws, and the process must end: what happened to the bytes is not known.
   */
  begin(sequence: number, frame: Uint8Array, chain: Uint8Array): void
  /** The highest sequence known durable. */
  committed(): number
}
