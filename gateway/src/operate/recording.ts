// What a recording is to the exchange: its genesis, and then commands in batches, each at its time.
import type { CommandBatch } from '@openbell/protocol'
import type { Check } from './check.js'

/** Commands that share a frame, and so a time and an fsync. */
export const batchCommands = 256

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
  /** Where there is something to hold the replay against. */
  readonly check?: Check
}

/** What was collected so far, as one batch. */
export function takeBatch(batch: CommandBatch, timestampUs: number): RecordedBatch {
  const commandCount = batch.count
  return { commands: batch.take(), commandCount, timestampUs }
}
