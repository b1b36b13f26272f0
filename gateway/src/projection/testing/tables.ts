// All projected rows as text, so that two projections can be compared byte by byte.
import type { Sql } from '../../ports.js'

const tables = {
  currencies: 'asset_number',
  trading_pairs: 'market_number',
  market_states: 'sequence, ordinal',
  fee_tiers: 'tier',
  user_fee_tiers: 'account_number',
  accounts: 'account_number, currency',
  orders: 'id',
  order_lists: 'id',
  order_amendments: 'account_number, account_event',
  prevented_matches: 'id',
  trade_groups: 'account_number',
  withdrawals: 'id',
  trades: 'id',
  transactions: 'sequence, ordinal',
  ledger_entries: 'sequence, ordinal, leg',
  order_metrics: 'pair, period, starts_at',
  projection_cursor: 'name',
}

/** The rows of every projected table, and the cursor. */
export async function dumpTables(sql: Sql): Promise<Record<keyof typeof tables, string[]>> {
  const dump: Record<string, string[]> = {}
  for (const [table, order] of Object.entries(tables)) {
    const rows = await sql.query<{ row: string }>(
      `SELECT ${table}::text AS row FROM ${table} ORDER BY ${order}`,
    )
    dump[table] = rows.map(({ row }) => row)
  }
  return dump as Record<keyof typeof tables, string[]>
}
