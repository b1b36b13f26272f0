// One connection of an edge, at the core: shakes hands, and then hands its frames to the edge's seat.
import type { Socket } from 'node:net'
import { type Lane, readU64, writeU64 } from '@openbell/protocol'
import type { Reporter, Timers } from '../../ports.js'
import type { EdgeSeat, SeatLine } from './edge-seat.js'
import { FrameReader } from './frame-reader.js'
import {
  challengeFrame,
  type Hello,
  isProof,
  proofOf,
  readHello,
  turnedAwayFrame,
  welcomeFrame,
} from './handshake.js'
import { type CommandRecord, forEachCommand } from './records.js'
import { FrameKind, frameOf, LinkFault, type TurnAwayReason, viewOf } from './wire.js'

/** What a connection asks of the server that has it. */
export interface LineHost {
  readonly key: Uint8Array
  readonly shard: number
  readonly reporter: Reporter
  readonly timers: Timers
  epoch(): number
  lastSequence(): number
  nonce(): Uint8Array
  /** The seat of an edge that has proved itself, or why it gets none. */
  seat(hello: Hello): EdgeSeat | TurnAwayReason
  /** Asks whether an edge may speak as it does. @throws LinkFault */
  claim(seat: EdgeSeat, record: CommandRecord): void
  /** Something was put for an edge. */
  onPut(seat: EdgeSeat): void
  onEnded(line: EdgeLine): void
}

/** An edge that has said who it is, and the nonce that it must sign. */
interface Challenged {
  readonly hello: Hello
  /** As it was sent. */
  readonly bytes: Uint8Array
  readonly nonce: Uint8Array
}

/** What may wait in a socket for an edge that does not read. */
const unreadBytesMax = 4 * 1024 * 1024
/** The last words of a connection arrive so soon, or never. */
const goodbyeMs = 1_000

export class EdgeLine implements SeatLine {
  seat: EdgeSeat | undefined
  private challenged: Challenged | undefined
  private readonly reader: FrameReader
  private isOver = false
  /** Whether anything came since the last look. */
  private isHeard = true
  private isNew = true

  constructor(
    private readonly socket: Socket,
    private readonly host: LineHost,
  ) {
    this.reader = new FrameReader((kind, lane, payload) => this.onFrame(kind, lane, payload))
    socket.setNoDelay(true)
    socket.on('data', (chunk) => this.onData(chunk))
    socket.on('error', () => this.end())
    socket.on('close', () => this.end())
  }

  get name(): string {
    return this.seat?.name ?? `${this.socket.remoteAddress}:${this.socket.remotePort}`
  }

  send(frame: Uint8Array): void {
    if (this.isOver) return
    this.socket.write(frame)
    if (this.socket.writableLength > unreadBytesMax) this.cut('it does not read')
  }

  /** Ends a connection that does not keep to the rules, and says which one. */
  cut(why: string): void {
    if (this.isOver) return
    this.host.reporter.warn(`link: edge ${this.name} is cut off: ${why}`)
    this.drop()
  }

  /** Called from time to time: ends what is silent, or takes too long to prove itself. */
  look(): void {
    if (!this.isHeard) this.cut('it is silent')
    else if (!this.seat && !this.isNew) this.cut('it does not prove itself')
    this.isHeard = false
    this.isNew = false
  }

  drop(): void {
    this.end()
    this.socket.destroy()
  }

  /** The leader goes in good order; what was not heard of this edge is lost to it. */
  sayGoodbye(): void {
    this.send(frameOf(FrameKind.goodbye, 0))
    this.leave()
  }

  /** Lets what was sent reach an edge that reads, and waits for no other. */
  private leave(): void {
    this.end()
    const callOff = this.host.timers.after(goodbyeMs, () => this.socket.destroy())
    this.socket.once('close', callOff)
    this.socket.destroySoon()
  }

  private end(): void {
    if (this.isOver) return
    this.isOver = true
    this.host.onEnded(this)
  }

  private onData(chunk: Uint8Array): void {
    this.isHeard = true
    try {
      this.reader.take(chunk)
    } catch (error) {
      if (!(error instanceof LinkFault)) throw error
      this.cut(error.message)
    }
    if (this.seat && !this.isOver) this.host.onPut(this.seat)
  }

  private onFrame(kind: FrameKind, lane: number, payload: Uint8Array): void {
    if (this.isOver) return
    if (this.seat) this.onSeated(this.seat, kind, lane, payload)
    else if (kind === FrameKind.hello && !this.challenged) this.onHello(payload)
    else if (kind === FrameKind.proof && this.challenged) this.onProof(this.challenged, payload)
    else throw new LinkFault(`a frame of kind ${kind} came before the handshake was over`)
  }

  private onHello(payload: Uint8Array): void {
    const hello = readHello(payload)
    if (!hello) this.turnAway('it speaks another version')
    else if (hello.shard !== this.host.shard) this.turnAway('it serves another shard')
    else this.challenge({ hello, bytes: payload.slice(), nonce: this.host.nonce() })
  }

  private challenge(challenged: Challenged): void {
    const { bytes, nonce } = challenged
    this.challenged = challenged
    this.send(challengeFrame(nonce, proofOf(this.host.key, 'core', bytes, nonce)))
  }

  private onProof({ hello, bytes, nonce }: Challenged, payload: Uint8Array): void {
    const { host } = this
    const isProved = isProof(payload, proofOf(host.key, 'edge', bytes, nonce))
    const seat = isProved ? host.seat(hello) : 'the keys differ'
    if (typeof seat === 'string') this.turnAway(seat)
    // Each leader counts its refusals from none; what one leader took along, the next tells anew.
    else this.sit(seat, hello.epoch === host.epoch() ? hello.refusalsHeard : 0)
  }

  private sit(seat: EdgeSeat, refusalsHeard: number): void {
    this.seat = seat
    seat.sit(this, refusalsHeard)
    this.send(welcomeFrame({ epoch: this.host.epoch(), heard: seat.heard }))
    seat.tell()
  }

  private turnAway(reason: TurnAwayReason): void {
    this.send(turnedAwayFrame(reason))
    this.leave()
  }

  private onSeated(seat: EdgeSeat, kind: FrameKind, lane: number, payload: Uint8Array): void {
    if (kind === FrameKind.commands) this.onCommands(seat, lane, payload)
    else if (kind === FrameKind.ping) {
      seat.hear(readU64(viewOf(payload), 0))
      const sequence = this.host.lastSequence()
      this.send(frameOf(FrameKind.pong, 8, (view) => writeU64(view, 0, sequence)))
    } else throw new LinkFault(`a frame of kind ${kind} is not an edge's to send`)
  }

  private onCommands(seat: EdgeSeat, lane: number, payload: Uint8Array): void {
    forEachCommand(payload, lane as Lane, (record) => {
      this.host.claim(seat, record)
      seat.take(lane as Lane, record)
    })
  }
}
