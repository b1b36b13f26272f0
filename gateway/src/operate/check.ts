// What a venue said itself of the time of a recording, held against what comes out of the replay.

/** Counts that join the result of the replay; which of them, the recording decides. */
export interface CheckResult {
  /** Trades in the venue's log. */
  readonly venueTrades?: number
  /** Of those, how many came out equal in price and quantity, at their time. */
  readonly matchedTrades?: number
  /** Executions of visible orders in the recording, where we know the order. */
  readonly executions?: number
  /** Of those, how many did not fill the very order that the venue filled, to the lot. */
  readonly mismatchedExecutions?: number
  /** Rows of the venue's book that were compared with ours. */
  readonly rowsCompared?: number
  /** Of those, how many were equal in every level. */
  readonly rowsEqual?: number
  /** The first that was not, from 1; null where all are equal. */
  readonly firstUnequalRow?: number | null
}

export interface Check {
  /** Takes every event that follows the genesis, in order. */
  see(kind: number, view: DataView, at: number): void
  /** Of a replay that came to its end. */
  result(): CheckResult
}
