// API keys of bots: all active ones are in memory, so that trading goes on while the database is away.
import {
  type ApiKeyView,
  type Caller,
  type Clock,
  dateAt,
  IdentityError,
  type Permission,
  type Random,
  type Sql,
} from '../ports.js'
import type { SecretBox } from './secret-box.js'
import { usOf } from './sql-time.js'

export interface ApiKeyRequest {
  readonly name: string
  readonly permissions: readonly Permission[]
}

export interface NewApiKey {
  readonly apiKey: string
  readonly secret: string
}

interface ActiveKey {
  readonly caller: Caller
  readonly secret: string
}

const keysPerUserMax = 30
const idLength = 64
const idPattern = /^[A-Za-z0-9]{64}$/

export class ApiKeys {
  readonly #box: SecretBox
  readonly #clock: Clock
  readonly #random: Random
  readonly #active = new Map<string, ActiveKey>()
  /** When keys were last asked for, where the database does not know it yet. */
  readonly #usedUs = new Map<string, number>()

  constructor(box: SecretBox, clock: Clock, random: Random) {
    this.#box = box
    this.#clock = clock
    this.#random = random
  }

  /** Takes all active keys into memory. @returns those whose secrets the master key does not open */
  async load(sql: Sql): Promise<string[]> {
    return this.#take(await sql.query<KeyRow>(activeKeys))
  }

  /** Takes over what became of one key elsewhere. @returns whether it has ended */
  async reload(sql: Sql, apiKey: string): Promise<boolean> {
    const rows = await sql.query<KeyRow>(`${activeKeys} AND api_keys.id = $1`, [apiKey])
    if (rows.length === 0) return this.#active.delete(apiKey)
    this.#take(rows)
    return false
  }

  /** Takes over what became of all keys elsewhere. @returns whether one has ended */
  async catchUp(sql: Sql): Promise<boolean> {
    const known = [...this.#active.keys()]
    const rows = await sql.query<{ id: string }>(`SELECT id FROM (${activeKeys}) AS active`)
    const active = new Set(rows.map(({ id }) => id))
    const ended = known.filter((id) => !active.has(id))
    for (const id of ended) this.#active.delete(id)
    const fresh = [...active].filter((id) => !this.#active.has(id))
    if (fresh.length > 0)
      this.#take(await sql.query<KeyRow>(`${activeKeys} AND api_keys.id = ANY($1)`, [fresh]))
    return ended.length > 0
  }

  find(apiKey: string): ActiveKey | undefined {
    const key = this.#active.get(apiKey)
    if (key !== undefined) this.#usedUs.set(apiKey, this.#clock.wallUs())
    return key
  }

  /**
   * Writes a new key; it can be used once `activate` was called, after the transaction.
   * @param sql of a transaction
   * @throws IdentityError `tooManyKeys`
   */
  async create(
    sql: Sql,
    userId: string,
    request: ApiKeyRequest,
  ): Promise<{ key: NewApiKey; activate: () => void }> {
    // The row of the user is locked, so that keys made at the same time are counted, too.
    const [user] = await sql.query<{ account_number: string }>(
      "SELECT account_number FROM users WHERE id = $1 AND status = 'active' FOR UPDATE",
      [userId],
    )
    if (user === undefined) throw new IdentityError('locked')
    const [row] = await sql.query<{ count: string }>(
      'SELECT count(*) AS count FROM api_keys WHERE user_id = $1 AND revoked_at IS NULL',
      [userId],
    )
    if (Number(row?.count) >= keysPerUserMax) throw new IdentityError('tooManyKeys')

    const apiKey = randomText(this.#random, idLength)
    const secret = randomText(this.#random, idLength)
    const permissions = [...new Set(request.permissions)]
    const sealed = this.#box.seal(secret, ownerOf(apiKey, userId))
    await sql.query(
      `INSERT INTO api_keys (id, user_id, name, kind, secret_encrypted, permissions, created_at)
       VALUES ($1, $2, $3, 'hmac', $4, $5, $6)`,
      [apiKey, userId, request.name, sealed, permissions, dateAt(this.#clock.wallUs())],
    )
    const caller = { userId, account: Number(user.account_number), permissions, apiKey }
    const activate = () => {
      this.#active.set(apiKey, { caller, secret })
    }
    return { key: { apiKey, secret }, activate }
  }

  /** Active keys, the oldest first. */
  async list(sql: Sql, userId: string): Promise<ApiKeyView[]> {
    const rows = await sql.query<{
      id: string
      name: string
      permissions: Permission[]
      created_us: string
      last_used_us: string | null
    }>(
      `SELECT id, name, permissions, ${usOf('created_at')} AS created_us,
         ${usOf('last_used_at')} AS last_used_us
       FROM api_keys
       WHERE user_id = $1 AND revoked_at IS NULL ORDER BY created_at, id`,
      [userId],
    )
    return rows.map((row) => {
      const usedUs = this.#usedUs.get(row.id) ?? row.last_used_us
      return {
        apiKey: row.id,
        name: row.name,
        permissions: row.permissions,
        createdAt: dateAt(Number(row.created_us)),
        lastUsedAt: usedUs === null ? null : dateAt(Number(usedUs)),
      }
    })
  }

  /**
   * Revokes a key and forgets its secret; it is void once `deactivate` was called, after the
   * transaction.
   * @throws IdentityError `keyUnknown`, also for another user's key
   */
  async delete(sql: Sql, userId: string, apiKey: string): Promise<{ deactivate: () => void }> {
    if (!idPattern.test(apiKey)) throw new IdentityError('keyUnknown')
    const rows = await sql.query(
      `UPDATE api_keys SET revoked_at = $3, secret_encrypted = NULL
       WHERE id = $1 AND user_id = $2 AND revoked_at IS NULL RETURNING id`,
      [apiKey, userId, dateAt(this.#clock.wallUs())],
    )
    if (rows.length === 0) throw new IdentityError('keyUnknown')
    return { deactivate: () => this.#active.delete(apiKey) }
  }

  /** @returns those whose secrets the master key does not open */
  #take(rows: readonly KeyRow[]): string[] {
    const unreadable: string[] = []
    for (const row of rows) {
      const secret = this.#box.open(row.secret_encrypted, ownerOf(row.id, row.user_id))
      if (secret === undefined) {
        unreadable.push(row.id)
        continue
      }
      const { user_id: userId, permissions, id: apiKey } = row
      const caller = { userId, account: Number(row.account_number), permissions, apiKey }
      this.#active.set(apiKey, { caller, secret })
    }
    return unreadable
  }

  /** Writes down when keys were last used; what cannot be written is kept for the next time. */
  async flushLastUsed(sql: Sql): Promise<void> {
    const used = [...this.#usedUs]
    if (used.length === 0) return
    await sql.query(
      `UPDATE api_keys SET last_used_at = used.at
       FROM unnest($1::text[], $2::timestamptz[]) AS used (id, at) WHERE api_keys.id = used.id`,
      [used.map(([id]) => id), used.map(([, usedUs]) => dateAt(usedUs))],
    )
    for (const [id, usedUs] of used) if (this.#usedUs.get(id) === usedUs) this.#usedUs.delete(id)
  }
}

interface KeyRow {
  id: string
  user_id: string
  account_number: string
  permissions: Permission[]
  secret_encrypted: Uint8Array
}

const activeKeys = `SELECT api_keys.id, user_id, account_number, permissions, secret_encrypted
  FROM api_keys JOIN users ON users.id = user_id
  WHERE kind = 'hmac' AND revoked_at IS NULL AND status = 'active'`

const ownerOf = (apiKey: string, userId: string) => `${apiKey}|${userId}`

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Letters and digits, each as likely as any other: bytes that do not divide evenly are left out. */
function randomText(random: Random, length: number): string {
  const byteMax = 256 - (256 % letters.length)
  let text = ''
  while (text.length < length) {
    for (const byte of random.bytes(length)) {
      if (byte < byteMax && text.length < length) text += letters[byte % letters.length]
    }
  }
  return text
}
