// Users in the database. A new one is pending until the core has opened the account of the same uuid.
import { dateAt, IdentityError, type Sql } from '../ports.js'
import { usOf } from './sql-time.js'

export interface NewUser {
  readonly id: string
  readonly email: string
  readonly username: string
  readonly passwordHash: string
  readonly createdUs: number
}

export interface User {
  readonly id: string
  readonly passwordHash: string
  readonly status: 'pending' | 'active' | 'frozen'
  /** The core's number; undefined while the user is pending. */
  readonly account: number | undefined
  readonly failedLogins: number
  readonly lockedUntilUs: number
}

/** Wrong passwords in a row that cost nothing; from then on each locks for twice as long. */
const failuresFree = 5
const lockSecondsMin = 15
const lockSecondsMax = 15 * 60

/** @throws IdentityError where the address or the name is another's */
export async function insertUser(sql: Sql, user: NewUser): Promise<void> {
  const { id, email, username, passwordHash } = user
  const rows = await sql.query(
    `INSERT INTO users (id, email, username, password_hash, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT DO NOTHING RETURNING id`,
    [id, email, username, passwordHash, dateAt(user.createdUs)],
  )
  if (rows.length === 0) throw await takenError(sql, email)
}

/** Asked before the password is hashed, which takes a while. @throws IdentityError */
export async function refuseTaken(sql: Sql, email: string, username: string): Promise<void> {
  const rows = await sql.query(
    'SELECT 1 FROM users WHERE lower(email) = lower($1) OR lower(username) = lower($2)',
    [email, username],
  )
  if (rows.length > 0) throw await takenError(sql, email)
}

async function takenError(sql: Sql, email: string): Promise<IdentityError> {
  const rows = await sql.query('SELECT 1 FROM users WHERE lower(email) = lower($1)', [email])
  return new IdentityError(rows.length > 0 ? 'emailTaken' : 'usernameTaken')
}

/** @param login an email address or a username; no username has an @ */
export async function findUser(sql: Sql, login: string): Promise<User | undefined> {
  if (/[^\x20-\x7e]/.test(login)) return undefined
  const column = login.includes('@') ? 'email' : 'username'
  const [row] = await sql.query<{
    id: string
    password_hash: string
    status: User['status']
    account_number: string | null
    failed_login_count: number
    locked_until_us: string | null
  }>(
    `SELECT id, password_hash, status, account_number, failed_login_count,
       ${usOf('locked_until')} AS locked_until_us
     FROM users WHERE lower(${column}) = lower($1)`,
    [login],
  )
  if (row === undefined) return undefined
  return {
    id: row.id,
    passwordHash: row.password_hash,
    status: row.status,
    account: row.account_number === null ? undefined : Number(row.account_number),
    failedLogins: row.failed_login_count,
    lockedUntilUs: Number(row.locked_until_us ?? 0),
  }
}

/** Does nothing to a user who is active already. */
export async function activateUser(
  sql: Sql,
  id: string,
  account: number,
  nowUs: number,
): Promise<void> {
  await sql.query(
    `UPDATE users SET status = 'active', account_number = $2, updated_at = $3
     WHERE id = $1 AND status = 'pending'`,
    [id, account, dateAt(nowUs)],
  )
}

export async function pendingUsers(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    "SELECT id FROM users WHERE status = 'pending' ORDER BY id",
  )
  return rows.map(({ id }) => id)
}

/** Counts a wrong password, also where several come at once, and locks for a while after many. */
export async function countFailedLogin(sql: Sql, id: string, nowUs: number): Promise<void> {
  await sql.query(
    `UPDATE users SET failed_login_count = failed_login_count + 1, updated_at = $2::timestamptz,
       locked_until = CASE WHEN failed_login_count >= $3 THEN
         $2::timestamptz + interval '1 second'
           * least($4 * 2 ^ least(failed_login_count - $3, 20), $5::double precision)
       END
     WHERE id = $1`,
    [id, dateAt(nowUs), failuresFree, lockSecondsMin, lockSecondsMax],
  )
}

export async function forgetFailedLogins(sql: Sql, id: string, nowUs: number): Promise<void> {
  await sql.query(
    `UPDATE users SET failed_login_count = 0, locked_until = NULL, updated_at = $2
     WHERE id = $1 AND failed_login_count > 0`,
    [id, dateAt(nowUs)],
  )
}
