// The shared state of the edges in Redis: nothing in it must be kept, and all of it ends by itself.
import { RateLimiterRedis } from 'rate-limiter-flexible'
import type { CountAddition, Notice, SharedState } from '../../ports.js'
import { type ConnectionOptions, RedisConnection } from './connection.js'
import { decodeNotice, encodeNotice, listen } from './notices.js'

export interface SharedRedis extends SharedState {
  close(): void
}

/**
 * Connects, and waits a moment for the first answer; a server that is away is tried again for ever.
 * @throws Error where the server refuses us
 */
export async function connectRedis(options: ConnectionOptions): Promise<SharedRedis> {
  const connection = new RedisConnection(options)
  const shared = new RedisState(connection, options.edge)
  try {
    await connection.open()
  } catch (error) {
    connection.close()
    throw error
  }
  return shared
}

class RedisState implements SharedRedis {
  readonly #limiter: RateLimiterRedis
  readonly #channel: string
  readonly #onNotice = new Set<(notice: Notice) => void>()
  readonly #onResumed = new Set<() => void>()

  constructor(
    private readonly connection: RedisConnection,
    private readonly edge: string,
  ) {
    const { prefix } = connection
    // Limits are the edges' business: this one only counts, so its own is out of reach.
    this.#limiter = new RateLimiterRedis({
      storeClient: connection.client,
      keyPrefix: `${prefix}count`,
      points: Number.MAX_SAFE_INTEGER,
      duration: 60,
    })
    this.#channel = `${prefix}notices`
    listen(
      connection.subscriber,
      this.#channel,
      (text) => {
        const notice = decodeNotice(text, edge)
        if (notice) for (const listener of this.#onNotice) listener(notice)
      },
      () => {
        for (const listener of this.#onResumed) listener()
      },
    )
  }

  isUp(): boolean {
    return this.connection.isUp
  }

  /** All go out together; the server works them off one by one. */
  add(additions: readonly CountAddition[]): Promise<readonly number[]> {
    return this.connection.run(() =>
      Promise.all(
        additions.map(async ({ name, amount, keepSeconds }) => {
          const window = { customDuration: keepSeconds }
          return (await this.#limiter.penalty(name, amount, window)).consumedPoints
        }),
      ),
    )
  }

  async claim(name: string, keepMs: number): Promise<boolean> {
    const key = `${this.connection.prefix}once:${name}`
    const answer = await this.connection.run((client) => client.set(key, 1, 'PX', keepMs, 'NX'))
    return answer === 'OK'
  }

  tell(notice: Notice): void {
    const text = encodeNotice(this.edge, notice)
    this.connection.run((client) => client.publish(this.#channel, text)).catch(() => undefined)
  }

  onNotice(listener: (notice: Notice) => void): void {
    this.#onNotice.add(listener)
  }

  onResumed(listener: () => void): void {
    this.#onResumed.add(listener)
  }

  close(): void {
    this.connection.close()
  }
}
