// Users, logins and API keys: the account store behind the Identity port.
import {
  type Clock,
  DatabaseDownError,
  type Identity,
  IdentityError,
  type Origin,
  type Random,
  type Reporter,
  type SharedState,
  type Sql,
  type Timers,
} from '../ports.js'
import { ApiKeys } from './api-keys.js'
import { type AuditEntry, appendAudit } from './audit.js'
import { checkEmail, checkPassword, checkUsername, normalPassword } from './credentials.js'
import { Elsewhere } from './elsewhere.js'
import { defaultPasswordSettings, type PasswordSettings, Passwords } from './passwords.js'
import { SecretBox } from './secret-box.js'
import { insertSession, revokedSessions, revokeSession } from './sessions.js'
import { sessionSeconds, Tokens } from './tokens.js'
import * as users from './users.js'
import { newUuid } from './uuid.js'

export interface IdentityParts {
  readonly sql: Sql
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly reporter: Reporter
  readonly secrets: IdentitySecrets
  /** The core's number of the account with this uuid; opens it where there is none. */
  readonly openAccount: (uuid: string) => Promise<number>
  readonly passwords?: PasswordSettings
  /** Undefined: there is no other edge. */
  readonly shared?: SharedState | undefined
}

/** 32 bytes each. */
export interface IdentitySecrets {
  readonly tokenKey: Uint8Array
  readonly masterKey: Uint8Array
}

export interface IdentityStore extends Identity {
  /** Ends a session before its time: its tokens are void at once. */
  revokeSession(sessionId: string, origin: Origin): Promise<void>
  /** Resolves when the users that an earlier process left pending have been tried again. */
  readonly resumed: Promise<void>
  /** Ends the housekeeping, after a last round of it. */
  close(): Promise<void>
}

const housekeepingEveryMs = 60_000

/**
 * Loads what must be at hand while the database is away, and finishes registrations left halfway.
 * @throws DatabaseDownError
 */
export async function createIdentity(parts: IdentityParts): Promise<IdentityStore> {
  const { sql, clock, random, reporter, secrets, timers } = parts
  const keys = new ApiKeys(new SecretBox(secrets.masterKey, random), clock, random)
  const unreadable = await keys.load(sql)
  if (unreadable.length > 0) {
    reporter.error(`${unreadable.length} API keys were encrypted with another master key: unusable`)
  }
  const tokens = new Tokens(secrets.tokenKey, clock)
  for (const [id, expiry] of await revokedSessions(sql, clock.wallUs())) tokens.revoke(id, expiry)
  const passwords = new Passwords(random, parts.passwords ?? defaultPasswordSettings)
  const elsewhere = new Elsewhere(parts, keys, tokens)
  const store = new Store(parts, keys, tokens, passwords, elsewhere)
  const resumed = store.resumePending()
  const endHousekeeping = timers.every(housekeepingEveryMs, () => {
    void store.flush()
    void elsewhere.catchUp()
  })
  return {
    register: guarded(store.register),
    login: guarded(store.login),
    logout: guarded(store.logout),
    onRevoked: (listener) => elsewhere.onRevoked(listener),
    verifyToken: (token) => tokens.verify(token),
    key: (apiKey) => keys.find(apiKey),
    createKey: guarded(store.createKey),
    listKeys: guarded((userId) => keys.list(sql, userId)),
    deleteKey: guarded(store.deleteKey),
    revokeSession: guarded(store.revokeSession),
    resumed,
    close: async () => {
      endHousekeeping()
      await resumed
      await elsewhere.settled()
      await store.flush()
    },
  }
}

/** The edge knows one error for a database that is away. */
function guarded<Parameters extends unknown[], Result>(
  work: (...parameters: Parameters) => Promise<Result>,
): (...parameters: Parameters) => Promise<Result> {
  return async (...parameters) => {
    try {
      return await work(...parameters)
    } catch (error) {
      if (error instanceof DatabaseDownError) throw new IdentityError('databaseDown')
      throw error
    }
  }
}

class Store {
  readonly #parts: IdentityParts
  readonly #keys: ApiKeys
  readonly #tokens: Tokens
  readonly #passwords: Passwords
  readonly #elsewhere: Elsewhere

  constructor(
    parts: IdentityParts,
    keys: ApiKeys,
    tokens: Tokens,
    passwords: Passwords,
    elsewhere: Elsewhere,
  ) {
    this.#parts = parts
    this.#keys = keys
    this.#tokens = tokens
    this.#passwords = passwords
    this.#elsewhere = elsewhere
  }

  /** A pending row, the account in the core, an active row: each step can be the last for a while. */
  register = async (
    request: { email: string; username: string; password: string },
    origin: Origin,
  ): Promise<{ userId: string; accessToken: string }> => {
    const { sql, clock, random } = this.#parts
    const email = checkEmail(request.email)
    const username = checkUsername(request.username)
    const password = checkPassword(request.password)
    await users.refuseTaken(sql, email, username)
    const passwordHash = await this.#passwords.hash(password)
    const userId = newUuid(clock, random)
    await sql.transaction(async (inside) => {
      const createdUs = clock.wallUs()
      await users.insertUser(inside, { id: userId, email, username, passwordHash, createdUs })
      await this.#audit(inside, origin, { action: 'register', actor: userId })
    })
    const account = await this.#activate(userId)
    return { userId, accessToken: await this.#openSession(userId, account, origin) }
  }

  login = async (
    request: { login: string; password: string },
    origin: Origin,
  ): Promise<{ accessToken: string }> => {
    const { sql, clock } = this.#parts
    const user = await users.findUser(sql, request.login)
    if (user !== undefined && user.lockedUntilUs > clock.wallUs()) throw new IdentityError('locked')
    const password = normalPassword(request.password)
    if (!(await this.#passwords.verify(password, user?.passwordHash)) || user === undefined) {
      await this.#refuseLogin(user?.id, origin)
      throw new IdentityError('credentialsWrong')
    }
    if (user.status === 'frozen') throw new IdentityError('locked')
    const account = user.account ?? (await this.#activate(user.id))
    return { accessToken: await this.#openSession(user.id, account, origin) }
  }

  createKey = async (
    userId: string,
    request: Parameters<Identity['createKey']>[1],
    origin: Origin,
  ): Promise<{ apiKey: string; secret: string }> => {
    const { key, activate } = await this.#parts.sql.transaction(async (inside) => {
      const created = await this.#keys.create(inside, userId, request)
      const details = { permissions: request.permissions.join(' ') }
      const object = created.key.apiKey
      await this.#audit(inside, origin, { action: 'key_created', actor: userId, object, details })
      return created
    })
    activate()
    this.#elsewhere.keyMade(key.apiKey)
    return key
  }

  deleteKey = async (userId: string, apiKey: string, origin: Origin): Promise<void> => {
    const { deactivate } = await this.#parts.sql.transaction(async (inside) => {
      const deleted = await this.#keys.delete(inside, userId, apiKey)
      await this.#audit(inside, origin, { action: 'key_deleted', actor: userId, object: apiKey })
      return deleted
    })
    deactivate()
    this.#elsewhere.keyEnded(apiKey)
  }

  revokeSession = async (sessionId: string, origin: Origin): Promise<void> => {
    const { sql, clock } = this.#parts
    const expiry = await sql.transaction(async (inside) => {
      const expires = await revokeSession(inside, sessionId, clock.wallUs())
      const entry = { action: 'session_revoked', object: sessionId } as const
      if (expires !== undefined) await this.#audit(inside, origin, entry)
      return expires
    })
    if (expiry !== undefined) this.#elsewhere.sessionRevoked(sessionId, expiry)
  }

  logout = async (accessToken: string, origin: Origin): Promise<void> => {
    const session = await this.#tokens.session(accessToken)
    if (session !== undefined) await this.revokeSession(session.id, origin)
  }

  /** Who cannot be finished now is finished by the next start, or by the user's own login. */
  async resumePending(): Promise<void> {
    const { sql, reporter } = this.#parts
    try {
      for (const userId of await users.pendingUsers(sql)) await this.#activate(userId)
    } catch (error) {
      reporter.warn(`registrations are left pending: ${(error as Error).message}`)
    }
  }

  async flush(): Promise<void> {
    try {
      await this.#keys.flushLastUsed(this.#parts.sql)
    } catch (error) {
      if (error instanceof DatabaseDownError) return
      this.#parts.reporter.error(`last use of API keys not written: ${(error as Error).message}`)
    }
  }

  async #activate(userId: string): Promise<number> {
    const { sql, clock, openAccount } = this.#parts
    const account = await openAccount(userId)
    await users.activateUser(sql, userId, account, clock.wallUs())
    return account
  }

  async #openSession(userId: string, account: number, origin: Origin): Promise<string> {
    const { sql, clock, random } = this.#parts
    const nowUs = clock.wallUs()
    const expiresSeconds = Math.floor(nowUs / 1_000_000) + sessionSeconds
    const session = { id: newUuid(clock, random), userId, account, expiresSeconds }
    await sql.transaction(async (inside) => {
      await users.forgetFailedLogins(inside, userId, nowUs)
      await insertSession(inside, session, origin, nowUs)
      await this.#audit(inside, origin, { action: 'login', actor: userId, object: session.id })
    })
    return this.#tokens.sign(session, newUuid(clock, random))
  }

  async #refuseLogin(userId: string | undefined, origin: Origin): Promise<void> {
    const { sql, clock } = this.#parts
    await sql.transaction(async (inside) => {
      // What an unknown user typed is not kept: it may be a password in the wrong field.
      const known = userId === undefined ? {} : { actor: userId }
      if (userId !== undefined) await users.countFailedLogin(inside, userId, clock.wallUs())
      await this.#audit(inside, origin, { action: 'login_failed', ...known })
    })
  }

  #audit(
    sql: Sql,
    origin: Origin,
    entry: Omit<AuditEntry, 'timestampUs' | 'address'>,
  ): Promise<void> {
    const timestampUs = this.#parts.clock.wallUs()
    return appendAudit(sql, { ...entry, timestampUs, address: origin.address })
  }
}
