// The frames of one segment up to what is none, each by its own checksums: for who needs no chain proved.
import { limits } from '@openbell/protocol'
import { FileWindow } from '../ports/file-window.js'
import type { Files } from '../ports.js'
import { type FrameRead, frameBytesMax, readFrame } from './frame.js'
import { decodeSegmentHead, segmentHeadBytes } from './segment.js'

export interface FrameWalked extends FrameRead {
  readonly offset: number
}

/** Its bytes are valid until the next one is asked for. @throws JournalError where the head is damaged */
export function* walkSegment(files: Files, path: string): Generator<FrameWalked> {
  const file = files.open(path, 'read')
  try {
    const window = new FileWindow(4 * frameBytesMax)
    window.open(file)
    decodeSegmentHead(path, limits.magicJournalSegment, window.from(0, segmentHeadBytes))
    for (let offset = segmentHeadBytes; ; ) {
      const frame = readFrame(window.from(offset, frameBytesMax), 0)
      if (typeof frame === 'string') return
      const sizeBytes = frame.bytes.length
      yield { ...frame, offset }
      offset += sizeBytes
    }
  } finally {
    file.close()
  }
}
