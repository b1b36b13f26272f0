// Makes all that the projection made again, from the first frame on.
import type { EventFrame, EventReader, Sql } from '../ports.js'
import { Batch, batchEventsMax } from './batch.js'
import { type Cursor, claimCursor, moveCursor, startCursor } from './cursor.js'
import { foldFrame } from './fold.js'
import { Known } from './known.js'
import { Partitions } from './partitions.js'
import { type Meanwhile, writeBatch } from './write-batch.js'
import { loadCatalogue } from './write-listings.js'

/** Parents first. */
const tables = [
  'currencies',
  'trading_pairs',
  'market_states',
  'fee_tiers',
  'user_fee_tiers',
  'accounts',
  'orders',
  'order_lists',
  'order_amendments',
  'prevented_matches',
  'trade_groups',
  'trades',
  'withdrawals',
  'transactions',
  'ledger_entries',
  'order_metrics',
]

/**
 * Removes all projected rows and puts the cursor before the first frame, in one transaction. A
 * projector that runs notices, and begins again. Until that is committed readers see what was there.
 * It takes the right to alter the ledger, whose trigger refuses this to everybody else.
 */
export const clearProjection = (sql: Sql): Promise<void> =>
  sql.transaction(async (sql) => {
    const cursor = await claimCursor(sql)
    await sql.query('ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_append_only')
    for (const table of tables.toReversed()) await sql.query(`DELETE FROM ${table}`)
    await sql.query('ALTER TABLE ledger_entries ENABLE TRIGGER ledger_entries_append_only')
    await moveCursor(sql, cursor, startCursor)
  })

/**
 * Projects all frames of `reader`, which begins with the first, in the place of all rows: in one
 * transaction, so that readers see the old rows until the new ones are whole, and an end in between
 * leaves the old ones. A projector that runs waits, and goes on behind the new cursor.
 * Returns that cursor.
 * @throws ProjectionError, EventLogError, and what the database throws
 */
export const rebuildProjection = (
  sql: Sql,
  reader: EventReader,
  onBatch: (cursor: Cursor) => void = () => {},
): Promise<Cursor> =>
  sql.transaction(async (sql) => {
    await clearProjection(sql)
    const known = new Known()
    // A month that cannot be made now is told by the projector, when it finds rows of it astray.
    const partitions = new Partitions(() => {})
    let batch = new Batch(await loadCatalogue(sql), startCursor)
    for (let isOver = false; !isOver; ) {
      isOver = !foldFull(batch, reader)
      if (batch.frameCount === 0) break
      for (const month of batch.months) await partitions.ensure(sql, month)
      await writeBatch(sql, batch, known, alone)
      const { sequence, chain, catalogue } = batch
      onBatch({ sequence, chain })
      batch = new Batch(catalogue, { sequence, chain })
    }
    return batch.after
  })

/** Nobody else waits for a turn. */
const alone: Meanwhile = { turn: async () => {}, whileWriting: async () => {} }

/** Folds frames until the batch is full; false at the end of the log. */
function foldFull(batch: Batch, reader: EventReader): boolean {
  while (batch.eventCount < batchEventsMax) {
    const frame: EventFrame | undefined = reader.next()
    if (!frame) return false
    foldFrame(batch, frame)
  }
  return true
}
