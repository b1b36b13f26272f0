// One connection to a core, at the edge: shakes hands, and then carries frames.
import { connect, type Socket } from 'node:net'
import type { LinkUp } from '../../ports.js'
import { FrameReader } from './frame-reader.js'
import {
  type Hello,
  helloFrame,
  isProof,
  proofFrame,
  proofOf,
  readTurnedAway,
  readWelcome,
} from './handshake.js'
import { FrameKind, headBytes, LinkFault, nonceBytes } from './wire.js'

export interface LineOwner {
  onWelcome(up: LinkUp): void
  /** A frame after the welcome. @throws LinkFault */
  onFrame(kind: FrameKind, payload: Uint8Array): void
  /** Told once; why it is over. */
  onOver(why: string): void
}

export class CoreLine {
  /** Whether anything came since this was last set false. */
  isHeard = true
  private isOver = false
  private isWelcome = false
  private isProved = false
  private readonly socket: Socket
  private readonly reader = new FrameReader((kind, _, payload) => this.onFrame(kind, payload))
  private readonly hello: Uint8Array

  /** @throws Error where the address is none */
  constructor(
    address: string,
    private readonly key: Uint8Array,
    hello: Hello,
    private readonly owner: LineOwner,
  ) {
    this.hello = helloFrame(hello)
    this.socket = connect({ ...partsOf(address), noDelay: true })
    this.socket.on('connect', () => this.send(this.hello))
    this.socket.on('data', (chunk) => this.onData(chunk))
    this.socket.on('error', ({ message }) => this.end(message))
    this.socket.on('close', () => this.end('the core has closed the connection'))
  }

  send(frame: Uint8Array): void {
    this.socket.write(frame)
  }

  /** Sends frames in one piece. */
  sendAll(frames: Iterable<Uint8Array>): void {
    this.socket.cork()
    for (const frame of frames) this.socket.write(frame)
    this.socket.uncork()
  }

  end(why: string): void {
    if (this.isOver) return
    this.isOver = true
    this.socket.destroy()
    this.owner.onOver(why)
  }

  private onData(chunk: Uint8Array): void {
    this.isHeard = true
    try {
      this.reader.take(chunk)
    } catch (error) {
      if (!(error instanceof LinkFault)) throw error
      this.end(error.message)
    }
  }

  private onFrame(kind: FrameKind, payload: Uint8Array): void {
    if (this.isOver) return
    if (this.isWelcome) this.owner.onFrame(kind, payload)
    else if (kind === FrameKind.turnedAway) this.end(`turned away: ${readTurnedAway(payload)}`)
    else if (kind === FrameKind.challenge && !this.isProved) this.onChallenge(payload)
    else if (kind === FrameKind.welcome && this.isProved) {
      this.isWelcome = true
      this.owner.onWelcome(readWelcome(payload))
    } else throw new LinkFault(`a frame of kind ${kind} came before the handshake was over`)
  }

  private onChallenge(payload: Uint8Array): void {
    const hello = this.hello.subarray(headBytes)
    const nonce = payload.slice(0, nonceBytes)
    if (!isProof(payload.subarray(nonceBytes), proofOf(this.key, 'core', hello, nonce)))
      throw new LinkFault('the core does not have the key of this edge: OPENBELL_LINK_KEY differs')
    this.isProved = true
    this.send(proofFrame(proofOf(this.key, 'edge', hello, nonce)))
  }
}

/** @throws Error */
function partsOf(address: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):([0-9]{1,5})$/.exec(address) ?? []
  const host = bracketed ?? plain
  if (!host || Number(port) > 65_535) throw new Error(`${address} is no address such as host:port`)
  return { host, port: Number(port) }
}
