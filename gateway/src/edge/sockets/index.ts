// Web sockets: public streams of trades and books, and an account's own events for who signed in.
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type {
  Clock,
  Identity,
  Reporter,
  SocketCounts,
  Timers,
  ViewChanges,
  Views,
} from '../../ports.js'
import type { Connections } from '../connections.js'
import { ApiError, notFound } from '../errors.js'
import { limitedAddress } from '../limits/address.js'
import type { RequestLimits } from '../limits/limits.js'
import { AccountFeeds } from './account-feeds.js'
import { Connection } from './connection.js'
import { Inbox } from './inbox.js'
import { defaultSocketLimits, type SocketLimits } from './limits.js'
import { inspect, inspectEveryMs, recheck } from './liveness.js'
import { bookPeriods, MarketFeeds } from './market-feeds.js'
import { Outbox } from './outbox.js'
import { RateMeter } from './rate.js'
import { Requests } from './requests.js'
import { readTarget, refuseUpgrade, type SocketTarget } from './upgrade.js'

export { defaultSocketLimits, type SocketLimits } from './limits.js'

export interface SocketsParts {
  readonly views: Views
  readonly identity: Identity
  readonly connections: Connections
  readonly clock: Clock
  readonly timers: Timers
  readonly reporter: Reporter
  readonly rateLimits: RequestLimits
  readonly limits?: Partial<SocketLimits>
}

/** Beyond these, many tiny pieces would hold more memory than their bytes. */
const pieces = { maxFragments: 16, maxBufferedChunks: 256 }

export const createSockets = (parts: SocketsParts): Sockets => new Sockets(parts)

export class Sockets {
  readonly #limits: SocketLimits
  readonly #server: WebSocketServer
  readonly #outbox: Outbox
  readonly #markets: MarketFeeds
  readonly #accounts: AccountFeeds
  readonly #requests: Requests
  readonly #connections = new Set<Connection>()
  /** Open ones of each address, or network, as the limits count it. */
  readonly #byCaller = new Map<string, number>()
  readonly #endTimers: readonly (() => void)[]
  #dropped = 0
  #isClosed = false

  constructor(private readonly parts: SocketsParts) {
    const { views, identity, connections, clock, timers, reporter } = parts
    const limits = { ...defaultSocketLimits, ...parts.limits }
    this.#limits = limits
    const socketOptions = {
      perMessageDeflate: false,
      maxPayload: limits.messageBytesMax,
      ...pieces,
    }
    this.#server = new WebSocketServer({ noServer: true, clientTracking: false, ...socketOptions })
    const outbox = new Outbox(timers)
    const markets = new MarketFeeds(views, outbox)
    const accounts = new AccountFeeds(views, outbox)
    const { subscriptionsMax } = limits
    this.#requests = new Requests({
      markets,
      accounts,
      outbox,
      connections,
      identity,
      clock,
      reporter,
      subscriptionsMax,
    })
    identity.onRevoked(() => this.#recheck())
    this.#outbox = outbox
    this.#markets = markets
    this.#accounts = accounts
    this.#endTimers = [
      ...bookPeriods.map((ms) => timers.every(ms, () => markets.sendBooks(ms, this.#nowMs()))),
      timers.every(inspectEveryMs, () => this.#inspect()),
    ]
  }

  /** Ends the connections of whoever is signed out. */
  #recheck(): void {
    const nowUs = this.#nowUs()
    for (const connection of this.#connections) recheck(connection, nowUs)
  }

  /** Takes over requests for web sockets; those for unknown paths get a 404. */
  attach = (server: Server): void => {
    server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
  }

  /** Gives on what a frame changed, after it was folded into the views. */
  onFrame = (changes: ViewChanges): void => {
    if (this.#connections.size === 0) return
    const nowMs = this.#nowMs()
    this.#markets.publish(changes, nowMs)
    this.#accounts.publish(changes, nowMs)
  }

  counts = (): SocketCounts => {
    let subscriptions = 0
    for (const connection of this.#connections) subscriptions += connection.subscriptions.size
    const { messagesSent, conflated } = this.#outbox
    const dropped = this.#dropped
    return { connections: this.#connections.size, subscriptions, messagesSent, dropped, conflated }
  }

  /** Takes nothing new, and says goodbye to everybody. */
  close = (): void => {
    this.#isClosed = true
    for (const end of this.#endTimers) end()
    this.#outbox.close()
    for (const connection of this.#connections) connection.end('goingAway', 'the server closes')
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const target = readTarget(request.url)
    const address = this.parts.rateLimits.addressOf(request)
    const taken = target ? (this.#refusalOf(request, address) ?? target) : notFound()
    if (taken instanceof ApiError) refuseUpgrade(socket, taken)
    else
      this.#server.handleUpgrade(request, socket, head, (webSocket) =>
        this.#open(webSocket, socket, limitedAddress(address), taken),
      )
  }

  #refusalOf(request: IncomingMessage, address: string): ApiError | undefined {
    const { origins, connectionsMax, connectionsPerAddressMax } = this.#limits
    const { origin } = request.headers
    if (origins && origin !== undefined && !origins.includes(origin))
      return new ApiError(403, -1002, 'This origin may not connect.')
    if (this.#isClosed || this.#connections.size >= connectionsMax)
      return new ApiError(503, -1008, 'No more connections are taken; please try again later.')
    if ((this.#byCaller.get(limitedAddress(address)) ?? 0) >= connectionsPerAddressMax)
      return new ApiError(429, -1003, 'Too many connections from this address.')
    return this.#rateRefusalOf(address)
  }

  #rateRefusalOf(address: string): ApiError | undefined {
    try {
      this.parts.rateLimits.connect(address)
    } catch (error) {
      if (error instanceof ApiError) return error
      throw error
    }
    return undefined
  }

  #open(webSocket: WebSocket, socket: Duplex, caller: string, target: SocketTarget): void {
    const nowUs = this.#nowUs()
    const { isCombined, names } = target
    const connection = new Connection(
      webSocket,
      socket,
      isCombined,
      this.#limits,
      this.parts.timers,
      nowUs,
    )
    this.#connections.add(connection)
    this.#byCaller.set(caller, (this.#byCaller.get(caller) ?? 0) + 1)
    webSocket.on('close', () => this.#closed(connection, caller))
    // The close that follows tells all that matters: a broken peer is nobody's alarm.
    webSocket.on('error', () => undefined)
    this.#listen(connection)
    if (names.length > 0) this.#requests.subscribe(connection, names)
  }

  #listen(connection: Connection): void {
    const { webSocket } = connection
    const meter = new RateMeter(this.#limits.messagesPerSecondMax, this.#nowUs())
    const inbox = new Inbox(connection, this.#requests, meter)
    webSocket.on('message', (data) => {
      if (inbox.count(this.#nowUs())) inbox.receive(data as Buffer)
    })
    webSocket.on('ping', () => inbox.count(this.#nowUs()))
    webSocket.on('pong', () => {
      connection.heardUs = this.#nowUs()
      inbox.count(connection.heardUs)
    })
  }

  #closed(connection: Connection, caller: string): void {
    connection.closed()
    if (connection.isDropped) this.#dropped++
    this.#connections.delete(connection)
    const left = (this.#byCaller.get(caller) ?? 1) - 1
    if (left > 0) this.#byCaller.set(caller, left)
    else this.#byCaller.delete(caller)
  }

  #inspect(): void {
    const nowUs = this.#nowUs()
    for (const connection of this.#connections) inspect(connection, this.#limits, nowUs)
  }

  #nowUs(): number {
    return this.parts.clock.monotonicUs()
  }

  #nowMs(): number {
    return Math.floor(this.parts.clock.wallUs() / 1_000)
  }
}
