// One open web socket: what it subscribed to, what waits to be sent, and how it behaves.
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Caller, Timers } from '../../ports.js'
import type { SocketLimits } from './limits.js'
import type { Message } from './message.js'

/** Close codes of RFC 6455 and its registry. */
export const closeCodes = { goingAway: 1001, policy: 1008, tryAgainLater: 1013 } as const

/** A peer that does not answer a close is cut off after this. */
const closeGraceMs = 1_000

/** Who a connection speaks for, and whether that still holds. */
export interface SignedIn {
  readonly caller: Caller
  isStillValid(): Promise<boolean>
}

export class Connection {
  signedIn: SignedIn | undefined
  /** Ends each subscription, by the stream's name. */
  readonly subscriptions = new Map<string, () => void>()
  /** What its account's orders name so that they end with it; undefined until that was asked for. */
  numbered: { readonly number: number; end(): void } | undefined
  readonly openedUs: number
  /** Of the last pong. */
  heardUs: number
  pingedUs: number
  slowSinceUs: number | undefined
  /** It was too slow and was told to go. */
  isDropped = false
  /** When it was last asked whether `signedIn` still holds. */
  checkedUs: number
  #waiting: Buffer[] = []
  #waitingBytes = 0
  #cutOff: (() => void) | undefined

  constructor(
    readonly webSocket: WebSocket,
    private readonly stream: Duplex,
    public isCombined: boolean,
    private readonly limits: SocketLimits,
    private readonly timers: Timers,
    nowUs: number,
  ) {
    this.openedUs = nowUs
    this.heardUs = nowUs
    this.pingedUs = nowUs
    this.checkedUs = nowUs
  }

  get isOpen(): boolean {
    return this.webSocket.readyState === this.webSocket.OPEN
  }

  /** Bytes that the peer has not taken yet. */
  get backlogBytes(): number {
    return this.#waitingBytes + this.webSocket.bufferedAmount
  }

  get isSlow(): boolean {
    return this.backlogBytes > this.limits.slowBytes
  }

  /** True where the connection had nothing waiting before. */
  put(message: Message): boolean {
    return this.putBytes(message.bytes(this.isCombined))
  }

  putBytes(bytes: Buffer): boolean {
    if (!this.isOpen) return false
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.length
    if (this.backlogBytes > this.limits.backlogBytesMax) this.end('tryAgainLater', 'slow reader')
    return this.#waiting.length === 1
  }

  /** Hands all that waits to the socket, in one write. Returns the count of messages. */
  flush(): number {
    const waiting = this.#waiting
    if (waiting.length === 0) return 0
    this.#waiting = []
    this.#waitingBytes = 0
    if (!this.isOpen) return 0
    this.stream.cork()
    for (const bytes of waiting) this.webSocket.send(bytes, { binary: false })
    this.stream.uncork()
    return waiting.length
  }

  end(code: keyof typeof closeCodes, reason: string): void {
    if (!this.isOpen) return
    this.isDropped = code === 'tryAgainLater'
    this.#waiting = []
    this.#waitingBytes = 0
    this.webSocket.close(closeCodes[code], reason)
    this.#cutOff = this.timers.after(closeGraceMs, () => this.webSocket.terminate())
  }

  /** The socket is gone. */
  closed(): void {
    this.#cutOff?.()
    this.#waiting = []
    this.#waitingBytes = 0
    for (const unsubscribe of this.subscriptions.values()) unsubscribe()
    this.subscriptions.clear()
    this.numbered?.end()
  }
}
