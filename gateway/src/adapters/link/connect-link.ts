// The edge's end of the link between processes: follows the leader, and comes up again for ever.
import { Lane, readU64, writeU64 } from '@openbell/protocol'
import type {
  Clock,
  DistantLink,
  LeaderWatch,
  LinkOwner,
  LinkUp,
  Random,
  RefusalListener,
  Reporter,
  Timers,
} from '../../ports.js'
import { CoreLine } from './core-line.js'
import { refusalNames } from './edge-seat.js'
import { OutgoingLane } from './outgoing.js'
import { Questions } from './questions.js'
import { FrameKind, frameOf, LinkFault, nonceBytes, refusalBytes, viewOf } from './wire.js'

export interface ConnectLinkOptions {
  /** 32 bytes that every edge and core of the venue has. */
  readonly key: Uint8Array
  readonly shard: number
  /** The edge's uuid, 16 bytes; the same as of its commands. */
  readonly edge: Uint8Array
  readonly leader: LeaderWatch
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly reporter: Reporter
}

export const connectLink = (options: ConnectLinkOptions): DistantLink => new LinkClient(options)

const pingPeriodMs = 1_000
/** A connection, a handshake and an answer each have come after so long, or never will. */
const silenceMs = 3_000
const backoffMinMs = 25
const backoffMaxMs = 2_000
/** Refusals are acknowledged at the latest after so many; else with the next ping. */
const refusalsUnheardMax = 4096

class LinkClient implements DistantLink {
  private owner: LinkOwner | undefined
  private line: CoreLine | undefined
  private address: string | undefined
  private up: LinkUp | undefined
  /** Of the leader that it was linked with last. */
  private epoch = 0
  private refusalsHeard = 0
  private refusalsTold = 0
  private readonly lanes = [new OutgoingLane(Lane.orders), new OutgoingLane(Lane.cancels)] as const
  private readonly questions = new Questions()
  private onRefusedListener: RefusalListener = () => {}
  private isPingDue = false
  private failures = 0
  private lastFault = ''
  private heardUs = 0
  private callOffRetry: (() => void) | undefined
  private readonly ends: (() => void)[] = []

  constructor(private readonly options: ConnectLinkOptions) {}

  open(owner: LinkOwner): void {
    this.owner = owner
    const { leader, timers } = this.options
    this.ends.push(leader.onChanged(this.onLeaderChanged))
    this.ends.push(timers.every(pingPeriodMs, this.look))
    this.connect()
  }

  put(lane: Lane, command: Uint8Array): boolean {
    return this.up !== undefined && this.lanes[lane].put(command)
  }

  publish(): void {
    if (this.up) this.line?.sendAll(this.bundles())
  }

  onRefused(listener: RefusalListener): void {
    this.onRefusedListener = listener
  }

  latest(): Promise<number> {
    if (!this.isPingDue) {
      this.isPingDue = true
      queueMicrotask(this.askNow)
    }
    return this.questions.ask()
  }

  isUp(): boolean {
    return this.up !== undefined
  }

  close(): void {
    for (const end of this.ends.splice(0)) end()
    this.callOffRetry?.()
    this.owner = undefined
    this.line?.end('the edge ends')
    this.questions.close()
  }

  /** Cancels first. */
  private *bundles(): Generator<Uint8Array> {
    for (const lane of [Lane.cancels, Lane.orders] as const)
      for (let frame = this.lanes[lane].next(); frame; frame = this.lanes[lane].next()) yield frame
  }

  /** A lease that nobody holds for a while is no reason to leave a leader that answers. */
  private readonly onLeaderChanged = (): void => {
    const address = this.options.leader.address()
    if (address === undefined || address === this.address) return
    this.failures = 0
    if (this.line) this.line.end('another leads')
    else this.connect()
  }

  private connect(): void {
    this.callOffRetry?.()
    this.callOffRetry = undefined
    this.address = this.options.leader.address()
    this.heardUs = this.options.clock.monotonicUs()
    try {
      this.line = this.lineTo(this.address)
    } catch (error) {
      this.retry((error as Error).message)
    }
  }

  /** @throws Error where the address is none */
  private lineTo(address: string | undefined): CoreLine {
    if (address === undefined) throw new Error('nobody leads')
    const { key, shard, edge, random } = this.options
    const { epoch, refusalsHeard } = this
    const hello = { shard, edge, nonce: random.bytes(nonceBytes), epoch, refusalsHeard }
    return new CoreLine(address, key, hello, {
      onWelcome: (up) => this.onWelcome(up),
      onFrame: (kind, payload) => this.onFrame(kind, payload),
      onOver: (why) => this.onOver(why),
    })
  }

  /** A lease that is read late may name an older leader than the last. @throws LinkFault */
  private onWelcome(up: LinkUp): void {
    if (up.epoch < this.epoch) throw new LinkFault(`its epoch ${up.epoch} is over`)
    this.options.reporter.info(`link: linked with ${this.address}, epoch ${up.epoch}`)
    this.up = up
    this.failures = 0
    this.lastFault = ''
    if (up.epoch !== this.epoch) this.refusalsHeard = 0
    this.epoch = up.epoch
    this.refusalsTold = this.refusalsHeard
    for (const lane of this.lanes) lane.reset()
    this.owner?.onUp(up)
    this.ping(false)
  }

  /** @throws LinkFault */
  private onFrame(kind: FrameKind, payload: Uint8Array): void {
    if (kind === FrameKind.credit) this.onCredit(payload)
    else if (kind === FrameKind.refusals) this.onRefusals(payload)
    else if (kind === FrameKind.pong) {
      if (!this.questions.onAnswer(readU64(viewOf(payload), 0)))
        throw new LinkFault('an answer came that nobody asked for')
      this.ping(false)
    } else if (kind === FrameKind.goodbye) this.line?.end('the leader hands over')
    else throw new LinkFault(`a frame of kind ${kind} is not a core's to send`)
  }

  private onCredit(payload: Uint8Array): void {
    const view = viewOf(payload)
    for (const lane of [Lane.orders, Lane.cancels] as const)
      this.lanes[lane].grant(view.getUint32(lane * 4, true))
    this.publish()
  }

  private onRefusals(payload: Uint8Array): void {
    const view = viewOf(payload)
    for (let at = 0; at < payload.length; at += refusalBytes) {
      const refusal = refusalNames[view.getUint8(at + 5)]
      const lane = view.getUint8(at + 4)
      if (!refusal || lane > Lane.cancels) throw new LinkFault('a refusal is malformed')
      this.refusalsHeard++
      this.onRefusedListener(view.getUint32(at, true), lane as Lane, readU64(view, at + 8), refusal)
    }
    if (this.refusalsHeard - this.refusalsTold >= refusalsUnheardMax) this.ping(true)
  }

  private readonly askNow = (): void => {
    this.isPingDue = false
    this.ping(false)
  }

  /** Where nobody asks, only if it `isWanted`. */
  private ping(isWanted: boolean): void {
    if (!this.up || !this.questions.send(isWanted)) return
    this.refusalsTold = this.refusalsHeard
    const write = (view: DataView) => writeU64(view, 0, this.refusalsHeard)
    this.line?.send(frameOf(FrameKind.ping, 8, write))
  }

  /** Called once a period: hears whether the core lives. */
  private readonly look = (): void => {
    const { line } = this
    if (!line) return
    const nowUs = this.options.clock.monotonicUs()
    if (line.isHeard) this.heardUs = nowUs
    line.isHeard = false
    if (nowUs - this.heardUs > silenceMs * 1000) line.end('it is silent')
    else this.ping(true)
  }

  private onOver(why: string): void {
    this.line = undefined
    this.questions.onCut()
    if (this.up) this.owner?.onDown()
    this.up = undefined
    if (this.owner) this.retry(why)
  }

  private retry(why: string): void {
    if (why !== this.lastFault) this.options.reporter.warn(`link: no leader yet: ${why}`)
    this.lastFault = why
    const boundMs = Math.min(backoffMinMs * 2 ** this.failures, backoffMaxMs)
    this.failures = Math.min(this.failures + 1, 16)
    const jitter = this.options.random.bytes(1)[0] / 255
    const delayMs = (boundMs / 2) * (1 + jitter)
    this.callOffRetry = this.options.timers.after(delayMs, () => this.connect())
  }
}
