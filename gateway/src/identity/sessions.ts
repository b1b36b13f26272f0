// Logins in the database: what a token names, and which of them were revoked.
import { dateAt, type Origin, type Sql } from '../ports.js'
import { usOf } from './sql-time.js'
import { storable } from './storable.js'
import type { Session } from './tokens.js'

export async function insertSession(
  sql: Sql,
  session: Session,
  origin: Origin,
  nowUs: number,
): Promise<void> {
  await sql.query(
    `INSERT INTO sessions (id, user_id, family, address, user_agent, created_at, expires_at)
     VALUES ($1, $2, $1, $3, $4, $5, $6)`,
    [
      session.id,
      session.userId,
      storable(origin.address),
      storable(origin.agent),
      dateAt(nowUs),
      dateAt(session.expiresSeconds * 1_000_000),
    ],
  )
}

/** The expiry of a session that was revoked just now, or undefined where there was none to revoke. */
export async function revokeSession(
  sql: Sql,
  id: string,
  nowUs: number,
): Promise<number | undefined> {
  const [row] = await sql.query<{ expires_us: string }>(
    `UPDATE sessions SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL
     RETURNING ${usOf('expires_at')} AS expires_us`,
    [id, dateAt(nowUs)],
  )
  return row === undefined ? undefined : toSeconds(row.expires_us)
}

/** Sessions that are revoked, or of a frozen user, whose tokens would still hold, with their expiry in seconds. */
export async function revokedSessions(sql: Sql, nowUs: number): Promise<[string, number][]> {
  const rows = await sql.query<{ id: string; expires_us: string }>(
    `SELECT sessions.id, ${usOf('expires_at')} AS expires_us
     FROM sessions JOIN users ON users.id = user_id
     WHERE expires_at > $1 AND (revoked_at IS NOT NULL OR status = 'frozen')`,
    [dateAt(nowUs)],
  )
  return rows.map((row) => [row.id, toSeconds(row.expires_us)])
}

const toSeconds = (timeUs: string) => Math.ceil(Number(timeUs) / 1_000_000)
