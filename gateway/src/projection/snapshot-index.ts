// The index of state snapshots: a row for each that was proved. It only helps to find them; recovery
// reads the files.
import type { SnapshotKept, Sql } from '../ports.js'
import { timestampOf } from './sql-time.js'

const insert = `INSERT INTO orderbook_snapshots
  (shard, sequence, state_hash, size_bytes, format, location, order_count, account_count, created_at)
  VALUES (0, $1::bigint, decode($2, 'hex'), $3::bigint, $4, $5, $6::bigint, $7::bigint,
    ${timestampOf('$8::bigint')})
  ON CONFLICT (shard, sequence, coalesce(pair, '')) DO NOTHING`

/** The layout of the file: the core's memory under its head. */
const format = 'memory-1'

/** A snapshot that is known already changes nothing; one that is missed is found at the next start. */
export async function indexSnapshot(
  sql: Sql,
  { sequence, stateHash, sizeBytes, path, orderCount, accountCount, timestampUs }: SnapshotKept,
): Promise<void> {
  const counts = [String(orderCount), String(accountCount), String(timestampUs)]
  const row = [String(sequence), stateHash, String(sizeBytes), format, path, ...counts]
  await sql.query(insert, row)
}
