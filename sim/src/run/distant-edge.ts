// An edge in a process of its own: it outlives the core, and its link leads to whichever core lives.
// What it sends is in flight until the next turn; a link that is cut loses what had not arrived. What
// it reads it reads late.
import { LinkCommands } from '@openbell/gateway/edge/commands.js'
import type {
  CommandAnswer,
  CommandBody,
  CommandHead,
  CommandShape,
  Commands,
  EventFrame,
  LinkEdge,
  RefusalListener,
} from '@openbell/gateway/ports.js'
import { forEachRecord, type Lane, OpenSession, Outcome, readU64 } from '@openbell/protocol'
import { must } from '../violation.js'
import type { Chance } from '../world/chance.js'
import type { SimClock } from '../world/clock.js'
import type { SimLink } from '../world/link.js'
import type { Facts } from './facts.js'
import { deliveryOf } from './names.js'

interface InFlight {
  readonly lane: Lane
  readonly bytes: Uint8Array
}

/** It waits as long as it takes: what became of a command is never a matter of patience here. */
const answerTimeoutMs = 365 * 24 * 3600 * 1000

export class DistantEdge implements LinkEdge, Commands {
  private readonly commands: LinkCommands
  private opening: Promise<void> | undefined
  private core: { readonly link: SimLink; readonly epoch: number } | undefined
  private isUp = false
  private flight: InFlight[] = []
  private heard: [number, number] = [0, 0]
  private listener: RefusalListener = () => {}
  /** What the core refused while the link was cut; it tells when it is mended. */
  private untold: Parameters<RefusalListener>[] = []
  private readonly wasPut = new Set<string>()
  /** Deliveries whose outcome it has read. */
  private readonly answered = new Set<string>()
  private readonly unread: EventFrame[] = []

  constructor(
    edge: Uint8Array,
    clock: SimClock,
    private readonly chance: Chance,
    private readonly facts: Facts,
  ) {
    const { timers } = clock
    this.commands = new LinkCommands({
      link: this,
      isDistant: true,
      clock,
      timers,
      edge,
      answerTimeoutMs,
    })
  }

  put(lane: Lane, command: Uint8Array): boolean {
    const name = deliveryOf({ ...headOf(command), lane })
    must(!this.answered.has(name), () => `${name} is sent again, and its outcome was read`)
    if (this.wasPut.has(name)) this.facts.note('resent after an epoch')
    this.wasPut.add(name)
    this.flight.push({ lane, bytes: command.slice() })
    return true
  }

  /** What is put arrives with the next turn. */
  publish(): void {}

  onRefused(listener: RefusalListener): void {
    this.listener = listener
  }

  /** Resolves when it has its session, which it opens once. */
  open(): Promise<void> {
    this.opening ??= this.commands.open({ isOnly: true })
    return this.opening
  }

  send<Fields>(
    shape: CommandShape<Fields>,
    head: CommandHead,
    body: CommandBody<Fields>,
  ): Promise<CommandAnswer> {
    return this.commands.send(shape, head, body)
  }

  onFrame(frame: EventFrame): void {
    this.unread.push({ ...frame, parts: frame.parts.map((part) => part.slice()) })
  }

  /** A core lives at the other end. */
  connect(link: SimLink, epoch: number): void {
    this.core = { link, epoch }
    this.heard = [0, 0]
    this.untold = []
    link.onRefused((...refused) => {
      if (this.isUp) this.listener(...refused)
      else this.untold.push(refused)
    })
    this.mend()
  }

  /** The core is gone; what is under way waits for the next one. */
  disconnect(): void {
    this.core = undefined
    this.cut()
  }

  /** One turn of the network. */
  turn(): void {
    if (!this.isUp && this.chance.happens(0.5)) this.mend()
    if (this.isUp && this.chance.happens(0.04)) {
      this.facts.note('link cut')
      this.arrive(this.chance.below(this.flight.length + 1))
      this.cut()
    }
    this.arrive(this.flight.length)
    const isPrompt = this.isUp && this.chance.happens(0.7)
    this.read(isPrompt ? this.unread.length : this.chance.below(3))
  }

  private cut(): void {
    this.flight = []
    this.isUp = false
    this.commands.onDown()
  }

  private mend(): void {
    if (!this.core) return
    this.isUp = true
    const { epoch } = this.core
    for (const refused of this.untold.splice(0)) this.listener(...refused)
    this.commands.onUp({ epoch, heard: [...this.heard] })
  }

  private read(count: number): void {
    for (const frame of this.unread.splice(0, count)) {
      for (const part of frame.parts)
        forEachRecord(part, (kind, view, at) => {
          if (kind === Outcome.kind) this.answered.add(deliveryOf(Outcome.read(view, at)))
        })
      this.commands.onFrame(frame)
    }
  }

  private arrive(count: number): void {
    for (const { lane, bytes } of this.flight.splice(0, count)) {
      const { session, laneSequence } = headOf(bytes)
      this.core?.link.put(lane, bytes)
      if (session === 0) continue
      must(laneSequence > this.heard[lane], () => `${laneSequence} is sent to who has heard it`)
      this.heard[lane] = laneSequence
    }
    this.core?.link.publish()
  }
}

function headOf(command: Uint8Array) {
  const view = new DataView(command.buffer, command.byteOffset)
  const { session, laneSequence } = OpenSession.offset
  return { session: view.getUint32(session, true), laneSequence: readU64(view, laneSequence) }
}
