// One journal frame as bytes: sealed when a batch is complete, checked when it is read back.
import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { FrameHead, FrameType, limits } from '@openbell/protocol'

/** Of a frame, as the journal knows it. */
export interface FramePosition {
  readonly sequence: number
  readonly epoch: number
  readonly timestampUs: number
  readonly chain: Uint8Array
}

/** What links a frame to the one before it. */
export interface Link extends FramePosition {
  readonly type: FrameType
  readonly eventsDigest: Uint8Array
}

export const nothingBefore: Link = {
  sequence: 0,
  epoch: 0,
  type: FrameType.none,
  timestampUs: 0,
  chain: new Uint8Array(8),
  eventsDigest: new Uint8Array(8),
}

export const headBytes = FrameHead.sizeBytes
const headCrcOffset = FrameHead.offset.headCrc

/** Bytes of a whole frame on disk, with the zeros behind its payload. */
export const frameBytes = (payloadBytes: number): number => headBytes + ((payloadBytes + 7) & ~7)
export const frameBytesMax = frameBytes(limits.framePayloadBytesMax)

/** The chain: the first 8 bytes of SHA-256 of a frame, whose head names the chain before. */
export const chainOf = (frame: Uint8Array): Uint8Array =>
  hash('sha256', frame, 'buffer').subarray(0, 8)

/** Where a frame is put together; its payload is filled in place, so that no byte is copied. */
export class FrameBuffer {
  private readonly bytes = new Uint8Array(frameBytesMax)
  private readonly view = new DataView(this.bytes.buffer)
  readonly payload = this.bytes.subarray(headBytes, headBytes + limits.framePayloadBytesMax)

  /** The frame's bytes, valid until the next call. `payloadBytes` are already in `payload`. */
  seal(
    type: FrameType,
    before: Link,
    next: { epoch: number; timestampUs: number },
    payloadBytes: number,
  ): Uint8Array {
    const frame = this.bytes.subarray(0, frameBytes(payloadBytes))
    frame.fill(0, headBytes + payloadBytes)
    FrameHead.write(this.view, 0, {
      magic: limits.magicJournalFrame,
      payloadBytes,
      version: limits.formatVersion,
      type,
      epoch: next.epoch,
      sequence: before.sequence + 1,
      previousChain: before.chain,
      committedSequence: before.sequence,
      previousEventsDigest: before.eventsDigest,
      timestampUs: next.timestampUs,
      payloadCrc: crc32(this.payload.subarray(0, payloadBytes)),
      headCrc: 0,
    })
    this.view.setUint32(headCrcOffset, crc32(this.bytes.subarray(0, headCrcOffset)), true)
    return frame
  }
}

export interface FrameRead {
  readonly head: FrameHead
  readonly payload: Uint8Array
  readonly bytes: Uint8Array
  readonly chain: Uint8Array
  /** The head right behind the frame, where a whole one lies there. */
  readonly next: FrameHead | undefined
}

/** A frame's head, where the bytes at `at` are one whose own checksum holds. */
export function readHead(bytes: Uint8Array, at: number): FrameHead | undefined {
  if (at + headBytes > bytes.length) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  if (view.getUint32(at, true) !== limits.magicJournalFrame) return undefined
  const head = FrameHead.read(view, at)
  return head.headCrc === crc32(bytes.subarray(at, at + headCrcOffset)) ? head : undefined
}

/** The frame at `at`, whose head may have been read already, or what is wrong with its bytes. */
export function readFrame(
  bytes: Uint8Array,
  at: number,
  head = readHead(bytes, at),
): FrameRead | string {
  if (!head) return 'the head is damaged'
  if (head.payloadBytes > limits.framePayloadBytesMax) return 'the payload is too long'
  const end = at + frameBytes(head.payloadBytes)
  if (end > bytes.length) return 'the frame is cut off'
  const frame = bytes.subarray(at, end)
  const payload = frame.subarray(headBytes, headBytes + head.payloadBytes)
  const chain = chainOf(frame)
  const next = readHead(bytes, end)
  // A head behind it that names its chain proves every byte; the last frame has its own checksum.
  if (!next || !sameBytes(next.previousChain, chain)) {
    if (crc32(payload) !== head.payloadCrc) return 'the payload is damaged'
    if (!isZero(frame.subarray(headBytes + head.payloadBytes))) return 'the end is not zero'
  }
  return { head, payload, bytes: frame, chain, next }
}

/** What is wrong with bytes that should be one whole frame and no more, if anything. */
export function frameFault(bytes: Uint8Array, sequence: number): string | undefined {
  const frame = readFrame(bytes, 0)
  if (typeof frame === 'string') return frame
  if (frame.bytes.length !== bytes.length) return 'something follows the frame'
  if (frame.head.sequence !== sequence) return `this is frame ${frame.head.sequence}`
  return undefined
}

/** Why a whole head is not the one that follows `before`, if so. */
export function linkFault(head: FrameHead, before: FramePosition): string | undefined {
  if (head.version !== limits.formatVersion) return `format ${head.version} is not known`
  if (head.sequence !== before.sequence + 1) return `frame ${head.sequence} is out of sequence`
  if (!sameBytes(head.previousChain, before.chain)) return 'the chain is broken'
  if (head.epoch < before.epoch) return 'the epoch goes back'
  if (head.timestampUs < before.timestampUs) return 'the time goes back'
  return undefined
}

const zeros = new Uint8Array(64 * 1024)

export function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += zeros.length) {
    const piece = bytes.subarray(at, at + zeros.length)
    if (Buffer.compare(piece, zeros.subarray(0, piece.length)) !== 0) return false
  }
  return true
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
