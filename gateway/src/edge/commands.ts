// The edge's end of the link: sends commands, and gives each caller the outcome that event frames
// bring. Hot: no BigInt, and events are copied for callers of this edge alone.
import {
  Balance,
  BookLevel,
  CancelAllOrders,
  CancelOrder,
  forEachRecord,
  KillSwitch,
  Lane,
  limits,
  OpenSession,
  OrderAccepted,
  Outcome,
  OutcomeStatus,
  rejectNames,
  SetDeadMan,
  SpecialOrderAccepted,
  Trade,
} from '@openbell/protocol'
import {
  type AddressedCommand,
  type Clock,
  type CommandAnswer,
  type CommandBody,
  CommandError,
  type CommandHead,
  type CommandShape,
  type EdgeCommands,
  type EventFrame,
  type LinkEdge,
  type Refusal,
  type Timers,
} from '../ports.js'

export interface CommandsParts {
  readonly link: LinkEdge
  readonly clock: Clock
  readonly timers: Timers
  /** The uuid of this edge, 16 bytes, drawn at its start. */
  readonly edge: Uint8Array
  /** After this a caller is told `unknown`. */
  readonly answerTimeoutMs?: number
}

/** What went through since the session opened, for the metrics. */
export interface CommandStatistics {
  orders: number
  trades: number
  /** By number of the reject. */
  readonly rejects: Uint32Array
  pending: number
}

interface Pending {
  readonly expiresUs: number
  resolve(answer: CommandAnswer): void
  reject(error: CommandError): void
}

type Event = CommandAnswer['events'][number]

/** Session 0 is the house's own: it opens sessions, and needs no opening. */
const houseSession = 0
const defaultAnswerTimeoutMs = 10_000
const sweepPeriodMs = 250
const rejectsMax = 1024

const at = Outcome.offset
/** Of every event. */
const commandIndexAt = 4

export class LinkCommands implements EdgeCommands {
  readonly statistics: CommandStatistics = {
    orders: 0,
    trades: 0,
    rejects: new Uint32Array(rejectsMax),
    pending: 0,
  }
  private session = houseSession
  private readonly lanes = [new Map<number, Pending>(), new Map<number, Pending>()] as const
  private readonly lastLaneSequences = [0, 0]
  private readonly bytes = new Uint8Array(limits.commandBytesMax)
  private readonly view = new DataView(this.bytes.buffer)
  private isPublishDue = false
  private readonly endSweep: () => void
  /** Where the events of the command under way lie in its part: kind, offset, size by turns. */
  private readonly run: number[] = []
  /** Copies of its events in earlier parts and frames. */
  private carried: Event[] = []

  constructor(private readonly parts: CommandsParts) {
    parts.link.onRefused(this.onRefused)
    this.endSweep = parts.timers.every(sweepPeriodMs, this.sweep)
  }

  /**
   * Resolves when this edge has its session; frames must be flowing. Where it `isOnly` edge that
   * lives, the core ends what depends on connections of other sessions.
   * @throws Error naming the reject where the core gives none
   */
  async open({ isOnly = false }: { readonly isOnly?: boolean } = {}): Promise<void> {
    // The sequence tells this opening from all others in the event log, and an edge that comes back
    // under its old uuid goes on above where it stood.
    this.lastLaneSequences.fill(Math.floor(this.parts.clock.wallUs()))
    const head = { account: 0, market: 0, deadlineMs: 0 }
    const body = { edge: this.parts.edge, isOnly: isOnly ? 1 : 0 }
    const { outcome } = await this.submit(OpenSession, head, body, Lane.orders)
    if (outcome.status === OutcomeStatus.rejected)
      throw new Error(`the core gave no session: ${rejectNames[outcome.reject]}`)
    this.session = outcome.result
  }

  send<Fields>(
    shape: CommandShape<Fields>,
    head: CommandHead,
    body: CommandBody<Fields>,
  ): Promise<CommandAnswer> {
    if (this.session === houseSession) return Promise.reject(new CommandError('overloaded'))
    return this.submit(shape, head, body, laneOf(shape.kind))
  }

  sendAll<Fields>(
    shape: CommandShape<Fields>,
    commands: readonly AddressedCommand<Fields>[],
  ): Promise<CommandAnswer>[] {
    const waiting = this.lanes[laneOf(shape.kind)]
    // What is in a lane is waited for, so where there is room to wait there is room in the lane.
    if (waiting.size + commands.length > limits.linkSlots)
      return commands.map(() => Promise.reject(new CommandError('overloaded')))
    return commands.map(({ head, body }) => this.send(shape, head, body))
  }

  sessionNumber(): number {
    return this.session
  }

  /** Resolves callers; call it after the frame was folded into the views. */
  onFrame(frame: EventFrame): void {
    for (const part of frame.parts) {
      const visit = (kind: number, view: DataView, offset: number, sizeBytes: number) => {
        if (kind === Outcome.kind) this.conclude(frame, part, view, offset)
        else this.note(kind, view, offset, sizeBytes)
      }
      forEachRecord(part, visit)
      this.carry(part)
    }
  }

  /** Every waiting caller is told `unknown`. */
  close(): void {
    this.endSweep()
    for (const lane of this.lanes) for (const pending of lane.values()) abandon(pending)
  }

  private submit<Fields>(
    shape: CommandShape<Fields>,
    head: CommandHead,
    body: CommandBody<Fields>,
    lane: Lane,
  ): Promise<CommandAnswer> {
    const waiting = this.lanes[lane]
    const laneSequence = (this.lastLaneSequences[lane] as number) + 1
    if (waiting.size >= limits.linkSlots) return Promise.reject(new CommandError('overloaded'))
    // Two spreads into one literal take 6 µs here (Node 20), this takes 0.3.
    const fields = Object.assign({ lane, laneSequence, session: this.session }, head, body)
    shape.write(this.view, 0, fields as Fields)
    if (!this.parts.link.put(lane, this.bytes.subarray(0, shape.sizeBytes)))
      return Promise.reject(new CommandError('overloaded'))
    this.lastLaneSequences[lane] = laneSequence
    this.publishSoon()
    const timeoutMs = this.parts.answerTimeoutMs ?? defaultAnswerTimeoutMs
    const expiresUs = this.parts.clock.monotonicUs() + timeoutMs * 1000
    this.statistics.pending++
    return new Promise((resolve, reject) => {
      waiting.set(laneSequence, { expiresUs, resolve, reject })
    })
  }

  /** Once for all that one turn submits: the core works while this thread reads on. */
  private publishSoon(): void {
    if (this.isPublishDue) return
    this.isPublishDue = true
    queueMicrotask(this.publish)
  }

  private readonly publish = (): void => {
    this.isPublishDue = false
    this.parts.link.publish()
  }

  private note(kind: number, view: DataView, offset: number, sizeBytes: number): void {
    if (kind === BookLevel.kind || kind === Balance.kind) return
    if (view.getUint32(offset + commandIndexAt, true) !== limits.commandIndexOwn)
      this.run.push(kind, offset, sizeBytes)
    if (this.session === houseSession) return
    if (kind === OrderAccepted.kind || kind === SpecialOrderAccepted.kind) this.statistics.orders++
    else if (kind === Trade.kind) this.statistics.trades++
  }

  private conclude(frame: EventFrame, part: Uint8Array, view: DataView, offset: number): void {
    const reject = view.getUint16(offset + at.reject, true)
    if (reject !== 0 && this.session !== houseSession)
      this.statistics.rejects[Math.min(reject, rejectsMax - 1)] += 1
    if (view.getUint32(offset + at.session, true) === this.session) {
      const outcome = Outcome.read(view, offset)
      const pending = this.lanes[outcome.lane as Lane].get(outcome.laneSequence)
      if (pending) this.answer(pending, outcome, frame, this.eventsOf(part))
    }
    this.run.length = 0
    this.carried = []
  }

  private answer(
    pending: Pending,
    outcome: Outcome,
    { sequence, timestampUs }: EventFrame,
    events: readonly Event[],
  ): void {
    this.settle(outcome.lane as Lane, outcome.laneSequence)
    pending.resolve({ outcome, sequence, timestampUs, events })
  }

  private eventsOf(part: Uint8Array): readonly Event[] {
    if (this.run.length > 0) this.carry(part)
    return this.carried
  }

  /** Copies what the run points at: a part is gone after its visit, a frame after its turn. */
  private carry(part: Uint8Array): void {
    const { run } = this
    for (let i = 0; i < run.length; i += 3) {
      const offset = run[i + 1] as number
      const bytes = part.slice(offset, offset + (run[i + 2] as number))
      this.carried.push({ kind: run[i] as number, bytes })
    }
    run.length = 0
  }

  private settle(lane: Lane, laneSequence: number): void {
    if (this.lanes[lane].delete(laneSequence)) this.statistics.pending--
  }

  private readonly onRefused = (lane: Lane, laneSequence: number, refusal: Refusal): void => {
    const pending = this.lanes[lane].get(laneSequence)
    if (!pending) return
    this.settle(lane, laneSequence)
    pending.reject(new CommandError(refusal))
  }

  /**
   * Commands of a lane expire in the order in which they were sent. Their places stay taken until
   * an outcome comes: they may still be decided.
   */
  private readonly sweep = (): void => {
    const nowUs = this.parts.clock.monotonicUs()
    for (const lane of this.lanes)
      for (const pending of lane.values()) {
        if (pending.expiresUs > nowUs) break
        abandon(pending)
      }
  }
}

/** Once more does nothing: a promise is settled once. */
const abandon = (pending: Pending): void => pending.reject(new CommandError('unknown'))

/** What makes the exchange safer, and so gets through where orders do not. */
const urgentKinds: ReadonlySet<number> = new Set([
  CancelOrder.kind,
  CancelAllOrders.kind,
  SetDeadMan.kind,
  KillSwitch.kind,
])

const laneOf = (kind: number): Lane => (urgentKinds.has(kind) ? Lane.cancels : Lane.orders)
