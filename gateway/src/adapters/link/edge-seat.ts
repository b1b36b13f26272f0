// What a core knows of one edge, while it is linked and for as long as it may come back: what it has
// heard of it, what waits for room in the core's ring, and the refusals that it has not heard of.
import { Lane, OpenSession, readU64, writeU64 } from '@openbell/protocol'
import type { LinkEdge, Refusal } from '../../ports.js'
import type { CommandRecord } from './records.js'
import {
  bundleBytesMax,
  creditsAtStart,
  FrameKind,
  frameOf,
  LinkFault,
  refusalBytes,
  refusalsMax,
} from './wire.js'

/** The reasons, by their number on the wire. */
export const refusalNames: readonly Refusal[] = ['deadlinePassed', 'cancelOnly']

/** The uuid's hex digits, as in messages. */
export const nameOf = (edge: Uint8Array): string => Buffer.from(edge).toString('hex')

/** Where a seat sends what its edge must hear. */
export interface SeatLine {
  send(frame: Uint8Array): void
  /** Ends it for a fault of the edge's. */
  cut(why: string): void
  drop(): void
}

interface RefusedCommand {
  readonly session: number
  readonly lane: Lane
  readonly laneSequence: number
  readonly refusal: Refusal
}

const creditEvery = creditsAtStart / 2

export class EdgeSeat {
  /** By lane: the last sequence that is on the core's ring. */
  readonly heard: [number, number] = [0, 0]
  /** The session that the core gave this edge, as the edge says; 0 = none yet. */
  session = 0
  /** The sequence of its last OpenSession, which it sends as the house. */
  opening = 0
  line: SeatLine | undefined
  private waiting: [Uint8Array[], Uint8Array[]] = [[], []]
  /** By lane: the last sequence that came, and what may still come. */
  private came: [number, number] = [0, 0]
  private credits: [number, number] = [creditsAtStart, creditsAtStart]
  private freed: [number, number] = [0, 0]
  private refusals: RefusedCommand[] = []
  private refusalsHeard = 0
  private refusalsSent = 0

  constructor(
    /** The edge's uuid. */
    readonly edge: Uint8Array,
    private readonly link: LinkEdge,
  ) {}

  get name(): string {
    return nameOf(this.edge)
  }

  /** The edge is linked, again perhaps; it has heard so many refusals. */
  sit(line: SeatLine, refusalsHeard: number): void {
    this.line = line
    this.waiting = [[], []]
    this.came = [...this.heard]
    this.credits = [creditsAtStart, creditsAtStart]
    this.freed = [0, 0]
    this.hear(refusalsHeard)
    this.refusalsSent = this.refusalsHeard
  }

  /** What waited here is lost; the edge knows by what was heard. */
  leave(): void {
    this.line = undefined
    this.waiting = [[], []]
  }

  /** Puts a command on the core's ring, or lets it wait for room. @throws LinkFault */
  take(lane: Lane, { kind, session, laneSequence, bytes }: CommandRecord): void {
    if (--this.credits[lane] < 0) throw new LinkFault('it sent more than it had credits for')
    if (kind === OpenSession.kind) this.opening = laneSequence
    else if (laneSequence <= this.came[lane])
      throw new LinkFault(`lane sequence ${laneSequence} came after ${this.came[lane]}`)
    else this.came[lane] = laneSequence
    if (session !== 0) this.session = session
    if (this.waiting[lane].length > 0 || !this.put(lane, session, laneSequence, bytes))
      this.waiting[lane].push(bytes.slice())
  }

  /** True where something still waits for room. */
  settle(): boolean {
    for (const lane of [Lane.cancels, Lane.orders] as const) this.drain(lane)
    if (Math.max(...this.freed) >= creditEvery) this.grant()
    return this.waiting.some((records) => records.length > 0)
  }

  refuse(refused: RefusedCommand): void {
    this.refusals.push(refused)
  }

  /** Sends the refusals that were not sent yet. @throws LinkFault where the edge hears of none */
  tell(): void {
    if (this.refusals.length > refusalsMax) throw new LinkFault('it does not hear its refusals')
    const first = this.refusalsSent - this.refusalsHeard
    const perFrame = bundleBytesMax / refusalBytes
    for (let from = first; from < this.refusals.length; from += perFrame)
      this.line?.send(refusalsFrame(this.refusals.slice(from, from + perFrame)))
    if (this.line) this.refusalsSent = this.refusalsHeard + this.refusals.length
  }

  /** The edge has heard so many refusals since it came first. @throws LinkFault */
  hear(count: number): void {
    const more = count - this.refusalsHeard
    if (more < 0 || more > this.refusals.length)
      throw new LinkFault(`it heard ${count} refusals, which cannot be`)
    this.refusals.splice(0, more)
    this.refusalsHeard = count
  }

  private drain(lane: Lane): void {
    const records = this.waiting[lane]
    let count = 0
    for (const bytes of records) {
      const { session, laneSequence } = deliveryOf(bytes)
      if (!this.put(lane, session, laneSequence, bytes)) break
      count++
    }
    records.splice(0, count)
  }

  private put(lane: Lane, session: number, laneSequence: number, bytes: Uint8Array): boolean {
    if (!this.link.put(lane, bytes)) return false
    if (session !== 0) this.heard[lane] = laneSequence
    this.freed[lane]++
    return true
  }

  private grant(): void {
    const [orders, cancels] = this.freed
    this.credits[Lane.orders] += orders
    this.credits[Lane.cancels] += cancels
    this.freed = [0, 0]
    const write = (view: DataView) => {
      view.setUint32(0, orders, true)
      view.setUint32(4, cancels, true)
    }
    this.line?.send(frameOf(FrameKind.credit, 8, write))
  }
}

const deliveryOf = (bytes: Uint8Array) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const { session, laneSequence } = OpenSession.offset
  return { session: view.getUint32(session, true), laneSequence: readU64(view, laneSequence) }
}

const refusalsFrame = (refusals: readonly RefusedCommand[]): Uint8Array =>
  frameOf(FrameKind.refusals, refusals.length * refusalBytes, (view) => {
    refusals.forEach(({ session, lane, laneSequence, refusal }, index) => {
      const at = index * refusalBytes
      view.setUint32(at, session, true)
      view.setUint8(at + 4, lane)
      view.setUint8(at + 5, refusalNames.indexOf(refusal))
      writeU64(view, at + 8, laneSequence)
    })
  })
