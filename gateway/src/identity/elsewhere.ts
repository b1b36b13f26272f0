// Sessions and keys that change on other edges. The database is the truth; notices only say when to look.
import {
  type Clock,
  DatabaseDownError,
  type Notice,
  type Reporter,
  type SharedState,
  type Sql,
} from '../ports.js'
import type { ApiKeys } from './api-keys.js'
import { revokedSessions } from './sessions.js'
import type { Tokens } from './tokens.js'

export interface ElsewhereParts {
  readonly sql: Sql
  readonly clock: Clock
  readonly reporter: Reporter
  /** Undefined: there is no other edge, or none that could tell. */
  readonly shared?: SharedState | undefined
}

/** Keys to look at one by one; more are looked at as all keys are. */
const changedMax = 100

export class Elsewhere {
  readonly #listeners = new Set<() => void>()
  readonly #changed = new Set<string>()
  #isAllDue = false
  #underWay: Promise<void> | undefined

  constructor(
    private readonly parts: ElsewhereParts,
    private readonly keys: ApiKeys,
    private readonly tokens: Tokens,
  ) {
    parts.shared?.onNotice((notice) => this.#heard(notice))
    parts.shared?.onResumed(() => void this.catchUp())
  }

  onRevoked(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** A session has ended here. */
  sessionRevoked(id: string, expiresSeconds: number): void {
    this.parts.shared?.tell({ kind: 'sessionRevoked', id, expiresSeconds })
    this.#revoke(id, expiresSeconds)
  }

  /** A key was made here. */
  keyMade(id: string): void {
    this.parts.shared?.tell({ kind: 'keyChanged', id })
  }

  /** A key has ended here. */
  keyEnded(id: string): void {
    this.parts.shared?.tell({ kind: 'keyChanged', id })
    this.#callListeners()
  }

  /** Looks at all that may have changed. What a database that is away would say comes another time. */
  catchUp(): Promise<void> {
    this.#isAllDue = true
    return this.#look()
  }

  /** Resolves when nothing is being looked at. */
  async settled(): Promise<void> {
    await this.#underWay
  }

  #heard(notice: Notice): void {
    if (notice.kind === 'sessionRevoked') this.#revoke(notice.id, notice.expiresSeconds)
    else if (notice.kind === 'keyChanged') {
      if (this.#changed.size < changedMax) this.#changed.add(notice.id)
      else this.#isAllDue = true
      void this.#look()
    }
  }

  /** One after the other, so that an older answer never overrules a newer one. */
  #look(): Promise<void> {
    this.#underWay ??= this.#lookAll().finally(() => {
      this.#underWay = undefined
    })
    return this.#underWay
  }

  async #lookAll(): Promise<void> {
    try {
      while (this.#isAllDue || this.#changed.size > 0)
        if (await this.#lookOnce()) this.#callListeners()
    } catch (error) {
      if (error instanceof DatabaseDownError) return
      this.parts.reporter.error(`keys and sessions of other edges: ${(error as Error).message}`)
    }
  }

  /** Whether something has ended. */
  async #lookOnce(): Promise<boolean> {
    const { sql, clock } = this.parts
    if (!this.#isAllDue) {
      const [id = ''] = this.#changed
      this.#changed.delete(id)
      return this.keys.reload(sql, id)
    }
    this.#isAllDue = false
    this.#changed.clear()
    let hasEnded = await this.keys.catchUp(sql)
    for (const [id, expiresSeconds] of await revokedSessions(sql, clock.wallUs()))
      hasEnded = this.tokens.revoke(id, expiresSeconds) || hasEnded
    return hasEnded
  }

  #revoke(id: string, expiresSeconds: number): void {
    if (this.tokens.revoke(id, expiresSeconds)) this.#callListeners()
  }

  #callListeners(): void {
    for (const listener of this.#listeners) listener()
  }
}
