// The bytes of the link between processes.
//
//   0              4      5      6          8
//   ├ payload u32 ─┼ kind ┼ lane ┼ reserved ┼ payload, a multiple of 8 bytes ┤
//
//   edge                                       core
//   hello      who, what it speaks, nonce  ─▶
//                                          ◀─  challenge   nonce, proof that it has the key
//   proof      that it has the key         ─▶
//                                          ◀─  welcome, or turnedAway with a reason
//   commands   of a lane, within credits   ─▶
//                                          ◀─  credit      so many more of each lane
//                                          ◀─  refusals    what ingress gave back
//   ping                                   ─▶
//                                          ◀─  pong        the last published sequence
//                                          ◀─  goodbye     the leader goes; hold, and look for the next
import { limits } from '@openbell/protocol'

/** 'OBLK', read as little-endian. */
export const linkMagic = 0x4b4c424f
/** Raised with every change of this file; a foreign version is turned away. */
export const linkVersion = 1

export const FrameKind = {
  hello: 1,
  challenge: 2,
  proof: 3,
  welcome: 4,
  turnedAway: 5,
  commands: 6,
  credit: 7,
  refusals: 8,
  ping: 9,
  pong: 10,
  goodbye: 11,
} as const
export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind]

export const headBytes = 8
export const bundleBytesMax = 64 * 1024
/** Commands of a lane that may be on their way to the core's ring: the credits at the start. */
export const creditsAtStart = 4096
/** Refusals that may wait for an edge: a second copy of what it may have under way. */
export const refusalsMax = 2 * limits.linkSlots
export const refusalBytes = 16
const refusalsPerFrame = bundleBytesMax / refusalBytes
export const nonceBytes = 32
export const proofBytes = 32
export const edgeBytes = 16

/** The least and the most that a payload of a kind has. */
const payloadBytes: Readonly<Record<FrameKind, readonly [least: number, most: number]>> = {
  [FrameKind.hello]: [80, 80],
  [FrameKind.challenge]: [nonceBytes + proofBytes, nonceBytes + proofBytes],
  [FrameKind.proof]: [proofBytes, proofBytes],
  [FrameKind.welcome]: [24, 24],
  [FrameKind.turnedAway]: [8, 8],
  [FrameKind.commands]: [8, bundleBytesMax],
  [FrameKind.credit]: [8, 8],
  [FrameKind.refusals]: [refusalBytes, refusalsPerFrame * refusalBytes],
  [FrameKind.ping]: [8, 8],
  [FrameKind.pong]: [8, 8],
  [FrameKind.goodbye]: [0, 0],
}

/** The bounds of a payload; undefined for a kind that does not exist. */
export const boundsOf = (kind: number): readonly [least: number, most: number] | undefined =>
  payloadBytes[kind as FrameKind]

/** Why a core does not take an edge. */
export const turnAwayReasons = [
  'it speaks another version',
  'it serves another shard',
  'the keys differ',
  'it does not lead',
  'it has too many edges',
  'it has forgotten this edge',
] as const
export type TurnAwayReason = (typeof turnAwayReasons)[number]

/** A peer that does not keep to what is written here: it is cut off, and nothing else. */
export class LinkFault extends Error {
  override name = 'LinkFault'
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length)

/** A frame whose payload is written by `write`, at 0 of its view. */
export function frameOf(
  kind: FrameKind,
  payloadBytes: number,
  write: (payload: DataView) => void = () => {},
  lane = 0,
): Uint8Array {
  const bytes = new Uint8Array(headBytes + payloadBytes)
  const head = viewOf(bytes)
  head.setUint32(0, payloadBytes, true)
  head.setUint8(4, kind)
  head.setUint8(5, lane)
  write(new DataView(bytes.buffer, headBytes))
  return bytes
}
