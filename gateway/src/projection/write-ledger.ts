// Writes of transactions and ledger_entries: every movement of money with its two or more legs.
import type { Sql } from '../ports.js'
import { amountText } from './catalogue.js'
import type { TransactionRow } from './rows.js'
import type { LedgerRow } from './settle.js'
import { timestampOf } from './sql-time.js'

/** All legs go in one statement: the table's trigger checks that they balance. */
export async function writeLedger(
  sql: Sql,
  transactions: readonly TransactionRow[],
  entries: readonly LedgerRow[],
): Promise<void> {
  if (transactions.length === 0) return
  await insertTransactions(sql, transactions)
  await sql.query(
    `INSERT INTO ledger_entries (sequence, ordinal, leg, account_number, currency, delta,
       balance_after)
     SELECT * FROM unnest($1::bigint[], $2::integer[], $3::smallint[], $4::bigint[], $5::text[],
       $6::numeric[], $7::numeric[])`,
    [
      entries.map((entry) => entry.sequence),
      entries.map((entry) => entry.ordinal),
      entries.map((entry) => entry.leg),
      entries.map((entry) => entry.account),
      entries.map((entry) => entry.asset.code),
      entries.map((entry) => amountText(entry.asset, entry.deltaUnits)),
      entries.map((entry) => amountText(entry.asset, entry.balanceAfterUnits)),
    ],
  )
}

async function insertTransactions(sql: Sql, rows: readonly TransactionRow[]): Promise<void> {
  await sql.query(
    `INSERT INTO transactions (sequence, ordinal, kind, status, account_number, idempotency_key,
       reference, reason, created_at)
     SELECT sequence, ordinal, kind, 'completed', account_number, idempotency_key, reference,
       reason, ${timestampOf('created_us')}
     FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::bigint[], $5::text[], $6::text[],
       $7::text[], $8::bigint[])
       AS new (sequence, ordinal, kind, account_number, idempotency_key, reference, reason,
         created_us)`,
    [
      rows.map((row) => row.sequence),
      rows.map((row) => row.ordinal),
      rows.map((row) => row.kind),
      rows.map((row) => row.account),
      rows.map((row) => row.idempotencyKey),
      rows.map((row) => row.reference),
      rows.map((row) => row.reason),
      rows.map((row) => row.createdUs),
    ],
  )
}
