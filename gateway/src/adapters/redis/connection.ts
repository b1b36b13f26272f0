// A connection to Redis that is made again for ever, and knows at any moment whether it can be used.
import { Redis, type RedisOptions } from 'ioredis'
import type { Reporter, Timers } from '../../ports.js'

export interface ConnectionOptions {
  readonly url: string
  /** Before the name of every key, with the number of the database behind it. */
  readonly prefix: string
  /** Of this edge, unlike any other's. */
  readonly edge: string
  readonly timers: Timers
  readonly log: Reporter
}

const connectTimeoutMs = 2_000
const commandTimeoutMs = 2_000
/** A connection on which nothing comes for so long is made anew, and what waits on it is given up. */
const silenceMsMax = 5_000
const retryMsMax = 1_000
const probeEveryMs = 1_000
const edgeKeptMs = 10_000
/** The first connection may take so long; the start goes on without it. */
const startMsMax = 3_000

/** Nothing waits for a server that is away: what is asked then fails at once. */
const redisOptions = {
  lazyConnect: true,
  connectTimeout: connectTimeoutMs,
  commandTimeout: commandTimeoutMs,
  socketTimeout: silenceMsMax,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // A replica that was a leader a moment ago: the name may lead to another server by now.
  reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
  retryStrategy: (tries: number) => Math.min(retryMsMax, 50 * 2 ** Math.min(tries, 5)),
} satisfies RedisOptions

/** What another connection or a longer wait would not change. */
const refusal = /^(WRONGPASS|NOAUTH|NOPERM|ERR (invalid (username|password)|DB index|AUTH))/

export class RedisConnection {
  readonly client: Redis
  /** Only listens. */
  readonly subscriber: Redis
  /** Channels are common to all databases of a server, so this tells them apart. */
  readonly prefix: string
  #isUp = false
  #isClosed = false
  #fault: Error | undefined
  readonly #endProbe: () => void

  constructor(private readonly options: ConnectionOptions) {
    this.client = new Redis(options.url, { ...redisOptions, connectionName: 'openbell' })
    this.prefix = `${options.prefix}${this.client.options.db ?? 0}:`
    this.subscriber = this.client.duplicate({ connectionName: 'openbell-notices' })
    for (const redis of [this.client, this.subscriber])
      redis.on('error', (error: Error) => {
        this.#fault = error
      })
    this.client.on('ready', () => void this.probe())
    this.client.on('close', () =>
      this.#noteDown(this.#fault ?? new Error('the connection is closed')),
    )
    this.#endProbe = options.timers.every(probeEveryMs, () => void this.probe())
  }

  get isUp(): boolean {
    return this.#isUp
  }

  /**
   * Resolves when the server answers, or when it has had its time.
   * @throws Error where the server refuses us
   */
  async open(): Promise<void> {
    for (const redis of [this.client, this.subscriber]) redis.connect().catch(() => undefined)
    await this.#firstAnswer()
    if (this.#isUp) return
    const { message } = this.#fault ?? { message: 'no answer' }
    if (refusal.test(message)) throw new Error(`Redis refuses us: ${message}; see REDIS_URL`)
    this.options.log.warn(`Redis cannot be reached, and is tried again: ${message}`)
  }

  /** Runs a command, and notes by its end whether the server can be used. */
  async run<Result>(command: (client: Redis) => Promise<Result>): Promise<Result> {
    try {
      const result = await command(this.client)
      this.#noteUp()
      return result
    } catch (error) {
      this.#noteDown(error as Error)
      throw error
    }
  }

  /** Writes, since a server that only reads is of no use. */
  async probe(): Promise<void> {
    const key = `${this.prefix}edge:${this.options.edge}`
    const isReady = ({ status }: Redis) => status === 'ready'
    const asked = [
      isReady(this.client) && this.run((client) => client.set(key, 1, 'PX', edgeKeptMs)),
      isReady(this.subscriber) && this.subscriber.ping(),
    ]
    await Promise.allSettled(asked)
  }

  close(): void {
    this.#isClosed = true
    this.#endProbe()
    this.client.disconnect()
    this.subscriber.disconnect()
  }

  #noteDown(error: Error): void {
    this.#fault = error
    if (!this.#isUp || this.#isClosed) return
    this.#isUp = false
    this.options.log.error(`Redis is down, limits are this edge's own: ${error.message}`)
  }

  #noteUp(): void {
    if (this.#isUp) return
    this.#isUp = true
    this.options.log.info('Redis is there')
  }

  #firstAnswer(): Promise<void> {
    return new Promise((resolve) => {
      const { timers } = this.options
      const done = () => {
        endTimeout()
        endLook()
        resolve()
      }
      const endTimeout = timers.after(startMsMax, done)
      const endLook = timers.every(20, () => {
        if (this.#isUp || refusal.test(this.#fault?.message ?? '')) done()
      })
    })
  }
}
