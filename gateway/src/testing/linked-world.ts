// A core that real sockets lead to, and edges of their own: leaders come and go, links are cut.
import { Lane, OpenAccount, PlaceOrder } from '@openbell/protocol'
import type { SimExchange } from '@openbell/sim/world/exchange.js'
import { connectLink } from '../adapters/link/connect-link.js'
import { type ServedLink, serveLink } from '../adapters/link/serve-link.js'
import { systemClock, systemRandom, systemTimers } from '../adapters/system.js'
import { LinkCommands } from '../edge/commands.js'
import type {
  CommandAnswer,
  DistantLink,
  EventFrame,
  EventReader,
  LeaderWatch,
  Reporter,
  Timers,
} from '../ports.js'
import { PathWorld } from './path-world.js'
import { TcpProxy } from './tcp-proxy.js'

export const linkKey = new Uint8Array(32).map((_, i) => i * 7 + 1)

/** The lease, as the test says. */
export class TestLeader implements LeaderWatch {
  private named: string | undefined
  private readonly listeners = new Set<() => void>()

  address(): string | undefined {
    return this.named
  }

  onChanged(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  name(address: string | undefined): void {
    this.named = address
    for (const listener of this.listeners) listener()
  }
}

export interface WorldEdge {
  readonly commands: LinkCommands
  readonly link: DistantLink
  readonly frames: EventFrame[]
  read(): void
  close(): void
}

/** An edge that is gone for so long has its session ended; less than a caller waits for an answer. */
const graceMs = 5_000
/** How long a test waits for anything; far longer than it takes. */
const patienceMs = 20_000

export class LinkedWorld {
  readonly paths = new PathWorld()
  readonly words: string[] = []
  readonly leader = new TestLeader()
  readonly edges = new Set<WorldEdge>()
  exchange: SimExchange | undefined
  served: ServedLink | undefined
  isLeading = true
  /** While true the core takes nothing. */
  isHeld = false
  private port = 0
  private readonly coreTimers: Timers = {
    after: (ms, run) => (ms === graceMs ? this.paths.clock.timers : systemTimers).after(ms, run),
    every: systemTimers.every,
  }
  private readonly wires: TcpProxy[] = []
  private readonly stopped: ServedLink[] = []
  private readonly endTurns: () => void

  private constructor() {
    this.endTurns = systemTimers.every(1, () => this.turn())
  }

  /** A world in which somebody leads. */
  static async open(): Promise<LinkedWorld> {
    const world = new LinkedWorld()
    await world.lead()
    return world
  }

  /** A new leader, with its epoch, from what lies on the disk. */
  async lead(): Promise<void> {
    const exchange = this.paths.start({ sealAfterUs: 0 })
    this.exchange = exchange
    const epoch = exchange.epoch
    this.served = await serveLink({
      key: linkKey,
      shard: 0,
      host: '127.0.0.1',
      port: 0,
      link: exchange.link,
      isLeading: () => this.isLeading,
      epoch: () => epoch,
      lastSequence: () => exchange.sequence,
      timers: this.coreTimers,
      random: systemRandom,
      reporter: this.reporter('core'),
      graceMs,
    })
    this.served.expect(exchange.path.core.openEdges())
    this.port = this.served.port
    for (const edge of this.edges) edge.read()
  }

  /** Graces pass as the test says, and never by themselves. */
  passGrace(): void {
    this.paths.clock.advance(graceMs * 1000)
  }

  /** What a test has not been sent over a link. */
  put(command: Uint8Array): void {
    this.exchange?.link.put(Lane.orders, command)
    this.exchange?.link.publish()
  }

  /** The first bytes of the uuids of edges that have a session. */
  get sessions(): number[] {
    return this.exchange?.path.core.openEdges().map(([first]) => first) ?? []
  }

  /** The process of the leader is gone; its sockets with it. */
  async die(): Promise<void> {
    const { served } = this
    this.exchange = undefined
    this.served = undefined
    await served?.close()
  }

  /** The leader stands still, and its sockets stay open. */
  stop(): void {
    if (this.served) this.stopped.push(this.served)
    this.exchange = undefined
    this.served = undefined
  }

  /** A wire of its own for an edge, to the present leader. */
  async wire(): Promise<TcpProxy> {
    const wire = await TcpProxy.to(this.port)
    this.wires.push(wire)
    return wire
  }

  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  /** An edge that follows a leader; it has no session yet. */
  edge(number: number, leader: LeaderWatch = this.leader, key = linkKey): WorldEdge {
    const uuid = new Uint8Array(16).fill(number)
    const link = connectLink({
      key,
      shard: 0,
      edge: uuid,
      leader,
      clock: systemClock,
      timers: systemTimers,
      random: systemRandom,
      reporter: this.reporter(`edge ${number}`),
    })
    const commands = new LinkCommands({
      link,
      isDistant: true,
      clock: this.paths.clock,
      timers: systemTimers,
      edge: uuid,
      onSessionEnded: () => {
        this.words.push(`edge ${number}: its session has ended`)
        commands.open().catch((error: Error) => this.words.push(`edge ${number}: ${error.message}`))
      },
    })
    const frames: EventFrame[] = []
    let reader: EventReader | undefined
    let of: SimExchange | undefined
    const edge: WorldEdge = {
      commands,
      link,
      frames,
      read: () => {
        if (of !== this.exchange) {
          reader?.close()
          of = this.exchange
          reader = of?.readerAfter(frames.at(-1)?.sequence ?? 0)
        }
        for (let frame = reader?.next(); frame; frame = reader?.next()) {
          frames.push({ ...frame, parts: frame.parts.map((part) => part.slice()) })
          commands.onFrame(frame)
        }
      },
      close: () => {
        this.edges.delete(edge)
        link.close()
        commands.close()
        reader?.close()
      },
    }
    this.edges.add(edge)
    link.open(commands)
    return edge
  }

  /** Resolves when a condition holds. @throws Error saying what did not come about */
  async until(what: string, holds: () => boolean): Promise<void> {
    const endMs = Date.now() + patienceMs
    while (!holds()) {
      if (Date.now() > endMs) throw new Error(`${what}: not in time\n${this.words.join('\n')}`)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }

  async close(): Promise<void> {
    for (const edge of [...this.edges]) edge.close()
    await this.die()
    for (const served of this.stopped) await served.close()
    for (const wire of this.wires) await wire.close()
    this.endTurns()
  }

  private turn(): void {
    const { exchange } = this
    if (!exchange || this.isHeld) return
    if (!exchange.path.turn()) this.paths.clock.advance(1)
    exchange.link.deliverRefusals()
    for (const edge of this.edges) edge.read()
  }

  private reporter(who: string): Reporter {
    const note = (message: string) => {
      this.words.push(`${who}: ${message}`)
    }
    return { info: note, warn: note, error: note }
  }
}

/** An order of an account's that rests. */
export const placeVia = (
  { commands }: WorldEdge,
  account: number,
  deadlineMs = 0,
): Promise<CommandAnswer> =>
  commands.send(
    PlaceOrder,
    { account, market: 0, deadlineMs },
    {
      priceTicks: 100,
      quantityLots: 2,
      side: 0,
      orderType: 0,
      timeInForce: 0,
      selfTradePrevention: 0,
      clientOrderId: '',
    },
  )

/** The number of a new account. */
export async function openAccountVia({ commands }: WorldEdge, number: number): Promise<number> {
  const uuid = new Uint8Array(16).fill(number)
  const { outcome } = await commands.send(
    OpenAccount,
    { account: 0, market: 0, deadlineMs: 0 },
    { uuid },
  )
  return outcome.result
}
