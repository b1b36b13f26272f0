// Reads a journal from its first frame and proves it: checksums, chain, sequence, and what may lie
// behind its end. Policy: a bad frame is a torn tail only where no later frame says it was durable.
import { type FrameHead, limits, SegmentHead } from '@openbell/protocol'
import { FileWindow } from '../ports/file-window.js'
import type { Files } from '../ports.js'
import {
  type FramePosition,
  type FrameRead,
  frameBytes,
  frameBytesMax,
  headBytes,
  hex,
  isZero,
  linkFault,
  nothingBefore,
  readFrame,
  readHead,
  sameBytes,
} from './frame.js'
import {
  decodeSegmentHead,
  JournalError,
  segmentHeadBytes,
  segmentName,
  segmentNames,
} from './segment.js'

/** Where the journal ends, and what a writer needs to go on. */
export interface JournalEnd {
  readonly exchangeId: Uint8Array
  readonly last: FramePosition
  readonly segment: { readonly path: string; readonly index: number; readonly offset: number }
  /** Bytes of a torn frame behind the end, which was never durable; 0 where there is none. */
  readonly tornBytes: number
}

/** A frame and where it lies. */
export interface FrameFound extends FrameRead {
  readonly exchangeId: Uint8Array
  readonly path: string
  readonly offset: number
}

/** Its bytes are valid during the call only. */
export type FrameVisit = (frame: FrameFound) => void

export interface ScanLimits {
  /**
   * A snapshot that stands for what came before: the journal may begin with any frame up to this
   * one, where earlier segments were archived. 0 = it must begin with the first.
   */
  readonly snapshotSequence?: number
  /** Frames behind this one are not looked at. */
  readonly toSequence?: number
}

/** Of a segment, what is in memory at once. */
const windowBytes = 4 * frameBytesMax

/**
 * Gives every frame in order to `visit`; returns the end, or undefined where there is no journal.
 * @throws JournalError where something durable is damaged, missing or foreign.
 */
export function scanJournal(
  files: Files,
  folder: string,
  visit: FrameVisit,
  { snapshotSequence = 0, toSequence = Number.POSITIVE_INFINITY }: ScanLimits = {},
): JournalEnd | undefined {
  const names = segmentNames(files, folder)
  const window = new FileWindow(windowBytes)
  let end: JournalEnd | undefined
  for (const [index, name] of names.entries()) {
    const path = `${folder}/${name}`
    const file = files.open(path, 'read')
    try {
      window.open(file)
      const bytes = window.from(0, segmentHeadBytes)
      const head = decodeSegmentHead(path, limits.magicJournalSegment, bytes)
      const before = end ?? beginningOf(head, snapshotSequence)
      checkSegment(path, name, head, before)
      end = scanFrames(path, window, head, before.last, visit, toSequence)
    } finally {
      file.close()
    }
    if (end.last.sequence >= toSequence) return end
    const next = names[index + 1]
    // A segment is begun only when everything before it is durable.
    if (end.tornBytes > 0 && next)
      throw new JournalError(path, end.segment.offset, `a damaged frame is followed by ${next}`)
  }
  return end
}

function scanFrames(
  path: string,
  window: FileWindow,
  { exchangeId, index }: SegmentHead,
  before: FramePosition,
  visit: FrameVisit,
  toSequence: number,
): JournalEnd {
  let last = before
  let offset = segmentHeadBytes
  let next: FrameHead | undefined
  for (;;) {
    if (last.sequence >= toSequence)
      return { exchangeId, last, segment: { path, index, offset }, tornBytes: 0 }
    const head = next ?? readHead(window.from(offset, headBytes), 0)
    const misplaced = head && linkFault(head, last)
    if (misplaced) throw new JournalError(path, offset, misplaced)
    const frame = readFrame(window.from(offset, bytesToRead(head)), 0, head)
    if (typeof frame === 'string') {
      const tornBytes = refuseDurable(path, window, offset, last.sequence + 1, frame)
      return { exchangeId, last, segment: { path, index, offset }, tornBytes }
    }
    const { chain } = frame
    const { sequence, epoch, timestampUs } = frame.head
    visit({
      head: frame.head,
      payload: frame.payload,
      bytes: frame.bytes,
      chain,
      next: frame.next,
      exchangeId,
      path,
      offset,
    })
    next = frame.next
    last = { sequence, epoch, timestampUs, chain }
    offset += frame.bytes.length
  }
}

/** Of the frame and the head behind it, as far as its own head can be believed. */
const bytesToRead = (head: FrameHead | undefined): number =>
  head && head.payloadBytes <= limits.framePayloadBytesMax
    ? frameBytes(head.payloadBytes) + headBytes
    : headBytes

/** What a segment must follow. */
type Before = Pick<JournalEnd, 'exchangeId' | 'last'> & { readonly segment: { index: number } }

/** What the first segment follows: nothing, or what a snapshot stands for and was archived. */
function beginningOf(head: SegmentHead, snapshotSequence: number): Before {
  const { exchangeId, index, baseSequence, previousChain } = head
  if (baseSequence === 1 || baseSequence > snapshotSequence)
    return { exchangeId, last: nothingBefore, segment: { index: -1 } }
  const last = { ...nothingBefore, sequence: baseSequence - 1, chain: previousChain }
  return { exchangeId, last, segment: { index: index - 1 } }
}

function checkSegment(path: string, name: string, head: SegmentHead, before: Before): void {
  const { offset } = SegmentHead
  const { last } = before
  const index = before.segment.index + 1
  const refuse = (at: number, fault: string) => {
    throw new JournalError(path, at, fault)
  }
  if (segmentName(head.baseSequence) !== name)
    refuse(offset.baseSequence, `its name should be ${segmentName(head.baseSequence)}`)
  if (head.index !== index) {
    const missing = index === 0 ? ', and no snapshot stands for what came before it' : ''
    refuse(offset.index, `segment ${head.index} stands in place ${index}${missing}`)
  }
  if (!sameBytes(head.exchangeId, before.exchangeId))
    refuse(offset.exchangeId, 'the segment belongs to another exchange')
  if (head.baseSequence !== last.sequence + 1)
    refuse(
      offset.baseSequence,
      `it begins with frame ${head.baseSequence}, not ${last.sequence + 1}`,
    )
  if (!sameBytes(head.previousChain, last.chain))
    refuse(
      offset.previousChain,
      `the chain ${hex(head.previousChain)} does not follow ${hex(last.chain)}`,
    )
}

/**
 * Returns how many bytes behind `offset` are a torn frame: up to the last that is not zero.
 * @throws JournalError where a later frame says that frame `sequence` was durable.
 */
function refuseDurable(
  path: string,
  window: FileWindow,
  offset: number,
  sequence: number,
  fault: string,
): number {
  let tornBytes = 0
  for (let at = offset; ; ) {
    // Of the heads that begin here, the last ones end behind.
    const bytes = window.from(at, windowBytes)
    if (bytes.length === 0) return tornBytes
    const step = Math.max(8, (bytes.length - headBytes) & ~7)
    if (!isZero(bytes)) {
      for (let within = 0; within < step; within += 8) {
        const head = readHead(bytes, within)
        if (head && head.sequence > sequence && head.committedSequence >= sequence)
          throw new JournalError(path, offset, `frame ${sequence} was durable, and ${fault}`)
      }
      tornBytes = at - offset + lengthWithoutZeros(bytes)
    }
    at += step
  }
}

function lengthWithoutZeros(bytes: Uint8Array): number {
  let end = bytes.length
  while (bytes[end - 1] === 0) end--
  return end
}
