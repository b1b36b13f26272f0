// The log: what makes a frame durable.
export interface Log {
  /** Starts to make a frame durable; one is in flight at a time. */
  begin(sequence: number, frame: Uint8Array): void
  /** The highest sequence known durable. A failure throws, and the process must end. */
  committed(): number
}
