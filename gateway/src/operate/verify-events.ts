// Walks the event log as it lies on disk, and says where it is damaged.
import { createHash } from 'node:crypto'
import { type EventHead, SegmentHead } from '@openbell/protocol'
import { sameBytes } from '../journal/frame.js'
import type { Files } from '../ports.js'
import { readEventPart } from '../publish/event-frame.js'
import {
  decodeEventSegmentHead,
  EventLogError,
  eventSegmentHeadBytes,
  eventSegmentName,
  eventSegmentNames,
} from '../publish/event-segment.js'

/** A whole event frame and where it lies. */
export interface EventFrameOnDisk {
  readonly path: string
  /** Of its first part. */
  readonly offset: number
  /** Of its last part. */
  readonly head: EventHead
}

/** Bytes behind the last whole frame. */
export interface TornEvents {
  readonly path: string
  readonly offset: number
}

/**
 * Every whole frame in order; returns what is torn at the end, which the exchange makes again.
 * @throws EventLogError where something lies behind a damaged frame, or frames are missing
 */
export function* walkEvents(
  files: Files,
  folder: string,
): Generator<EventFrameOnDisk, TornEvents | undefined, void> {
  let sequence: number | undefined
  let torn: TornEvents | undefined
  for (const name of eventSegmentNames(files, folder)) {
    const path = `${folder}/${name}`
    if (torn) throw new EventLogError(torn.path, torn.offset, `damaged, and ${name} follows`)
    const bytes = readWhole(files, path)
    const base = readBase(path, name, bytes)
    if (base === undefined) {
      torn = { path, offset: 0 }
      continue
    }
    if (sequence !== undefined && base !== sequence + 1)
      throw new EventLogError(path, SegmentHead.offset.baseSequence, `${sequence + 1} is missing`)
    sequence = base - 1
    let offset: number = eventSegmentHeadBytes
    while (offset < bytes.length) {
      const frame = readFrame(path, bytes, offset, sequence + 1)
      if (!frame) {
        torn = { path, offset }
        break
      }
      yield frame.found
      sequence++
      offset = frame.end
    }
  }
  return torn
}

function readWhole(files: Files, path: string): Uint8Array {
  const file = files.open(path, 'read')
  try {
    const bytes = new Uint8Array(file.sizeBytes())
    return bytes.subarray(0, file.read(bytes, 0))
  } finally {
    file.close()
  }
}

/** The sequence that a segment begins with; undefined where it is torn from its head on. */
function readBase(path: string, name: string, bytes: Uint8Array): number | undefined {
  const head = decodeEventSegmentHead(bytes)
  if (typeof head === 'string') {
    refuseLater(path, bytes, 0, head)
    return undefined
  }
  if (eventSegmentName(head.baseSequence) !== name)
    throw new EventLogError(path, 0, `its name should be ${eventSegmentName(head.baseSequence)}`)
  return head.baseSequence
}

/** The frame at `start`; undefined where nothing whole lies there or behind it. */
function readFrame(path: string, bytes: Uint8Array, start: number, sequence: number) {
  const hash = createHash('sha256')
  let end = start
  for (let number = 0; ; number++) {
    const part = readEventPart(bytes, end)
    if (part === undefined || typeof part === 'string') {
      refuseLater(path, bytes, end, part ?? 'the part is cut off')
      return undefined
    }
    const { head } = part
    if (head.sequence !== sequence || head.part !== number)
      throw new EventLogError(path, end, `part ${number} of frame ${sequence} is missing`)
    end += part.sizeBytes
    hash.update(part.payload)
    if (head.last !== 1) continue
    if (!sameBytes(hash.digest().subarray(0, 8), head.eventsDigest))
      throw new EventLogError(path, start, `frame ${sequence} does not have the events it says`)
    return { found: { path, offset: start, head }, end }
  }
}

/** @throws EventLogError where a whole part lies behind the damage, which so is no torn tail */
function refuseLater(path: string, bytes: Uint8Array, offset: number, fault: string): void {
  for (let at = offset + 8; at < bytes.length; at += 8)
    if (typeof readEventPart(bytes, at) === 'object') throw new EventLogError(path, offset, fault)
}
