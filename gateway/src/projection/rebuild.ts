// Empties what the projection made, so that it makes everything again from the first frame.
import type { Sql } from '../ports.js'
import { claimCursor, moveCursor, startCursor } from './cursor.js'

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
 * projector that runs notices, and begins again; readers see empty tables until it has caught up.
 * It takes the right to alter the ledger, whose trigger refuses this to everybody else.
 */
export const clearProjection = (sql: Sql): Promise<void> =>
  sql.transaction(async (sql) => {
    const cursor = await claimCursor(sql)
    await sql.query('ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_no_truncate')
    await sql.query(`TRUNCATE ${tables.join(', ')}`)
    await sql.query('ALTER TABLE ledger_entries ENABLE TRIGGER ledger_entries_no_truncate')
    await moveCursor(sql, cursor, startCursor)
  })
