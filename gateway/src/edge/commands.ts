// The edge's end of the link: sends commands, gives each caller the outcome that event frames bring,
// and hides that the leader changed. Hot: no BigInt, and only this edge's events are copied.
//
// A link that is cut loses what was under way. After a new epoch the edge first reads events up to
// the epoch's frame: what was decided before it has its outcome by then. The rest is put again, in
// lane order, under the same lane sequences. Deadlines are ingress's business alone, so they apply to
// what is put again by the time of the frame that would carry it.
import {
  Balance,
  BookLevel,
  FrameType,
  forEachRecord,
  Lane,
  laneOf,
  limits,
  OpenSession,
  Outcome,
  OutcomeStatus,
  Reject,
  rejectNames,
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
  type LinkOwner,
  type LinkUp,
  type RefusalListener,
  type Timers,
} from '../ports.js'
import { CommandCounts } from './command-counts.js'
import { EventRun } from './event-run.js'
import { openingOf } from './opening.js'
import { WaitingLanes } from './waiting-lanes.js'

export interface CommandsParts {
  readonly link: LinkEdge
  /** The link may be cut, and is down until its first `onUp`. */
  readonly isDistant?: boolean
  readonly clock: Clock
  readonly timers: Timers
  /** The uuid of this edge, 16 bytes, drawn at its start. */
  readonly edge: Uint8Array
  /** After this a caller is told `unknown`. */
  readonly answerTimeoutMs?: number
  /** The core has ended the session: nothing is sent until another one is opened. */
  readonly onSessionEnded?: () => void
}

/** Session 0 is the house's own: it opens sessions, and needs no opening. */
export const houseSession = 0
const defaultAnswerTimeoutMs = 10_000
const sweepPeriodMs = 250
const nothingHeard = [0, 0] as const

const at = Outcome.offset
/** Of every event. */
const commandIndexAt = 4

export class LinkCommands implements EdgeCommands, LinkOwner {
  readonly statistics = new CommandCounts()
  private session = houseSession
  private readonly lanes = new WaitingLanes(this.statistics)
  private readonly lastLaneSequences: [number, number] = [0, 0]
  /** Who leads at the other end; undefined while the link is down. */
  private up: LinkUp | undefined
  /** The epoch of the leader that was put to last. */
  private putEpoch = 0
  /** Whether what is sent is put at once; what is not waits for the leader. */
  private isFlowing: boolean
  /** Of the last frame that was read. */
  private epochRead = 0
  /** Whether the core has worked off what it was left with at the start of that epoch. */
  private isOldWorkDone = false
  private areRefusalsHeld = false
  private isPublishDue = false
  private readonly endSweep: () => void
  private readonly run = new EventRun()

  constructor(private readonly parts: CommandsParts) {
    this.isFlowing = !parts.isDistant
    parts.link.onRefused(this.onRefused)
    const sweep = () => this.lanes.sweep(parts.clock.monotonicUs())
    this.endSweep = parts.timers.every(sweepPeriodMs, sweep)
  }

  /**
   * Resolves when this edge has its session; frames must be flowing. Where it `isOnly` edge that
   * lives, the core ends what depends on connections of other sessions.
   * @throws Error naming the reject where the core gives none
   */
  async open({ isOnly = false }: { readonly isOnly?: boolean } = {}): Promise<void> {
    const wallUs = this.parts.clock.wallUs()
    const { head, body, laneSequence } = openingOf(this.parts.edge, isOnly, wallUs)
    // An edge that comes back under its old uuid goes on above where it stood.
    for (const lane of [Lane.orders, Lane.cancels] as const)
      this.lastLaneSequences[lane] = Math.max(this.lastLaneSequences[lane], Math.floor(wallUs))
    const lane = laneOf(OpenSession.kind)
    const { outcome } = await this.submit(OpenSession, head, body, lane, laneSequence)
    if (outcome.status === OutcomeStatus.rejected)
      throw new Error(`the core gave no session: ${rejectNames[outcome.reject]}`)
    this.session = outcome.result
  }

  send<Fields>(
    shape: CommandShape<Fields>,
    head: CommandHead,
    body: CommandBody<Fields>,
  ): Promise<CommandAnswer> {
    if (this.session === houseSession) return Promise.reject(new CommandError('unreachable'))
    const lane = laneOf(shape.kind)
    return this.submit(shape, head, body, lane, this.lastLaneSequences[lane] + 1)
  }

  sendAll<Fields>(
    shape: CommandShape<Fields>,
    commands: readonly AddressedCommand<Fields>[],
  ): Promise<CommandAnswer>[] {
    const waiting = this.lanes.of(laneOf(shape.kind))
    // What is in a lane is waited for, so where there is room to wait there is room in the lane.
    if (waiting.size + commands.length > limits.linkSlots) return commands.map(() => this.noRoom())
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
      this.run.carry(part)
    }
    if (frame.epoch !== this.epochRead) this.onEpoch(frame.epoch)
    else if (frame.type === FrameType.seal) this.isOldWorkDone = true // only a core without work is sealed
    if (this.areRefusalsHeld && this.isOldWorkDone) this.tellRefusals()
  }

  /** A leader is there. */
  onUp(up: LinkUp): void {
    this.up = up
    this.resume()
  }

  /** Nobody leads; what is sent waits. */
  onDown(): void {
    this.up = undefined
    this.isFlowing = false
  }

  /** Every waiting caller is told `unknown`. */
  close(): void {
    this.endSweep()
    this.lanes.abandonAll()
  }

  private submit<Fields>(
    shape: CommandShape<Fields>,
    head: CommandHead,
    body: CommandBody<Fields>,
    lane: Lane,
    laneSequence: number,
  ): Promise<CommandAnswer> {
    const waiting = this.lanes.of(lane)
    if (waiting.size >= limits.linkSlots) return this.noRoom()
    // Two spreads into one literal take 6 µs here (Node 20), this takes 0.3.
    const fields = Object.assign({ lane, laneSequence, session: this.session }, head, body)
    const { slots } = waiting
    const slot = slots.take()
    const { sizeBytes } = shape
    shape.write(slots.viewOf(slot), slots.offsetOf(slot), fields as Fields)
    const isPut = this.isFlowing
    if (isPut && !this.parts.link.put(lane, slots.bytesOf(slot, sizeBytes))) {
      slots.give(slot)
      return this.noRoom()
    }
    if (this.session !== houseSession) this.lastLaneSequences[lane] = laneSequence
    if (isPut) this.publishSoon()
    const timeoutMs = this.parts.answerTimeoutMs ?? defaultAnswerTimeoutMs
    const expiresUs = this.parts.clock.monotonicUs() + timeoutMs * 1000
    return new Promise((resolve, reject) => {
      const isResent = false
      const refusal = undefined
      const kept = { expiresUs, slot, sizeBytes, isPut, isResent, refusal, resolve, reject }
      this.lanes.add(lane, laneSequence, kept)
    })
  }

  /** What fills the lanes is too much for a leader, or there is none to take it. */
  private noRoom(): Promise<never> {
    return Promise.reject(new CommandError(this.isFlowing ? 'overloaded' : 'unreachable'))
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
      this.run.note(kind, offset, sizeBytes)
    if (this.session !== houseSession) this.statistics.noteEvent(kind)
  }

  private conclude(frame: EventFrame, part: Uint8Array, view: DataView, offset: number): void {
    if (this.session !== houseSession)
      this.statistics.noteReject(view.getUint16(offset + at.reject, true))
    if (view.getUint32(offset + at.session, true) === this.session) {
      const outcome = Outcome.read(view, offset)
      const { sequence, timestampUs } = frame
      if (this.session !== houseSession && outcome.reject === Reject.sessionMustBeOpen)
        this.loseSession()
      else
        this.lanes.settle(outcome.lane as Lane, outcome.laneSequence)?.resolve({
          outcome,
          sequence,
          timestampUs,
          events: this.run.eventsIn(part),
        })
    }
    // Before a command of this very frame everything that was left to the frame is done.
    this.isOldWorkDone ||= view.getUint32(offset + commandIndexAt, true) < limits.commandIndexOwn
    this.run.clear()
  }

  /** The core refuses whatever of the session it has not decided: these commands change nothing. */
  private loseSession(): void {
    this.session = houseSession
    this.lanes.refuseAll('unreachable')
    this.parts.onSessionEnded?.()
  }

  private onEpoch(epoch: number): void {
    this.epochRead = epoch
    this.isOldWorkDone = false
    this.resume()
  }

  /** Puts what the leader at the other end has not heard, as soon as it is known what that is. */
  private resume(): void {
    const { up } = this
    if (!up || this.isFlowing) return
    const isSameLeader = up.epoch === this.putEpoch
    const wasAnyPut = [...this.lanes].some(([, , { isPut }]) => isPut)
    if (!isSameLeader && this.epochRead < up.epoch && wasAnyPut) return
    // Openings, which alone wait where there is no session, are of no lane's order: they go once more.
    const heard = isSameLeader && this.session !== houseSession ? up.heard : nothingHeard
    for (const [lane, laneSequence, waiting] of this.lanes) {
      if (laneSequence <= heard[lane] || waiting.refusal) continue
      if (waiting.isPut && !isSameLeader) waiting.isResent = true
      waiting.isPut = true
      this.parts.link.put(lane, this.lanes.of(lane).bytesOf(waiting))
    }
    this.isFlowing = true
    this.putEpoch = up.epoch
    this.parts.link.publish()
  }

  private readonly onRefused: RefusalListener = (session, lane, laneSequence, refusal) => {
    const waiting = session === this.session && this.lanes.of(lane).get(laneSequence)
    if (!waiting) return
    if (waiting.isResent && !this.isOldWorkDone) {
      waiting.refusal = refusal
      this.areRefusalsHeld = true
      return
    }
    this.lanes.settle(lane, laneSequence)
    waiting.reject(new CommandError(refusal))
  }

  /** What was refused and still has no outcome was not decided before either. */
  private tellRefusals(): void {
    this.areRefusalsHeld = false
    for (const [lane, laneSequence, { refusal }] of this.lanes)
      if (refusal) this.lanes.settle(lane, laneSequence)?.reject(new CommandError(refusal))
  }
}
