// Time, chance and the log of what happens, as ports.
export interface Clock {
  /** Microseconds since 1970; may jump when an operator sets the clock. */
  wallUs(): number
  /** Microseconds since an arbitrary moment; never goes back. */
  monotonicUs(): number
}

export interface Timers {
  /** Runs once after a delay; the returned function calls it off. */
  after(delayMs: number, run: () => void): () => void
  /** Runs again and again; the returned function ends it. Does not keep the process alive. */
  every(periodMs: number, run: () => void): () => void
}

export interface Random {
  bytes(length: number): Uint8Array
}

export interface Reporter {
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

/** A moment as a Date, for the libraries that want one; to the millisecond. */
export const dateAt = (timestampUs: number): Date => new Date(Math.floor(timestampUs / 1000))
