// The edge of a small exchange on a free port of this machine, and clients for it.
import { createHmac } from 'node:crypto'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { systemTimers } from '../adapters/system.js'
import { Connections } from '../edge/connections.js'
import type { EdgeDependencies } from '../edge/dependencies.js'
import { createEdge, type Listening, type SocketsPart } from '../edge/edge.js'
import { Freshness } from '../edge/freshness.js'
import { MeteredCommands } from '../edge/metered-commands.js'
import { addEdgeFigures, requestMeters } from '../metrics/edge-figures.js'
import { addProcessFigures } from '../metrics/process-figures.js'
import { createRegistry, figuresOf } from '../metrics/registry.js'
import {
  Alarms,
  type Clock,
  DatabaseDownError,
  type History,
  type Parts,
  type Permission,
  type Reporter,
  type SocketCounts,
} from '../ports.js'
import { MemoryIdentity } from './memory-identity.js'
import { testLimits } from './request-limits.js'
import { SmallExchange, type SmallExchangeOptions } from './small-exchange.js'

export interface SmallEdgeOptions extends SmallExchangeOptions, Partial<EdgeDependencies> {
  /** A free one unless it is given. */
  readonly port?: number
  readonly sockets?: (parts: EdgeDependencies, exchange: SmallExchange) => SocketsPart
}

const noSockets: SocketCounts = {
  connections: 0,
  subscriptions: 0,
  messagesSent: 0,
  dropped: 0,
  conflated: 0,
}

const down = async () => {
  throw new DatabaseDownError()
}

/** A database that cannot be reached: what memory does not hold is not known. */
export const noHistory: History = {
  trades: down,
  orders: down,
  fills: down,
  orderById: down,
  orderByClientId: down,
  listById: down,
  listByClientId: down,
  lists: down,
  preventedMatches: down,
  amendments: down,
  withdrawals: down,
}

/** A database that knows of nothing older. */
export const emptyHistory: History = {
  trades: async () => [],
  orders: async () => [],
  fills: async () => [],
  orderById: async () => undefined,
  orderByClientId: async () => undefined,
  listById: async () => undefined,
  listByClientId: async () => undefined,
  lists: async () => [],
  preventedMatches: async () => [],
  amendments: async () => [],
  withdrawals: async () => [],
}

/** Errors that the edge reported: a test should end with none. */
class Reports implements Reporter {
  readonly errors: string[] = []
  info(): void {}
  warn(): void {}
  error(message: string): void {
    this.errors.push(message)
  }
}

export interface SmallEdge {
  readonly exchange: SmallExchange
  readonly identity: MemoryIdentity
  readonly connections: Connections
  readonly address: string
  readonly errors: readonly string[]
  /** A new user with a key, who may trade unless told otherwise. */
  client(permissions?: readonly Permission[]): Promise<Client>
  /** Ends the server alone. */
  stopServer(): Promise<void>
  close(): Promise<void>
}

export async function openSmallEdge(options: SmallEdgeOptions = {}): Promise<SmallEdge> {
  const exchange = await SmallExchange.open(options)
  const { views, commands, clock } = exchange
  const identity = new MemoryIdentity((uuid) => exchange.openAccount(uuid))
  const reporter = new Reports()
  const { connections: given, ...others } = options
  const registry = createRegistry()
  const meterOf = requestMeters(registry)
  const parts = { commands, clock, timers: systemTimers, reporter }
  const connections = given ?? new Connections(parts)
  const dependencies: EdgeDependencies = {
    views,
    history: emptyHistory,
    freshness: new Freshness({ views, timers: systemTimers, latest: () => views.sequence() }),
    commands,
    meterOf,
    figures: figuresOf(registry),
    connections,
    identity,
    clock,
    // Not the exchange's: a server that closes takes real time.
    timers: systemTimers,
    reporter,
    readiness: () => ({ isReady: true, parts: {} }),
    settings: { faucet: true, origins: [] },
    rateLimits: testLimits({ clock, timers: systemTimers }),
    ...others,
  }
  const sockets = options.sockets?.(dependencies, exchange)
  const answers = new MeteredCommands(commands, clock)
  const orders = commands.statistics
  const { rateLimits, readiness, shared } = dependencies
  const watched: Parts = shared ? { redis: () => (shared.isUp() ? 'up' : 'down') } : {}
  const counted = { orders, answers, limited: rateLimits.refusals, sockets: () => noSockets, views }
  addEdgeFigures(registry, counted)
  addProcessFigures(registry, { role: 'edge', parts: watched, alarms: new Alarms(), readiness })
  const server = await createEdge(dependencies, sockets).listen(options.port ?? 0, '127.0.0.1')
  let users = 0
  let stopping: Promise<void> | undefined
  const stopServer = () => {
    stopping ??= server.close()
    return stopping
  }
  return {
    exchange,
    identity,
    connections,
    address: server.address,
    errors: reporter.errors,
    async client(permissions = ['read', 'trade']) {
      const username = `user${++users}`
      const email = `${username}@example.org`
      const account = { email, username, password: 'correct horse' }
      const { userId, accessToken } = await identity.register(account, { address: '', agent: '' })
      const origin = { address: '', agent: '' }
      const key = await identity.createKey(userId, { name: 'test', permissions }, origin)
      return new Client(server, dependencies.clock, { ...key, accessToken })
    },
    stopServer,
    async close() {
      exchange.close()
      await stopServer()
      connections.close()
    },
  }
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
  /** The parsed body; undefined where it is no JSON. */
  readonly body: never
}

export interface RawRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/** One request, byte for byte. */
export const sendRaw = (address: string, { method, path, headers, body }: RawRequest) =>
  new Promise<Answer>((resolve, reject) => {
    const { hostname, port } = new URL(address)
    const length = body ? { 'content-length': String(Buffer.byteLength(body)) } : {}
    const all = { ...length, ...headers }
    const request = httpRequest({ hostname, port, method, path, headers: all, agent: false })
    request.on('error', reject)
    request.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const { statusCode: status = 0, headers } = response
        resolve({ status, headers, text, body: parse(text) })
      })
    })
    request.end(body)
  })

function parse(text: string): never {
  try {
    return JSON.parse(text) as never
  } catch {
    return undefined as never
  }
}

export type Parameters = Readonly<Record<string, string | number>>

/** Somebody with a key and a token. */
export class Client {
  constructor(
    private readonly server: Listening,
    private readonly clock: Clock,
    readonly credentials: { apiKey: string; secret: string; accessToken: string },
  ) {}

  /** Signed, with the parameters in the query, or in a form body for POST. */
  signed(method: string, path: string, parameters: Parameters = {}): Promise<Answer> {
    const timestamp = Math.floor(this.clock.wallUs() / 1000)
    const text = this.sign(formOf({ timestamp, ...parameters }))
    return this.withKey(method, path, method === 'POST' ? '' : text, method === 'POST' ? text : '')
  }

  /** With the key's header, and these bytes. */
  withKey(method: string, path: string, query: string, body: string): Promise<Answer> {
    const headers: Record<string, string> = { 'x-mbx-apikey': this.credentials.apiKey }
    if (body) headers['content-type'] = 'application/x-www-form-urlencoded'
    return this.send({ method, path: query ? `${path}?${query}` : path, headers, body })
  }

  /** The text with its signature behind it. */
  sign(text: string, more = ''): string {
    const { secret } = this.credentials
    const signature = createHmac('sha256', secret)
      .update(text + more)
      .digest('hex')
    return text ? `${text}&signature=${signature}` : `signature=${signature}`
  }

  /** JSON with the access token. */
  json(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${this.credentials.accessToken}`,
      'content-type': 'application/json',
    }
    const text = body === undefined ? '' : JSON.stringify(body)
    return this.send({ method, path, headers, body: text })
  }

  send(request: RawRequest): Promise<Answer> {
    return sendRaw(this.server.address, request)
  }

  /** Money from the faucet. */
  async deposit(asset: string, amount: string): Promise<void> {
    const body = { asset, amount, idempotencyKey: `${asset}-${amount}` }
    const { status, text } = await this.json('POST', '/api/v1/deposits', body)
    if (status !== 201) throw new Error(text)
  }
}

/** Parameters as a form. */
export const formOf = (parameters: Parameters): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
