// Segment files: a head that ties each to the one before, then frames.
//
//   0             120                                            segmentBytes
//   ├ SegmentHead ─┼ frame ┼ frame ┼ … ┼ zeros, written ahead of time ─┤
import { crc32 } from 'node:zlib'
import { limits, SegmentHead } from '@openbell/protocol'
import type { Files } from '../ports.js'

export const segmentHeadBytes = SegmentHead.sizeBytes
const headCrcOffset = SegmentHead.offset.headCrc

export type SegmentIdentity = Omit<SegmentHead, 'magic' | 'version' | 'headCrc'>

/** A journal that cannot be trusted; the message names the file and the offset. */
export class JournalError extends Error {
  override name = 'JournalError'
  constructor(path: string, offset: number, fault: string) {
    super(`${path} at offset ${offset}: ${fault}`)
  }
}

export const segmentName = (baseSequence: number): string =>
  `${String(baseSequence).padStart(16, '0')}.segment`

/** Names of the segment files of a folder, in the order of their sequences. */
export const segmentNames = (files: Files, folder: string): string[] =>
  files.list(folder).filter((name) => /^\d{16}\.segment$/.test(name))

export function encodeSegmentHead(magic: number, identity: SegmentIdentity): Uint8Array {
  const bytes = new Uint8Array(segmentHeadBytes)
  const view = new DataView(bytes.buffer)
  SegmentHead.write(view, 0, { ...identity, magic, version: limits.formatVersion, headCrc: 0 })
  view.setUint32(headCrcOffset, crc32(bytes.subarray(0, headCrcOffset)), true)
  return bytes
}

/** @throws JournalError where the head is damaged or foreign. */
export function decodeSegmentHead(path: string, magic: number, bytes: Uint8Array): SegmentHead {
  if (bytes.length < segmentHeadBytes) throw new JournalError(path, 0, 'the segment is cut off')
  const head = SegmentHead.read(new DataView(bytes.buffer, bytes.byteOffset), 0)
  if (head.headCrc !== crc32(bytes.subarray(0, headCrcOffset)))
    throw new JournalError(path, 0, 'the segment head is damaged')
  if (head.magic !== magic) throw new JournalError(path, 0, 'this is no segment of this kind')
  if (head.version !== limits.formatVersion)
    throw new JournalError(
      path,
      4,
      `format ${head.version} is not known: start the release that wrote it`,
    )
  return head
}

/** Of the exchange whose journal a folder has; undefined where there is none. @throws JournalError */
export function exchangeIdOf(files: Files, folder: string): Uint8Array | undefined {
  const [name] = segmentNames(files, folder)
  if (!name) return undefined
  const path = `${folder}/${name}`
  const file = files.open(path, 'read')
  try {
    const bytes = new Uint8Array(segmentHeadBytes)
    file.read(bytes, 0)
    return decodeSegmentHead(path, limits.magicJournalSegment, bytes).exchangeId
  } finally {
    file.close()
  }
}
