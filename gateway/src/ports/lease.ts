// Who tries to lead: a hint that saves candidates from racing. The log alone decides who leads.

/** What the holder of the lease says of itself; renewed again and again. */
export interface LeaseValue {
  /** The name of the process and, behind a /, of this start of it; empty once it was given back. */
  readonly holder: string
  /** Of the holder, once it leads; 0 before. */
  readonly epoch: number
  /** Where edges reach the leader's link, host:port; empty before it listens. */
  readonly address: string
  /** Raised by each renewal, so that watchers see life. */
  readonly renewals: number
  /** The name of who should take over from a planned end; empty = anybody. */
  readonly successor: string
}

/** A value, and the revision that the next one must follow. */
export interface LeaseEntry {
  readonly value: LeaseValue
  readonly revision: number
}

/** An operator's: that the leader of this epoch hands over. */
export interface LeaseWish {
  readonly epoch: number
  /** The name of the process that is to lead; empty = anybody else. */
  readonly successor: string
  /** Of the wish itself, so that one wish is told from the next. */
  readonly revision: number
}

/** `lost`: another holds it. `unsure`: it could not be renewed in time, and another may take it. */
export type LeaseState = 'none' | 'held' | 'unsure' | 'lost'

/** The cell that holds the lease. Its requests have timeouts, and an error leaves an outcome unknown. */
export interface LeaseCell {
  read(): Promise<LeaseEntry | undefined>
  /** Returns the new revision; undefined where the present one is not `revision`; 0 = nothing there. */
  write(value: LeaseValue, revision: number): Promise<number | undefined>
}
