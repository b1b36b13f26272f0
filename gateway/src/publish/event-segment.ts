// Segment files of the event log: the head that the journal's have too, then event frames.
import { crc32 } from 'node:zlib'
import { limits, SegmentHead } from '@openbell/protocol'
import type { Files } from '../ports.js'

export const eventSegmentHeadBytes = SegmentHead.sizeBytes
const headCrcOffset = SegmentHead.offset.headCrc

/** An event log that cannot be read; the message names the file and the offset. */
export class EventLogError extends Error {
  override name = 'EventLogError'
  constructor(path: string, offset: number, fault: string) {
    super(`${path} at offset ${offset}: ${fault}`)
  }
}

export const eventSegmentName = (baseSequence: number): string =>
  `${String(baseSequence).padStart(16, '0')}.events`

export const eventSegmentNames = (files: Files, folder: string): string[] =>
  files.list(folder).filter((name) => /^\d{16}\.events$/.test(name))

export const baseSequenceOf = (name: string): number => Number.parseInt(name, 10)

export function encodeEventSegmentHead(
  identity: Omit<SegmentHead, 'magic' | 'version' | 'headCrc'>,
): Uint8Array {
  const bytes = new Uint8Array(eventSegmentHeadBytes)
  const view = new DataView(bytes.buffer)
  const magic = limits.magicEventSegment
  SegmentHead.write(view, 0, { ...identity, magic, version: limits.formatVersion, headCrc: 0 })
  view.setUint32(headCrcOffset, crc32(bytes.subarray(0, headCrcOffset)), true)
  return bytes
}

/** The head at the start of `bytes`, or what is wrong with it. */
export function decodeEventSegmentHead(bytes: Uint8Array): SegmentHead | string {
  if (bytes.length < eventSegmentHeadBytes) return 'the segment is cut off'
  const head = SegmentHead.read(new DataView(bytes.buffer, bytes.byteOffset), 0)
  if (head.headCrc !== crc32(bytes.subarray(0, headCrcOffset))) return 'the segment head is damaged'
  if (head.magic !== limits.magicEventSegment) return 'this is no segment of an event log'
  if (head.version !== limits.formatVersion) return `format ${head.version} is not known`
  return head
}
