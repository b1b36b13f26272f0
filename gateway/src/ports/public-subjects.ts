// Public market data for whoever subscribes to it on the bus: sent at most once, and nobody waits for it.

/** What of a market, as the web sockets have it. */
export type PublicKind = 'trade' | 'depth' | 'state'

export interface PublicCounts {
  readonly messagesSent: number
  /** Not sent: the servers were away or too slow, or it was too large for them. */
  readonly dropped: number
}

export interface PublicSubjects {
  readonly counts: PublicCounts
  /** Whether this process publishes: of a shard's processes one does. */
  isOurs(): boolean
  /** Sends it, or drops it where that would have to wait. */
  put(symbol: string, kind: PublicKind, json: string): void
}
