// The audit log: append-only, each row sealed by the hash of the one before.
import { createHash } from 'node:crypto'
import type { Sql } from '../ports.js'
import { usOf } from './sql-time.js'
import { storable } from './storable.js'

export type AuditAction =
  | 'register'
  | 'login'
  | 'login_failed'
  | 'session_revoked'
  | 'key_created'
  | 'key_deleted'

export interface AuditEntry {
  readonly timestampUs: number
  readonly action: AuditAction
  /** The user who acted, where known. */
  readonly actor?: string
  /** What was acted upon, such as a key's public id. */
  readonly object?: string
  readonly address: string
  /** Flat, so that its text has one form. */
  readonly details?: Readonly<Record<string, string>>
}

interface AuditRow {
  readonly id: string
  readonly occurred_us: string
  readonly actor: string | null
  readonly action: string
  readonly object: string | null
  readonly address: string | null
  readonly details: Record<string, string>
  readonly previous_hash: Uint8Array
  readonly hash: Uint8Array
}

/** Any number that nothing else on the server locks: writers of the log take turns. */
const lockKey = 4_015_225_002
const beforeFirst = new Uint8Array(32)
const pageRows = 1_000

/**
 * Adds a row; inside the caller's transaction, so that act and trail are written together.
 * @param sql must be of a transaction
 */
export async function appendAudit(sql: Sql, entry: AuditEntry): Promise<void> {
  await sql.query('SELECT pg_advisory_xact_lock($1)', [lockKey])
  const [last] = await sql.query<Pick<AuditRow, 'id' | 'hash'>>(
    'SELECT id, hash FROM audit_logs ORDER BY id DESC LIMIT 1',
  )
  const row = {
    id: String(BigInt(last?.id ?? '0') + 1n),
    occurred_us: String(Math.floor(entry.timestampUs)),
    actor: entry.actor ?? null,
    action: entry.action,
    object: entry.object === undefined ? null : storable(entry.object),
    address: storable(entry.address),
    details: Object.fromEntries(
      Object.entries(entry.details ?? {}).map(([name, value]) => [name, storable(value)]),
    ),
    previous_hash: last?.hash ?? beforeFirst,
  }
  await sql.query(
    `INSERT INTO audit_logs
       (id, occurred_at, actor, action, object, address, details, previous_hash, hash)
     VALUES ($1, 'epoch'::timestamptz + $2::bigint * interval '1 microsecond', $3, $4, $5, $6, $7, $8, $9)`,
    [
      row.id,
      row.occurred_us,
      row.actor,
      row.action,
      row.object,
      row.address,
      row.details,
      row.previous_hash,
      hashOf(row),
    ],
  )
}

/**
 * Follows the chain from the first row to the last.
 * @returns the id of the first row that was changed, or that follows a missing one
 */
export async function findBrokenAudit(sql: Sql): Promise<string | undefined> {
  let previousId = 0n
  let previousHash: Uint8Array = beforeFirst
  for (;;) {
    const rows = await sql.query<AuditRow>(
      `SELECT *, ${usOf('occurred_at')} AS occurred_us
       FROM audit_logs WHERE id > $1 ORDER BY id LIMIT $2`,
      [previousId, pageRows],
    )
    for (const row of rows) {
      const follows = BigInt(row.id) === previousId + 1n && same(row.previous_hash, previousHash)
      if (!follows || !same(row.hash, hashOf(row))) return row.id
      previousId = BigInt(row.id)
      previousHash = row.hash
    }
    if (rows.length < pageRows) return undefined
  }
}

function hashOf(row: Omit<AuditRow, 'hash'>): Uint8Array {
  const details = Object.entries(row.details).sort(([a], [b]) => (a < b ? -1 : 1))
  const { id, occurred_us: time, actor, action, object, address } = row
  const fields = [id, time, actor, action, object, address, details]
  return createHash('sha256').update(row.previous_hash).update(JSON.stringify(fields)).digest()
}

const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0
