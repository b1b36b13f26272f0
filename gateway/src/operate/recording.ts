// What a recording is to the exchange: its genesis, and then commands in batches, each at its time.

export interface RecordedBatch {
  /** Whole commands, at most a frame's payload; valid until the next batch is asked for. */
  readonly commands: Uint8Array
  readonly commandCount: number
  readonly timestampUs: number
}

export interface Recording {
  /** The commands of a new exchange's first frame, which must all be done. */
  readonly genesis: Uint8Array
  readonly startUs: number
  /** Of the prices of its one market, in ticks. */
  readonly priceDecimals: number
  batches(): AsyncIterable<RecordedBatch>
}
