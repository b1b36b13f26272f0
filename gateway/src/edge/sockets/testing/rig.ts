// A socket server on a free port over views that a test feeds, with time in the test's hand, and
// real clients for it.
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ClientOptions, WebSocket } from 'ws'
import type {
  Caller,
  Clock,
  EdgeCommands,
  EventFrame,
  Identity,
  Reporter,
  Timers,
} from '../../../ports.js'
import { testLimits } from '../../../testing/request-limits.js'
import { createViews, type FoldedViews } from '../../../views/index.js'
import { alice, FrameStream } from '../../../views/testing/frames.js'
import { Connections } from '../../connections.js'
import { createSockets, type SocketLimits, type Sockets } from '../index.js'

/** Time that passes when a test says so; what is due then runs in order. */
export class ManualTime implements Clock, Timers {
  #nowUs = 1_800_000_000_000_000
  readonly #due = new Set<{ atUs: number; everyUs: number | undefined; run: () => void }>()

  wallUs = (): number => this.#nowUs
  monotonicUs = (): number => this.#nowUs

  after = (delayMs: number, run: () => void): (() => void) => this.#add(delayMs, undefined, run)
  every = (periodMs: number, run: () => void): (() => void) =>
    this.#add(periodMs, periodMs * 1_000, run)

  /** `afterEach` is called after everything that ran. */
  pass(milliseconds: number, afterEach?: () => void): void {
    const untilUs = this.#nowUs + milliseconds * 1_000
    for (let next = this.#next(untilUs); next; next = this.#next(untilUs)) {
      this.#nowUs = Math.max(this.#nowUs, next.atUs)
      if (next.everyUs === undefined) this.#due.delete(next)
      else next.atUs += next.everyUs
      next.run()
      afterEach?.()
    }
    this.#nowUs = untilUs
  }

  #add(delayMs: number, everyUs: number | undefined, run: () => void): () => void {
    const timer = { atUs: this.#nowUs + delayMs * 1_000, everyUs, run }
    this.#due.add(timer)
    return () => this.#due.delete(timer)
  }

  #next(untilUs: number) {
    const due = [...this.#due].filter(({ atUs }) => atUs <= untilUs)
    return due.sort((one, other) => one.atUs - other.atUs)[0]
  }
}

export const aliceCaller: Caller = { userId: 'alice', account: alice, permissions: ['read'] }

/** Alice's credentials, until a test takes them away. */
export class SmallIdentity implements Identity {
  readonly tokens = new Map<string, Caller>([['alice-token', aliceCaller]])
  readonly keys = new Map([['alice-key-of-16', { caller: aliceCaller, secret: 'alice-secret' }]])

  verifyToken = async (token: string) => this.tokens.get(token)
  key = (apiKey: string) => this.keys.get(apiKey)
  register = unused
  login = unused
  logout = unused
  revoked: () => void = () => undefined
  onRevoked = (listener: () => void): void => {
    this.revoked = listener
  }
  createKey = unused
  listKeys = unused
  deleteKey = unused
}

/** An edge's commands where all that counts is what was sent. */
const recorder = (sent: unknown[]): EdgeCommands => ({
  send: async (_shape, head, body) => {
    sent.push({ ...head, ...body })
    return { outcome: {} as never, sequence: 0, timestampUs: 0, events: [] }
  },
  sendAll: () => [],
  sessionNumber: () => 7,
})

async function unused(): Promise<never> {
  throw new Error('sockets do not ask for this')
}

export class Rig {
  readonly time = new ManualTime()
  readonly identity = new SmallIdentity()
  readonly errors: string[] = []
  /** Bodies of the commands that were sent; each is answered at once. */
  readonly sent: unknown[] = []
  readonly sockets: Sockets
  readonly #clients: Client[] = []

  private constructor(
    private readonly server: Server,
    readonly views: FoldedViews,
    readonly stream: FrameStream,
    limits: Partial<SocketLimits>,
  ) {
    const { time, identity } = this
    const reporter: Reporter = {
      info: () => undefined,
      warn: () => undefined,
      error: (message) => this.errors.push(message),
    }
    const parts = { clock: time, timers: time, reporter }
    const connections = new Connections({ ...parts, commands: recorder(this.sent) })
    const rateLimits = testLimits({ ...parts, trustedProxies: ['127.0.0.1'] })
    const others = { views, identity, connections, rateLimits, limits }
    this.sockets = createSockets({ ...parts, ...others })
    this.sockets.attach(server)
  }

  /** With a listing unless views are given that have theirs. */
  static async open(
    limits: Partial<SocketLimits> = {},
    views: FoldedViews = createViews(),
    stream: FrameStream = new FrameStream(),
  ): Promise<Rig> {
    const server = createServer((_request, response) => response.writeHead(404).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const rig = new Rig(server, views, stream, limits)
    if (views.sequence() === 0) views.fold(stream.listing())
    return rig
  }

  /** Folds a frame of these records and gives on what changed. */
  frame(...records: readonly Uint8Array[]): void {
    this.fold(this.stream.frame(...records))
  }

  fold(frame: EventFrame): void {
    this.sockets.onFrame(this.views.fold(frame))
  }

  /** What was put out so far goes to the sockets. */
  flush(): void {
    this.time.pass(0)
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  async connect(path = '/ws', options: ClientOptions = {}): Promise<Client> {
    const client = this.start(path, options)
    await client.opened
    return client
  }

  /** A client that may be refused. */
  start(path: string, options: ClientOptions = {}): Client {
    const client = new Client(new WebSocket(`ws://127.0.0.1:${this.port}${path}`, options))
    this.#clients.push(client)
    return client
  }

  /** The server learns of the end of a connection after its client. */
  async connectionsAre(count: number): Promise<void> {
    const untilMs = Date.now() + inVainMs
    while (this.sockets.counts().connections !== count) {
      if (Date.now() > untilMs) throw new Error(`waited in vain for ${count} connections`)
      await new Promise(setImmediate)
    }
  }

  async close(): Promise<void> {
    this.sockets.close()
    this.time.pass(2_000)
    for (const { webSocket } of this.#clients) webSocket.terminate()
    await new Promise((resolve) => this.server.close(resolve))
  }
}

/** A test that waits in vain fails; nothing else depends on how long this is. */
const inVainMs = 20_000

async function bounded<Result>(what: string, promise: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const inVain = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), inVainMs)
  })
  return Promise.race([promise, inVain]).finally(() => clearTimeout(timer))
}

/** The far end of a socket; messages are kept until they are asked for. */
export class Client {
  readonly opened: Promise<void>
  readonly #closed: Promise<readonly [code: number, reason: string]>
  pings = 0
  readonly #messages: string[] = []
  readonly #waiting: ((text: string) => void)[] = []

  constructor(readonly webSocket: WebSocket) {
    this.opened = new Promise((resolve, reject) => {
      webSocket.once('open', resolve)
      webSocket.once('error', reject)
    })
    this.opened.catch(() => undefined)
    this.#closed = new Promise((resolve) =>
      webSocket.once('close', (code, reason) => resolve([code, reason.toString()])),
    )
    webSocket.on('error', () => undefined)
    webSocket.on('ping', () => this.pings++)
    webSocket.on('message', (data) => {
      const waiting = this.#waiting.shift()
      if (waiting) waiting(String(data))
      else this.#messages.push(String(data))
    })
  }

  /** The text of the next message. */
  text(): Promise<string> {
    const message = this.#messages.shift()
    if (message !== undefined) return Promise.resolve(message)
    return bounded('a message', new Promise((resolve) => this.#waiting.push(resolve)))
  }

  /** Code and reason of the end. */
  get closed(): Promise<readonly [code: number, reason: string]> {
    return bounded('the end', this.#closed)
  }

  async next(): Promise<Record<string, unknown>> {
    return JSON.parse(await this.text())
  }

  /** Messages that came and were not asked for. */
  get unread(): number {
    return this.#messages.length
  }

  send(text: string): void {
    this.webSocket.send(text)
  }

  /** Sends a request and gives the next message. */
  ask(method: string, params?: unknown, id: unknown = 1): Promise<Record<string, unknown>> {
    this.send(JSON.stringify({ method, params, id }))
    return this.next()
  }

  /** All that the server has sent before this moment has come. */
  async settle(): Promise<void> {
    const pong = new Promise((resolve) => this.webSocket.once('pong', resolve))
    this.webSocket.ping()
    await bounded('a pong', pong)
  }
}
