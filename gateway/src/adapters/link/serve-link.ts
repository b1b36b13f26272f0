// The core's end of the link between processes: takes the connections of many edges, puts their
// commands on the one ring of the core's thread, and routes refusals back.

import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { EndSession, Lane, OpenSession } from '@openbell/protocol'
import type { LinkEdge, Random, RefusalListener, Reporter, Timers } from '../../ports.js'
import { EdgeLine, type LineHost } from './edge-line.js'
import { EdgeSeat, nameOf } from './edge-seat.js'
import type { Hello } from './handshake.js'
import { type CommandRecord, endSessionOf } from './records.js'
import { LinkFault, nonceBytes, type TurnAwayReason } from './wire.js'

export interface ServeLinkOptions {
  /** 32 bytes that every edge and core of the venue has. */
  readonly key: Uint8Array
  readonly shard: number
  readonly host: string
  readonly port: number
  /** The core's ring; while this serves, nobody else may use it. */
  readonly link: LinkEdge
  /** Whether this process leads, and so takes edges. */
  readonly isLeading: () => boolean
  /** The leader's epoch; asked while it leads. */
  readonly epoch: () => number
  /** The last sequence that was published. */
  readonly lastSequence: () => number
  readonly timers: Timers
  readonly random: Random
  readonly reporter: Reporter
  /** The session of an edge that was gone for so long is ended, and its connections with it. */
  readonly graceMs: number
}

export interface ServedLink {
  readonly port: number
  /** Edges that are linked now. */
  edges(): number
  /** Told once, when it leads: the uuids of edges with a session, which may come back in time. */
  expect(edges: readonly Uint8Array[]): void
  /** Tells every edge to hold and to look for the next leader, and takes none any more. */
  close(): Promise<void>
}

const connectionsMax = 512
const seatsMax = 4096
/** A handshake takes so long at most, and an edge that says nothing for so long is gone. */
const silenceMs = 5_000
/** How soon the ring is looked at again when it was full. */
const fullRingMs = 1

/** @throws Error with `code` EADDRINUSE, EACCES … where the address cannot be had */
export function serveLink(options: ServeLinkOptions): Promise<ServedLink> {
  const server = new LinkServer(options)
  return server.listen()
}

class LinkServer implements LineHost {
  readonly key: Uint8Array
  readonly shard: number
  readonly reporter: Reporter
  readonly timers: Timers
  private readonly lines = new Set<EdgeLine>()
  /** By the uuid's hex digits, the one that came last at the end. */
  private readonly seats = new Map<string, EdgeSeat>()
  private readonly sessions = new Map<number, EdgeSeat>()
  private readonly graces = new Map<EdgeSeat, () => void>()
  private readonly refused = new Set<EdgeSeat>()
  private readonly server: Server
  private readonly endSweep: () => void
  private isWaitingForRoom = false
  private isClosed = false

  constructor(private readonly options: ServeLinkOptions) {
    this.key = options.key
    this.shard = options.shard
    this.reporter = options.reporter
    this.timers = options.timers
    this.server = createServer((socket) => this.onConnection(socket))
    this.server.maxConnections = connectionsMax
    options.link.onRefused(this.onRefused)
    this.endSweep = this.timers.every(silenceMs, () => this.sweep())
  }

  listen(): Promise<ServedLink> {
    const { host, port } = this.options
    return new Promise((resolve, reject) => {
      const fail = (error: Error) => {
        this.endSweep()
        reject(error)
      }
      this.server.once('error', fail)
      this.server.listen(port, host, () => {
        this.server.off('error', fail)
        this.server.on('error', ({ message }) => this.reporter.error(`link: ${message}`))
        const { port } = this.server.address() as AddressInfo
        const edges = () => [...this.lines].filter(({ seat }) => seat).length
        const expect = (edges: readonly Uint8Array[]) => this.expect(edges)
        resolve({ port, edges, expect, close: () => this.close() })
      })
    })
  }

  epoch(): number {
    return this.options.epoch()
  }

  lastSequence(): number {
    return this.options.lastSequence()
  }

  nonce(): Uint8Array {
    return this.options.random.bytes(nonceBytes)
  }

  /** An edge that comes back has its seat again, one that was linked with another leader a new one. */
  seat({ edge, epoch }: Hello): EdgeSeat | TurnAwayReason {
    if (!this.options.isLeading()) return 'it does not lead'
    const name = nameOf(edge)
    const known = this.seats.get(name)
    known?.line?.drop()
    const isBack = epoch === this.epoch()
    if (isBack && !known) return 'it has forgotten this edge'
    if (!known && !this.makeRoom()) return 'it has too many edges'
    if (known) this.graces.get(known)?.()
    const seat = isBack && known ? known : new EdgeSeat(edge, this.options.link)
    this.seats.delete(name)
    this.seats.set(name, seat)
    return seat
  }

  claim(seat: EdgeSeat, { kind, session, bytes }: CommandRecord): void {
    if (kind === OpenSession.kind) {
      const at = OpenSession.offset.edge
      if (
        session !== 0 ||
        Buffer.compare(bytes.subarray(at, at + seat.edge.length), seat.edge) !== 0
      )
        throw new LinkFault('it opens a session for another')
      return
    }
    if (kind === EndSession.kind) throw new LinkFault('it ends a session, which edges do not')
    if (session === seat.session && session !== 0) return
    if (session === 0 || this.sessions.get(session)?.line)
      throw new LinkFault(`it speaks for session ${session}, which is another's`)
    this.sessions.delete(seat.session)
    this.sessions.set(session, seat)
  }

  onPut(seat: EdgeSeat): void {
    const isFull = seat.settle()
    this.options.link.publish()
    if (isFull) this.waitForRoom()
  }

  onEnded(line: EdgeLine): void {
    this.lines.delete(line)
    const { seat } = line
    if (seat?.line !== line) return
    seat.leave()
    if (this.isClosed) return
    this.reporter.warn(`link: edge ${seat.name} is gone`)
    this.endAfter(seat, this.options.graceMs)
  }

  private expect(edges: readonly Uint8Array[]): void {
    for (const edge of edges) {
      const seat = new EdgeSeat(edge, this.options.link)
      this.seats.set(seat.name, seat)
      this.endAfter(seat, this.options.graceMs)
    }
  }

  /** Ends the session of an edge that has not come back by then; where the ring is full, a bit later. */
  private endAfter(seat: EdgeSeat, delayMs: number): void {
    const callOff = this.timers.after(delayMs, () => {
      this.graces.delete(seat)
      if (this.options.link.put(Lane.cancels, endSessionOf(seat.edge))) {
        this.options.link.publish()
        this.reporter.warn(`link: edge ${seat.name} did not come back: its session ends`)
      } else this.endAfter(seat, fullRingMs)
    })
    this.graces.set(seat, () => {
      callOff()
      this.graces.delete(seat)
    })
  }

  private onConnection(socket: Socket): void {
    this.lines.add(new EdgeLine(socket, this))
  }

  /** Forgets the edge that has been gone the longest; false where all are linked or may come back. */
  private makeRoom(): boolean {
    if (this.seats.size < seatsMax) return true
    for (const [name, seat] of this.seats) {
      if (seat.line || this.graces.has(seat)) continue
      this.seats.delete(name)
      if (this.sessions.get(seat.session) === seat) this.sessions.delete(seat.session)
      return true
    }
    return false
  }

  /** The edges take turns, each with what it has waiting, until the ring is full again. */
  private waitForRoom(): void {
    if (this.isWaitingForRoom || this.isClosed) return
    this.isWaitingForRoom = true
    this.timers.after(fullRingMs, () => {
      this.isWaitingForRoom = false
      let isFull = false
      for (const seat of this.inTurn()) isFull = seat.settle() || isFull
      this.options.link.publish()
      if (isFull) this.waitForRoom()
    })
  }

  /** The linked seats; whoever was first is last the next time. */
  private inTurn(): EdgeSeat[] {
    const [first] = this.lines
    if (first) {
      this.lines.delete(first)
      this.lines.add(first)
    }
    return [...this.lines].flatMap(({ seat }) => (seat ? [seat] : []))
  }

  /** Openings are the house's commands: their sequences are drawn, so they name the edge. */
  private readonly onRefused: RefusalListener = (session, lane, laneSequence, refusal) => {
    const seat =
      session === 0
        ? [...this.seats.values()].find(({ opening }) => opening === laneSequence)
        : this.sessions.get(session)
    if (!seat) return
    seat.refuse({ session, lane, laneSequence, refusal })
    if (this.refused.size === 0) queueMicrotask(this.tellRefusals)
    this.refused.add(seat)
  }

  private readonly tellRefusals = (): void => {
    for (const seat of this.refused) {
      try {
        seat.tell()
      } catch (error) {
        if (!(error instanceof LinkFault)) throw error
        seat.line?.cut(error.message)
      }
    }
    this.refused.clear()
  }

  private sweep(): void {
    for (const line of this.lines) line.look()
  }

  private close(): Promise<void> {
    this.isClosed = true
    this.endSweep()
    for (const callOff of [...this.graces.values()]) callOff()
    for (const line of [...this.lines]) line.sayGoodbye()
    return new Promise((resolve) => this.server.close(() => resolve()))
  }
}
