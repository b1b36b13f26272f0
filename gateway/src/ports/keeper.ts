// Who writes snapshots down, off the path.

/** What a snapshot is of; the arrays are copies. */
export interface SnapshotOrder {
  readonly exchangeId: Uint8Array
  readonly sequence: number
  readonly timestampUs: number
  readonly epoch: number
  readonly chain: Uint8Array
  readonly eventsDigest: Uint8Array
  /** Of the core: a copy without a seal, or a snapshot. */
  readonly body: Uint8Array
}

export interface SnapshotKeeper {
  /**
   * Takes an order, whose body is a copy in the room that the keeper gives for so many bytes, and the
   * room with it. Returns false, without asking for the order, while it has no such room: it is busy
   * with the order before, or makes more. Then it wants to be asked again.
   */
  keep(bytes: number, order: (room: Uint8Array) => SnapshotOrder): boolean
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

/** A snapshot that was not kept; the next start takes an older one. */
export interface SnapshotLost {
  readonly sequence: number
  /** The copy broke an invariant of the core. */
  readonly isInvariantBroken: boolean
}
