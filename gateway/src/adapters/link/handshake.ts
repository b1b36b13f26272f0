// Both ends of the link prove that they have the key, which never goes over the wire: each signs what
// both have drawn and said, under a word of its own, so that no answer can be sent back as another.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { limits, readU64, writeU64 } from '@openbell/protocol'
import type { LinkUp } from '../../ports.js'
import {
  edgeBytes,
  FrameKind,
  frameOf,
  headBytes,
  linkMagic,
  linkVersion,
  nonceBytes,
  type TurnAwayReason,
  turnAwayReasons,
  viewOf,
} from './wire.js'

const at = {
  magic: 0,
  version: 4,
  format: 6,
  shard: 8,
  edge: 16,
  nonce: 32,
  epoch: 64,
  refusalsHeard: 72,
} as const

export interface Hello {
  readonly shard: number
  /** The edge's uuid. */
  readonly edge: Uint8Array
  readonly nonce: Uint8Array
  /** Of the leader that it was linked with last, 0 = none. */
  readonly epoch: number
  /** Refusals that it has heard of that leader. */
  readonly refusalsHeard: number
}

export const helloFrame = (hello: Hello): Uint8Array =>
  frameOf(FrameKind.hello, 80, (view) => {
    view.setUint32(at.magic, linkMagic, true)
    view.setUint16(at.version, linkVersion, true)
    view.setUint16(at.format, limits.formatVersion, true)
    view.setUint32(at.shard, hello.shard, true)
    const bytes = new Uint8Array(view.buffer, view.byteOffset)
    bytes.set(hello.edge, at.edge)
    bytes.set(hello.nonce, at.nonce)
    writeU64(view, at.epoch, hello.epoch)
    writeU64(view, at.refusalsHeard, hello.refusalsHeard)
  })

/** What an edge says of itself; undefined where it speaks another version. */
export function readHello(payload: Uint8Array): Hello | undefined {
  const view = viewOf(payload)
  const isOurs =
    view.getUint32(at.magic, true) === linkMagic &&
    view.getUint16(at.version, true) === linkVersion &&
    view.getUint16(at.format, true) === limits.formatVersion
  if (!isOurs) return undefined
  return {
    shard: view.getUint32(at.shard, true),
    edge: payload.slice(at.edge, at.edge + edgeBytes),
    nonce: payload.slice(at.nonce, at.nonce + nonceBytes),
    epoch: readU64(view, at.epoch),
    refusalsHeard: readU64(view, at.refusalsHeard),
  }
}

/** The proof of one end: over the edge's hello, as sent, and the core's nonce. */
export const proofOf = (
  key: Uint8Array,
  end: 'core' | 'edge',
  hello: Uint8Array,
  nonce: Uint8Array,
): Uint8Array =>
  createHmac('sha256', key).update(`openbell link ${end} `).update(hello).update(nonce).digest()

export const isProof = (given: Uint8Array, expected: Uint8Array): boolean =>
  given.length === expected.length && timingSafeEqual(given, expected)

export const challengeFrame = (nonce: Uint8Array, proof: Uint8Array): Uint8Array =>
  bytesFrame(FrameKind.challenge, nonce, proof)

export const proofFrame = (proof: Uint8Array): Uint8Array => bytesFrame(FrameKind.proof, proof)

function bytesFrame(kind: FrameKind, ...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = Buffer.concat(parts)
  const frame = frameOf(kind, bytes.length)
  frame.set(bytes, headBytes)
  return frame
}

export const welcomeFrame = ({ epoch, heard }: LinkUp): Uint8Array =>
  frameOf(FrameKind.welcome, 24, (view) => {
    writeU64(view, 0, epoch)
    writeU64(view, 8, heard[0])
    writeU64(view, 16, heard[1])
  })

export function readWelcome(payload: Uint8Array): LinkUp {
  const view = viewOf(payload)
  return { epoch: readU64(view, 0), heard: [readU64(view, 8), readU64(view, 16)] }
}

export const turnedAwayFrame = (reason: TurnAwayReason): Uint8Array =>
  frameOf(FrameKind.turnedAway, 8, (view) => view.setUint8(0, turnAwayReasons.indexOf(reason)))

export const readTurnedAway = (payload: Uint8Array): string =>
  turnAwayReasons[viewOf(payload).getUint8(0)] ?? 'of a reason that this version does not know'
