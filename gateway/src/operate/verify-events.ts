// Walks the event log as it lies on disk, and says where it is damaged.
import type { Engine } from '@openbell/engine'
import { type EventHead, SegmentHead } from '@openbell/protocol'
import { sameBytes } from '../journal/frame.js'
import { type Files, readWhole } from '../ports.js'
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
 * Every whole frame in order, its events digested by a core that is between two frames of its own;
 * returns what is torn at the end, which the exchange makes again.
 * @throws EventLogError where something lies behind a damaged frame, or frames are missing
 */
export function* walkEvents(
  files: Files,
  folder: string,
  core: Engine,
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
      const frame = readFrame(core, path, bytes, offset, sequence + 1)
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
function readFrame(core: Engine, path: string, bytes: Uint8Array, start: number, sequence: number) {
  const events: Uint8Array[] = []
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
    events.push(part.payload)
    if (head.last !== 1) continue
    for (const payload of events) core.digestEvents(payload)
    if (!sameBytes(core.takeEventsDigest(), head.eventsDigest))
      throw new EventLogError(path, start, `frame ${sequence} does not have the events it says`)
    return { found: { path, offset: start, head }, end }
  }
}

/** @throws EventLogError where a whole part lies behind the damage, which so is no torn tail */
function refuseLater(path: string, bytes: Uint8Array, offset: number, fault: string): void {
  for (let at = offset + 8; at < bytes.length; at += 8)
    if (typeof readEventPart(bytes, at) === 'object') throw new EventLogError(path, offset, fault)
}
