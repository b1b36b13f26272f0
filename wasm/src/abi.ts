// The core's exports as TypeScript sees them: u32 in, u32 out; a u64 crosses as two u32.
// Answers longer than one u32 lie in the core's memory at the address that the call returns.

/** What `run` returns. */
export const runDone = 0
/** Events up to the mark: hand them over and call `run` again. */
export const runDrain = 1

/** In what `applyFrame` answers: take the output and `run` on. */
export const answerDrain = 1 << 31
/** Commands are left, so that the next ones belong where `inputAddress` says. */
export const answerLeft = 1 << 30

/** What a price of `bestPrice` is when the side is empty. */
export const priceNone = 0xffffffff

/** Each half of what `nextDeadline` points at when no timer runs. */
export const deadlineNone = 0xffffffff

export interface Abi {
  readonly memory: { readonly buffer: ArrayBuffer }
  /** `limits.formatVersion` of the core. */
  formatVersion(): number
  /**
   * Draws the memory map for what each pool shall hold, as `capacityNames` has it; returns the
   * bytes that it needs, 0 when they exceed 4 GiB.
   */
  layOut(...counts: readonly number[]): number
  /** The same, and takes what the host has not given of that; 0 also where it cannot be had. */
  initialise(...counts: readonly number[]): number
  /** Where the next frame's commands belong. */
  inputAddress(): number
  beginFrame(
    sequenceLow: number,
    sequenceHigh: number,
    timestampUsLow: number,
    timestampUsHigh: number,
    commandsBytes: number,
    isEpoch: number,
  ): void
  run(): number
  /** `beginFrame`, `run` and `outputBytes` in one; the two highest bits are `answer…`. */
  applyFrame(
    sequenceLow: number,
    sequenceHigh: number,
    timestampUsLow: number,
    timestampUsHigh: number,
    commandsBytes: number,
    isEpoch: number,
  ): number
  outputAddress(): number
  outputBytes(): number
  /** Adds the first bytes of the output to the digest of events. */
  digestOutput(length: number): void
  /** → 8 bytes: of all that was added since the last one */
  takeDigest(): number
  hasUnfinishedWork(): number
  /** → sequence u64, timestampUs u64 */
  position(): number
  /** → u64: microseconds of the earliest timer, or `deadlineNone` in both halves */
  nextDeadline(): number
  /** → u64 */
  stateHash(): number
  /** side 0 buy, 1 sell → ticks, or `priceNone` */
  bestPrice(market: number, side: number): number
  /** → lots u64 */
  depthAt(market: number, side: number, priceTicks: number): number
  /** → available i64, locked i64 */
  balance(account: number, asset: number): number
  /** → two u32 a capacity, in the order of `initialise`: in use, limit. */
  usage(): number
  /** → count u32, then pairs of u32: number of the broken invariant, where. */
  checkInvariants(): number
  /** → count u32, then pairs of u32: address, bytes of what a snapshot must hold. */
  snapshotRanges(): number
  /** The next `exportPart` begins the canonical export. */
  beginExport(): void
  /** → bytes of records at `outputAddress`; 0 = that was all. */
  exportPart(): number
  /** Where the next records of an import belong, at most a frame's payload. */
  importAddress(): number
  /** Into a core that has applied nothing; → fault u32, records that were looked at u32. */
  importPart(bytes: number): number
  /** Behind the last record; answers like `importPart`. */
  endImport(
    sequenceLow: number,
    sequenceHigh: number,
    timestampUsLow: number,
    timestampUsHigh: number,
  ): number
}
