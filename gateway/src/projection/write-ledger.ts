// Writes of transactions and ledger_entries: every movement of money with its two or more legs.
import type { Sql } from '../ports.js'
import { type Column, insertRows } from './columns.js'
import type { Leg, TransactionRow } from './rows.js'

const transactionColumns: readonly Column<TransactionRow>[] = [
  { name: 'sequence', type: 'bigint', of: ({ sequence }) => sequence },
  { name: 'ordinal', type: 'integer', of: ({ ordinal }) => ordinal },
  { name: 'kind', type: 'text', of: ({ kind }) => kind },
  { name: 'status', type: 'text', of: () => 'completed' },
  { name: 'account_number', type: 'bigint', of: ({ account }) => account },
  { name: 'idempotency_key', type: 'text', of: ({ idempotencyKey }) => idempotencyKey },
  { name: 'reference', type: 'text', of: ({ reference }) => reference },
  { name: 'reason', type: 'text', of: ({ reason }) => reason },
  { name: 'created_at', type: 'time', of: ({ createdUs }) => createdUs },
]

export const writeTransactions = (sql: Sql, rows: readonly TransactionRow[]): Promise<void> =>
  insertRows(sql, 'transactions', transactionColumns, rows)

const entryColumns: readonly Column<Leg>[] = [
  { name: 'sequence', type: 'bigint', of: ({ sequence }) => sequence },
  { name: 'ordinal', type: 'integer', of: ({ ordinal }) => ordinal },
  { name: 'leg', type: 'integer', of: ({ leg }) => leg },
  { name: 'account_number', type: 'bigint', of: ({ account }) => account },
  { name: 'currency', type: 'text', of: ({ asset }) => asset.code },
  {
    name: 'delta',
    type: 'numeric',
    of: ({ deltaUnits }) => deltaUnits,
    asset: ({ asset }) => asset,
  },
  {
    name: 'balance_after',
    type: 'numeric',
    of: ({ balanceAfterUnits }) => balanceAfterUnits,
    asset: ({ asset }) => asset,
  },
  { name: 'created_at', type: 'time', of: ({ createdUs }) => createdUs },
]

/** All legs go in one statement: the table's trigger checks that they balance. */
export const writeEntries = (sql: Sql, entries: readonly Leg[]): Promise<void> =>
  insertRows(sql, 'ledger_entries', entryColumns, entries)
