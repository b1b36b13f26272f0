// Hashes and checks passwords: a few at a time, the rest in a bounded queue.
import { hash, verify } from '@node-rs/bcrypt'
import { IdentityError, type Random } from '../ports.js'

export interface PasswordSettings {
  /** Each step doubles the time; 12 is about a quarter of a second. */
  readonly cost: number
  /** Hashing uses the process's few helper threads; the others must stay free. */
  readonly atOnceMax: number
  readonly queueMax: number
}

export const defaultPasswordSettings: PasswordSettings = { cost: 12, atOnceMax: 2, queueMax: 32 }

export class Passwords {
  readonly #random: Random
  readonly #settings: PasswordSettings
  readonly #waiting: (() => void)[] = []
  #active = 0
  /** Of a password that nobody knows, so that an unknown user takes as long as a known one. */
  readonly #nobody: Promise<string>

  constructor(random: Random, settings = defaultPasswordSettings) {
    this.#random = random
    this.#settings = settings
    this.#nobody = this.hash(Buffer.from(random.bytes(24)).toString('hex'))
    // Whoever needs it gets the failure.
    this.#nobody.catch(() => {})
  }

  /** @throws IdentityError `busy` where too many wait already */
  hash(password: string): Promise<string> {
    const { cost } = this.#settings
    const salt = this.#random.bytes(16)
    return this.#inTurn(() => hash(password, { cost, salt }))
  }

  /**
   * Whether the password is the one of this hash. Where there is no such user or no such password,
   * the answer is no, after the same time.
   * @throws IdentityError `busy` where too many wait already
   */
  async verify(password: string | undefined, hashed: string | undefined): Promise<boolean> {
    const against = hashed ?? (await this.#nobody)
    const isRight = await this.#inTurn(() => verify(password ?? 'nobody', against))
    return isRight && password !== undefined && hashed !== undefined
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#active >= this.#settings.atOnceMax) {
      if (this.#waiting.length >= this.#settings.queueMax) throw new IdentityError('busy')
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else {
      this.#active++
    }
    try {
      return await work()
    } finally {
      // Whoever is next takes over this place.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#active--
    }
  }
}
