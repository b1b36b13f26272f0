// The connection to NATS: waited for at first, then made again for ever, with its state for whoever asks.
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ConnectionOptions,
  connect,
  ErrorCode,
  Events,
  type NatsConnection,
  type Status,
} from 'nats'
import type { Reporter } from '../../ports.js'
import { errorText, natsCode } from './errors.js'

export interface NatsOptions {
  /** What the server's own monitoring shows of this connection, such as `openbell core`. */
  readonly name: string
  readonly log: Reporter
  /** Ends the waiting for a server that cannot be reached. */
  readonly signal?: AbortSignal
}

/** The server answers, but not to us: waiting would not help. */
export class NatsRefusedError extends Error {
  override name = 'NatsRefusedError'
}

const connectTimeoutMs = 5_000
const retryMsMin = 250
const retryMsMax = 5_000
const reportEveryMs = 10_000
/** A server that answers no ping for twice as long counts as gone. */
const pingMs = 3_000
const closeTimeoutMs = 2_000

/**
 * Connects, and waits for a server that cannot be reached, saying so now and then.
 * @param urls nats://user:password@host:4222, tls:// for TLS, several separated by commas
 * @throws NatsRefusedError where it refuses the login or the address is none;
 *   AbortError where the signal ended the waiting
 */
export async function connectNats(urls: string, options: NatsOptions): Promise<NatsClient> {
  const address = connectionOptions(urls)
  let retryMs = retryMsMin
  let silentMs = reportEveryMs
  for (;;) {
    options.signal?.throwIfAborted()
    try {
      const connection = await connect({ ...address, name: options.name })
      return new NatsClient(connection, options.log)
    } catch (error) {
      if (isRefusal(error))
        throw new NatsRefusedError(`NATS at ${address.servers}: ${errorText(error)}`)
      if (silentMs >= reportEveryMs) {
        options.log.warn(`waiting for NATS at ${address.servers}: ${errorText(error)}`)
        silentMs = 0
      }
    }
    await sleep(retryMs, undefined, options.signal ? { signal: options.signal } : {})
    silentMs += retryMs
    retryMs = Math.min(retryMs * 2, retryMsMax)
  }
}

/** A connection and whether it stands; nothing that it carries is lost silently by those who use it. */
export class NatsClient {
  private readonly listeners = new Set<(isConnected: boolean) => void>()
  private connected = true
  private isRefusalTold = false
  private closing: Promise<void> | undefined

  constructor(
    readonly connection: NatsConnection,
    private readonly log: Reporter,
  ) {
    void this.watch()
  }

  get isConnected(): boolean {
    return this.connected
  }

  /** Calls back at every change; the returned function ends it. */
  onChange(listener: (isConnected: boolean) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** @throws the signal's reason */
  async untilConnected(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (this.connected) return
    await new Promise<void>((resolve, reject) => {
      const done = (settle: () => void) => {
        stop()
        signal.removeEventListener('abort', onAbort)
        settle()
      }
      const onAbort = () => done(() => reject(signal.reason))
      const stop = this.onChange((isConnected) => {
        if (isConnected) done(resolve)
      })
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }

  /** Waits for what is under way, for at most two seconds. */
  close(): Promise<void> {
    this.closing ??= this.end()
    return this.closing
  }

  private async end(): Promise<void> {
    const waiting = new AbortController()
    const late = sleep(closeTimeoutMs, undefined, { signal: waiting.signal }).catch(() => {})
    await Promise.race([this.connection.close(), late])
    waiting.abort()
    this.change(false)
  }

  private async watch(): Promise<void> {
    for await (const { type, permissionContext } of this.connection.status()) {
      if (type === Events.Disconnect) this.change(false)
      if (type === Events.Reconnect) this.change(true)
      if (permissionContext) this.tellRefusal(permissionContext)
    }
    this.change(false)
  }

  /** Of many that may follow it only the first, until the connection is made anew. */
  private tellRefusal({ operation, subject }: NonNullable<Status['permissionContext']>): void {
    if (!this.isRefusalTold) this.log.error(`NATS lets this user not ${operation} ${subject}`)
    this.isRefusalTold = true
  }

  private change(isConnected: boolean): void {
    if (this.connected === isConnected) return
    this.connected = isConnected
    this.isRefusalTold = false
    if (!this.closing) {
      const server = this.connection.getServer()
      if (isConnected) this.log.info(`NATS is back, at ${server}`)
      else this.log.warn(`NATS at ${server} is gone; it is tried again for ever`)
    }
    for (const listener of this.listeners) listener(isConnected)
  }
}

const isRefusal = (error: unknown): boolean =>
  natsCode(error) === ErrorCode.AuthorizationViolation ||
  natsCode(error) === ErrorCode.AuthenticationExpired

/** @throws NatsRefusedError where one of the addresses is none */
function connectionOptions(urls: string): ConnectionOptions & { readonly servers: string[] } {
  const parsed = urls.split(',').map((text) => parseUrl(text.trim()))
  const { username, password } = parsed.find((url) => url.username !== '') ?? {}
  const login = username ? loginOf(decodeURIComponent(username), password ?? '') : {}
  return {
    ...login,
    ...(parsed.some(({ protocol }) => protocol === 'tls:') ? { tls: {} } : {}),
    servers: parsed.map(({ host }) => host),
    timeout: connectTimeoutMs,
    maxReconnectAttempts: -1,
    // A server that starts anew may know its users a moment later.
    ignoreAuthErrorAbort: true,
    reconnectTimeWait: retryMsMin,
    reconnectJitter: 100,
    pingInterval: pingMs,
    maxPingOut: 2,
    noAsyncTraces: true,
  }
}

/** A name without a password is a token, as the servers' own tools read it. */
const loginOf = (name: string, password: string) =>
  password === '' ? { token: name } : { user: name, pass: decodeURIComponent(password) }

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url && (url.protocol === 'nats:' || url.protocol === 'tls:') && url.hostname !== '')
    return url
  // Without the text, which may hold a password.
  throw new NatsRefusedError('NATS_URL must be nats://user:password@host:4222, or several of them')
}
