// Who writes snapshots down, off the path.

/** What a snapshot is of; the arrays are copies. */
export interface SnapshotOrder {
  readonly exchangeId: Uint8Array
  readonly sequence: number
  readonly timestampUs: number
  readonly epoch: number
  readonly chain: Uint8Array
  readonly eventsDigest: Uint8Array
  readonly body: Uint8Array
}

export interface SnapshotKeeper {
  /** Takes an order, or returns false, without asking for it, while it is busy with the one before. */
  keep(order: () => SnapshotOrder): boolean
}

/** A snapshot file that was proved by restoring it. */
export interface SnapshotKept {
  readonly sequence: number
  readonly timestampUs: number
  /** 16 hex digits. */
  readonly stateHash: string
  readonly path: string
  readonly sizeBytes: number
  readonly orderCount: number
  readonly accountCount: number
}
