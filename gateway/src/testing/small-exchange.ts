// A whole exchange in one thread and no disk: edge's commands, ingress, the core and the views.
import { readFileSync } from 'node:fs'
import { compileEngine, type Engine, type EngineModule, loadEngine } from '@openbell/engine'
import { FrameType, limits, OpenAccount } from '@openbell/protocol'
import { LinkCommands } from '../edge/commands.js'
import { encodeGenesis } from '../ingress/genesis.js'
import type { Genesis } from '../ingress/genesis-shape.js'
import { Ingress } from '../ingress/ingress.js'
import type { Clock, EventFrame, Reporter, Timers, ViewChanges } from '../ports.js'
import { createViews, type FoldedViews, type ViewBounds } from '../views/index.js'
import { DirectLink } from './direct-link.js'
import { TestClock, TestTimers } from './world.js'

export interface SmallExchangeOptions {
  readonly clock?: Clock
  readonly timers?: Timers
  /** The file of the repository unless another is given. */
  readonly genesis?: Genesis
  readonly bounds?: Partial<ViewBounds>
}

const genesisPath = new URL('../../genesis.json', import.meta.url)

export const readGenesis = (): Genesis => JSON.parse(readFileSync(genesisPath, 'utf8')) as Genesis

const silent: Reporter = { info: () => {}, warn: () => {}, error: () => {} }

let compiled: EngineModule | undefined

export class SmallExchange {
  readonly clock: Clock
  readonly timers: Timers
  readonly views: FoldedViews
  readonly engine: Engine
  readonly commands: LinkCommands
  /** Told of each frame after it was folded, before outcomes resolve. */
  readonly listeners = new Set<(changes: ViewChanges, frame: EventFrame) => void>()
  private readonly ingress: Ingress
  private readonly payload = new Uint8Array(limits.framePayloadBytesMax)
  private sequence = 0
  /** While true, commands wait as they do before a slow disk. */
  isHeld = false

  private constructor(options: SmallExchangeOptions) {
    this.clock = options.clock ?? new TestClock()
    this.timers = options.timers ?? new TestTimers()
    this.views = createViews(options.bounds)
    compiled ??= compileEngine()
    this.engine = loadEngine(compiled)
    const link = new DirectLink(() => this.turn())
    this.ingress = new Ingress(link, this.clock, silent, 0)
    const edge = new Uint8Array(16).fill(1)
    this.commands = new LinkCommands({ link, clock: this.clock, timers: this.timers, edge })
    this.apply(Buffer.concat(encodeGenesis(options.genesis ?? readGenesis())))
  }

  /** An exchange with its listings, and a session for its edge. */
  static async open(options: SmallExchangeOptions = {}): Promise<SmallExchange> {
    const exchange = new SmallExchange(options)
    await exchange.commands.open({ isOnly: true })
    return exchange
  }

  /** Only cancels get through, as when the disk is nearly full. */
  set cancelOnly(isCancelOnly: boolean) {
    this.ingress.cancelOnly = isCancelOnly
  }

  /** Decides what arrived, and what timers are due; called for each publish. */
  turn(): void {
    if (this.isHeld) return
    const { payloadBytes, timestampUs } = this.ingress.take(this.payload)
    const isDue = (this.engine.nextDeadlineUs ?? Number.POSITIVE_INFINITY) <= timestampUs
    if (payloadBytes > 0 || isDue) this.apply(this.payload.subarray(0, payloadBytes))
  }

  /** The number of a new account. */
  async openAccount(uuid: Uint8Array): Promise<number> {
    const head = { account: 0, market: 0, deadlineMs: 0 }
    const { outcome } = await this.commands.send(OpenAccount, head, { uuid })
    return outcome.result
  }

  /** Hash of all that shapes the future, for tests that nothing changed. */
  stateHash(): string {
    return this.engine.stateHash()
  }

  close(): void {
    this.commands.close()
  }

  private apply(commands: Uint8Array): void {
    this.frame(commands)
    while (this.engine.hasUnfinishedWork()) this.frame(new Uint8Array(0))
  }

  private frame(commands: Uint8Array): void {
    const sequence = ++this.sequence
    const timestampUs = this.ingress.now()
    const parts: Uint8Array[] = []
    this.engine.apply(sequence, timestampUs, commands, (events) => parts.push(events.slice()))
    const frame: EventFrame = {
      sequence,
      epoch: 1,
      type: FrameType.commands,
      timestampUs,
      commandCount: 0,
      chain: '0'.repeat(16),
      parts,
    }
    const changes = this.views.fold(frame)
    for (const listener of this.listeners) listener(changes, frame)
    this.commands.onFrame(frame)
  }
}
