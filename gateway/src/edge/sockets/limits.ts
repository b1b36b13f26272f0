// What a stranger may use up over web sockets.
export interface SocketLimits {
  readonly connectionsMax: number
  readonly connectionsPerAddressMax: number
  readonly subscriptionsMax: number
  /** Requests, pings and pongs; the next one ends the connection. */
  readonly messagesPerSecondMax: number
  readonly messageBytesMax: number
  readonly pingEveryMs: number
  /** Without a pong for so long, the connection is dropped. */
  readonly pongTimeoutMs: number
  readonly lifetimeMs: number
  /** Above this backlog a socket gets no book updates; they are merged until it has caught up. */
  readonly slowBytes: number
  readonly backlogBytesMax: number
  /** A socket may be slow for so long. */
  readonly slowMsMax: number
  /** How often tokens and keys of open connections are looked at again. */
  readonly recheckEveryMs: number
  /** Origins of web pages that may connect; undefined where all may. Programs send none. */
  readonly origins: readonly string[] | undefined
}

export const defaultSocketLimits: SocketLimits = {
  connectionsMax: 10_000,
  connectionsPerAddressMax: 300,
  subscriptionsMax: 1_024,
  messagesPerSecondMax: 5,
  messageBytesMax: 16 * 1024,
  pingEveryMs: 20_000,
  pongTimeoutMs: 60_000,
  lifetimeMs: 24 * 60 * 60 * 1000,
  slowBytes: 256 * 1024,
  backlogBytesMax: 1024 * 1024,
  slowMsMax: 10_000,
  recheckEveryMs: 60_000,
  origins: undefined,
}
