// Sends the order flow to an exchange over its link, and knows how long each command waited until its
// outcome was read from the event log, as an edge reads it.
import type { EventFrame } from '@openbell/gateway/ports.js'
import { type EventPump, startEventPump } from '@openbell/gateway/publish/event-pump.js'
import {
  commandSizes,
  forEachRecord,
  type Lane,
  limits,
  Outcome,
  OutcomeStatus,
  PlaceOrder,
  readU64,
} from '@openbell/protocol'
import { Histogram } from '../latency/histogram.js'
import { flowOpening, OrderFlow, session } from '../order-flow.js'
import type { BenchExchange } from './exchange.js'
import type { Load } from './loads.js'
import { Supply } from './supply.js'

/** Commands without an outcome; were they all of one lane, there would be room. */
const pendingMax = limits.linkSlots
const tickMs = 1
/** Of a load that goes as fast as the exchange does: for so many commands are made ahead. */
const perSecondGuess = 250_000
const house = 0
const at = Outcome.offset

export interface Run {
  readonly commands: number
  /** Until the last outcome. */
  readonly seconds: number
  /** Outcomes that are rejects, such as of a cancel that came too late. */
  readonly rejected: number
  readonly latencies: Histogram
}

/** What a run counts. */
class Counts {
  readonly startedMs = performance.now()
  readonly latencies = new Histogram()
  sent = 0
  acknowledged = 0
  rejected = 0

  get pending(): number {
    return this.sent - this.acknowledged
  }

  get elapsedMs(): number {
    return performance.now() - this.startedMs
  }
}

export class Trader {
  private readonly supply = new Supply(new OrderFlow(1))
  private speaker = house
  /** When a command was meant to be sent, by its lane sequence. */
  private readonly meantMs = new Float64Array(pendingMax)
  private lastLaneSequence = 0
  private load: Load | undefined
  private counts = new Counts()
  /** When the frame that is read was read. */
  private readMs = 0
  private onIdle: () => void = () => {}
  private readonly pump: EventPump
  private readonly failed: Promise<never>

  private constructor(private readonly exchange: BenchExchange) {
    const { eventLog } = exchange
    let onFailed: (error: Error) => void = () => {}
    const misread = new Promise<never>((_, reject) => {
      onFailed = reject
    })
    this.failed = Promise.race([misread, exchange.failed])
    this.failed.catch(() => {})
    const last = eventLog.lastSequence()
    this.pump = startEventPump(eventLog, last, this.readFrame, setImmediate, onFailed)
  }

  /** Opens the accounts of the flow in a new exchange. */
  static async open(exchange: BenchExchange): Promise<Trader> {
    const trader = new Trader(exchange)
    const opening = flowOpening().take()
    for (let at = 0; at < opening.length; at += commandSizes[opening[at]])
      trader.put(opening.subarray(at, at + commandSizes[opening[at]]), 0)
    exchange.link.publish()
    await trader.untilIdle()
    trader.speaker = session
    trader.lastLaneSequence = 0
    return trader
  }

  /** Sends what the load says, for so long, and resolves when everything has its outcome. */
  async run(load: Load, seconds: number): Promise<Run> {
    await this.supply.prepare((load.perSecond ?? perSecondGuess) * seconds)
    this.counts = new Counts()
    this.load = load
    const timer = setInterval(this.look, tickMs)
    this.look()
    const over = new Promise<void>((resolve) => setTimeout(resolve, 1000 * seconds))
    await Promise.race([over, this.failed])
    clearInterval(timer)
    this.load = undefined
    await this.untilIdle()
    const { sent, elapsedMs, rejected, latencies } = this.counts
    return { commands: sent, seconds: elapsedMs / 1000, rejected, latencies }
  }

  close(): void {
    this.pump.close()
  }

  private async untilIdle(): Promise<void> {
    const idle = new Promise<void>((resolve) => {
      this.onIdle = resolve
      if (this.counts.pending === 0) resolve()
    })
    await Promise.race([idle, this.failed])
  }

  /** Sends what is due; what is sent at one look comes to the core at once. */
  private readonly look = (): void => {
    const { counts, load, supply } = this
    if (!load) return
    const due = Math.min(load.due(counts), pendingMax - counts.pending)
    if (due <= 0) return
    supply.ensure(due)
    const nowMs = performance.now()
    for (let count = 0; count < due; count++) {
      const { sent, startedMs } = counts
      this.put(supply.next(), load.meantMs ? startedMs + load.meantMs(sent) : nowMs)
    }
    this.exchange.link.publish()
  }

  private put(command: Uint8Array, meantMs: number): void {
    const lane = command[PlaceOrder.offset.lane] as Lane
    this.meantMs[++this.lastLaneSequence % pendingMax] = meantMs
    if (!this.exchange.link.put(lane, command)) throw new RangeError('there is no room in the link')
    this.counts.sent++
  }

  private readonly readFrame = ({ parts }: EventFrame): void => {
    this.readMs = performance.now()
    for (const part of parts) forEachRecord(part, this.readEvent)
    if (this.counts.pending === 0) this.onIdle()
    this.look()
  }

  private readonly readEvent = (kind: number, view: DataView, offset: number): void => {
    if (kind !== Outcome.kind || view.getUint32(offset + at.session, true) !== this.speaker) return
    const { counts } = this
    const laneSequence = readU64(view, offset + at.laneSequence)
    const waitedMs = this.readMs - this.meantMs[laneSequence % pendingMax]
    counts.latencies.record(Math.round(waitedMs * 1e6))
    counts.acknowledged++
    if (view.getUint8(offset + at.status) === OutcomeStatus.rejected) counts.rejected++
  }
}
