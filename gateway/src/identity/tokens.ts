// Access tokens of browsers' sessions: signed here, verified once, then known for a while.
import { errors, jwtVerify, SignJWT } from 'jose'
import { LRUCache } from 'lru-cache'
import { type Caller, type Clock, dateAt } from '../ports.js'

/** What a token says. */
export interface Session {
  readonly id: string
  readonly userId: string
  readonly account: number
  readonly expiresSeconds: number
}

/** A login lasts for a day; there is nothing to refresh it with. */
export const sessionSeconds = 24 * 60 * 60

const algorithm = 'HS256'
const issuer = 'openbell'
const audience = 'openbell-api'
const type = 'at+jwt'
const knownMax = 10_000
const clockToleranceSeconds = 5

export class Tokens {
  readonly #key: Uint8Array
  readonly #clock: Clock
  readonly #known = new LRUCache<string, Session>({ max: knownMax })
  /** Revoked sessions with their expiry, after which their tokens are void by themselves. */
  readonly #revoked = new Map<string, number>()

  /** @param key 32 bytes */
  constructor(key: Uint8Array, clock: Clock) {
    if (key.length !== 32) throw new RangeError('a token key has 32 bytes')
    this.#key = key
    this.#clock = clock
  }

  /** @param id of this very token */
  sign(session: Session, id: string): Promise<string> {
    return new SignJWT({ sid: session.id, account: session.account })
      .setProtectedHeader({ alg: algorithm, typ: type })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(session.userId)
      .setJti(id)
      .setIssuedAt(this.#nowSeconds())
      .setExpirationTime(session.expiresSeconds)
      .sign(this.#key)
  }

  /** Who holds the token, or undefined where it is none of ours, has expired or was revoked. */
  async verify(token: string): Promise<Caller | undefined> {
    const session = await this.session(token)
    if (session === undefined) return undefined
    const { userId, account } = session
    return { userId, account, permissions: ['read', 'trade'] }
  }

  /** What the token says, where it is valid. */
  async session(token: string): Promise<Session | undefined> {
    const session = this.#known.get(token) ?? (await this.#read(token))
    if (session === undefined || this.#revoked.has(session.id)) return undefined
    if (session.expiresSeconds > this.#nowSeconds()) return session
    this.#known.delete(token)
    return undefined
  }

  /** False where it was known already. */
  revoke(sessionId: string, expiresSeconds: number): boolean {
    if (this.#revoked.has(sessionId)) return false
    const now = this.#nowSeconds()
    for (const [id, expiry] of this.#revoked) if (expiry <= now) this.#revoked.delete(id)
    this.#revoked.set(sessionId, expiresSeconds)
    for (const [token, session] of this.#known) {
      if (session.id === sessionId) this.#known.delete(token)
    }
    return true
  }

  async #read(token: string): Promise<Session | undefined> {
    try {
      const { payload } = await jwtVerify(token, this.#key, {
        algorithms: [algorithm],
        issuer,
        audience,
        typ: type,
        requiredClaims: ['sub', 'jti', 'sid', 'iat', 'exp', 'account'],
        clockTolerance: clockToleranceSeconds,
        currentDate: dateAt(this.#clock.wallUs()),
      })
      const { sub, sid, exp, account } = payload
      if (typeof sub !== 'string' || typeof sid !== 'string') return undefined
      if (typeof exp !== 'number' || !Number.isSafeInteger(account)) return undefined
      const session = { id: sid, userId: sub, account: Number(account), expiresSeconds: exp }
      this.#known.set(token, session)
      return session
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined
      throw error
    }
  }

  #nowSeconds(): number {
    return Math.floor(this.#clock.wallUs() / 1_000_000)
  }
}
