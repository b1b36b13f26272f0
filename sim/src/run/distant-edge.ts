// An edge in a process of its own: it outlives the core. After a new epoch it reads events up to
// the epoch's frame, and resends, in order, only what has no outcome.
import {
  type CommandAnswer,
  CommandError,
  type CommandHead,
  type CommandShape,
  type Commands,
  type EventFrame,
  type LinkEdge,
  type Refusal,
} from '@openbell/gateway/ports.js'
import {
  CancelAllOrders,
  CancelOrder,
  FrameType,
  forEachRecord,
  KillSwitch,
  Lane,
  OpenSession,
  Outcome,
  SetDeadMan,
} from '@openbell/protocol'
import type { Facts } from './facts.js'

interface Pending {
  readonly lane: Lane
  readonly bytes: Uint8Array
  /** The first copy may be among what the core still has to work off. */
  isResent: boolean
  resolve(answer: CommandAnswer): void
  reject(error: CommandError): void
}

type HeadField = 'lane' | 'session' | 'laneSequence' | 'deadlineMs' | 'account' | 'market'

const urgentKinds: readonly number[] = [
  CancelOrder.kind,
  CancelAllOrders.kind,
  SetDeadMan.kind,
  KillSwitch.kind,
]

export class DistantEdge implements Commands {
  private link: LinkEdge | undefined
  /** Whether the core has all that it had not heard; only then may new commands follow. */
  private isCaughtUp = false
  private session = 0
  private epoch = 0
  private lastLaneSequence = 0
  /** By lane and lane sequence, in the order in which they were sent. */
  private readonly pending = new Map<string, Pending>()

  constructor(
    private readonly edge: Uint8Array,
    private readonly facts: Facts,
  ) {}

  /** The core is there again, at the other end of this. */
  connect(link: LinkEdge): void {
    this.link = link
    link.onRefused(this.onRefused)
  }

  /** The core is gone; what is under way waits for the next one. */
  disconnect(): void {
    this.link = undefined
    this.isCaughtUp = false
  }

  async open(): Promise<void> {
    if (this.session !== 0) return
    const head = { account: 0, market: 0, deadlineMs: 0 }
    const { outcome } = await this.submit(OpenSession, head, { edge: this.edge, isOnly: 1 })
    this.session = outcome.result
  }

  send<Fields>(
    shape: CommandShape<Fields>,
    head: CommandHead,
    body: Omit<Fields, HeadField>,
  ): Promise<CommandAnswer> {
    if (this.session === 0 || !this.isCaughtUp)
      return Promise.reject(new CommandError('overloaded'))
    return this.submit(shape, head, body)
  }

  onFrame(frame: EventFrame): void {
    for (const part of frame.parts)
      forEachRecord(part, (kind, view, at) => {
        if (kind === Outcome.kind) this.onOutcome(frame, Outcome.read(view, at))
      })
    if (frame.type === FrameType.epoch && frame.epoch > this.epoch) this.resend(frame.epoch)
  }

  private submit<Fields>(
    shape: CommandShape<Fields>,
    head: CommandHead,
    body: Omit<Fields, HeadField>,
  ): Promise<CommandAnswer> {
    const { link, session } = this
    const lane = urgentKinds.includes(shape.kind) ? Lane.cancels : Lane.orders
    const laneSequence = this.lastLaneSequence + 1
    const bytes = new Uint8Array(shape.sizeBytes)
    const fields = { ...body, ...head, lane, laneSequence, session } as Fields
    shape.write(new DataView(bytes.buffer), 0, fields)
    if (!link?.put(lane, bytes)) return Promise.reject(new CommandError('overloaded'))
    link.publish()
    this.lastLaneSequence = laneSequence
    return new Promise((resolve, reject) => {
      const pending = { lane, bytes, isResent: false, resolve, reject }
      this.pending.set(`${session}/${lane}/${laneSequence}`, pending)
    })
  }

  private onOutcome({ sequence, timestampUs }: EventFrame, outcome: Outcome): void {
    const { session, lane, laneSequence } = outcome
    this.settle(session, lane, laneSequence)?.resolve({
      outcome,
      sequence,
      timestampUs,
      events: [],
    })
  }

  private readonly onRefused = (lane: Lane, laneSequence: number, refusal: Refusal): void => {
    const pending = this.settle(this.session, lane, laneSequence)
    pending?.reject(new CommandError(pending.isResent ? 'unknown' : refusal))
  }

  private settle(session: number, lane: number, laneSequence: number): Pending | undefined {
    const name = `${session}/${lane}/${laneSequence}`
    const pending = this.pending.get(name)
    this.pending.delete(name)
    return pending
  }

  private resend(epoch: number): void {
    this.epoch = epoch
    for (const pending of this.pending.values()) {
      this.facts.note('resent after an epoch')
      pending.isResent = true
      this.link?.put(pending.lane, pending.bytes)
    }
    this.link?.publish()
    this.isCaughtUp = true
  }
}
