// Reads a journal from its first frame and proves it: checksums, chain, sequence, and what may lie
// behind its end. Policy: a bad frame is a torn tail only where no later frame says it was durable.
import { limits, SegmentHead } from '@openbell/protocol'
import type { Files } from '../ports.js'
import {
  chainOf,
  type FrameRead,
  hex,
  isZero,
  type Link,
  nothingBefore,
  readFrame,
  readHead,
  sameBytes,
} from './frame.js'
import {
  decodeSegmentHead,
  isSegmentHead,
  JournalError,
  segmentHeadBytes,
  segmentNames,
} from './segment.js'

/** Where the journal ends, and what a writer needs to go on. */
export interface JournalEnd {
  readonly exchangeId: Uint8Array
  readonly last: Omit<Link, 'eventsDigest'>
  readonly segment: { readonly path: string; readonly index: number; readonly offset: number }
  /** Bytes of a torn frame behind the end, which was never durable; 0 where there is none. */
  readonly tornBytes: number
}

/**
 * Gives every frame in order to `visit` (its bytes are valid during the call only) and returns the
 * end, or undefined where there is no journal yet.
 * @throws JournalError where something durable is damaged, missing or foreign.
 */
export function scanJournal(
  files: Files,
  folder: string,
  visit: (frame: FrameRead, chain: Uint8Array, exchangeId: Uint8Array) => void,
): JournalEnd | undefined {
  const names = segmentNames(files, folder)
  let before: Link = nothingBefore
  let end: JournalEnd | undefined
  for (const [index, name] of names.entries()) {
    const path = `${folder}/${name}`
    const bytes = readWhole(files, path)
    const isLast = index === names.length - 1
    if (isLast && isUnfinishedSegment(bytes)) {
      if (!end) throw new JournalError(path, 0, 'the first segment has no head')
      return end
    }
    const head = decodeSegmentHead(path, limits.magicJournalSegment, bytes)
    checkSegment(path, head, index, before, end?.exchangeId)
    let offset = segmentHeadBytes
    let fault: string | undefined
    while (offset < bytes.length) {
      const frame = readFrame(bytes, offset, before)
      if (typeof frame === 'string') {
        fault = isZero(bytes.subarray(offset)) ? undefined : frame
        break
      }
      const chain = chainOf(frame.bytes)
      visit(frame, chain, head.exchangeId)
      before = linkOf(frame, chain)
      offset += frame.bytes.length
    }
    if (fault)
      refuseDurable(
        files,
        folder,
        names.slice(index),
        path,
        offset,
        before.sequence + 1,
        bytes,
        fault,
      )
    end = {
      exchangeId: head.exchangeId,
      last: before,
      segment: { path, index, offset },
      tornBytes: fault ? tornLength(bytes, offset) : 0,
    }
  }
  return end
}

const linkOf = ({ head }: FrameRead, chain: Uint8Array): Link => ({
  sequence: head.sequence,
  epoch: head.epoch,
  timestampUs: head.timestampUs,
  chain,
  eventsDigest: nothingBefore.eventsDigest,
})

/** A crash while a segment was being made leaves a file without a whole head and without frames. */
const isUnfinishedSegment = (bytes: Uint8Array): boolean =>
  !isSegmentHead(bytes) && isZero(bytes.subarray(segmentHeadBytes))

function checkSegment(
  path: string,
  head: SegmentHead,
  index: number,
  before: Link,
  exchangeId: Uint8Array | undefined,
): void {
  const offset = SegmentHead.offset
  if (head.index !== index)
    throw new JournalError(path, offset.index, `segment ${head.index} stands in place ${index}`)
  if (exchangeId && !sameBytes(head.exchangeId, exchangeId))
    throw new JournalError(path, offset.exchangeId, 'the segment belongs to another exchange')
  if (head.baseSequence !== before.sequence + 1)
    throw new JournalError(
      path,
      offset.baseSequence,
      `frames ${before.sequence + 1} to ${head.baseSequence - 1} are missing`,
    )
  if (!sameBytes(head.previousChain, before.chain))
    throw new JournalError(
      path,
      offset.previousChain,
      `the chain ${hex(head.previousChain)} does not follow ${hex(before.chain)}`,
    )
}

/** @throws JournalError where a later frame or segment says that frame `sequence` was durable. */
function refuseDurable(
  files: Files,
  folder: string,
  names: readonly string[],
  path: string,
  offset: number,
  sequence: number,
  bytes: Uint8Array,
  fault: string,
): void {
  if (saysDurable(bytes, offset + 8, sequence))
    throw new JournalError(path, offset, `frame ${sequence} was durable, and ${fault}`)
  for (const name of names.slice(1)) {
    const later = readWhole(files, `${folder}/${name}`)
    if (!isUnfinishedSegment(later))
      throw new JournalError(path, offset, `frame ${sequence} is followed by ${name}, and ${fault}`)
  }
}

/** Looks for a frame whose head is whole and says that everything up to `sequence` is committed. */
function saysDurable(bytes: Uint8Array, from: number, sequence: number): boolean {
  for (let at = from; at + 8 <= bytes.length; at += 8) {
    const head = readHead(bytes, at)
    if (head && head.sequence > sequence && head.committedSequence >= sequence) return true
  }
  return false
}

function tornLength(bytes: Uint8Array, offset: number): number {
  let end = bytes.length
  while (end > offset && bytes[end - 1] === 0) end--
  return end - offset
}

function readWhole(files: Files, path: string): Uint8Array {
  const file = files.open(path, 'read')
  try {
    const bytes = new Uint8Array(file.sizeBytes())
    const count = file.read(bytes, 0)
    return bytes.subarray(0, count)
  } finally {
    file.close()
  }
}
