// Begins a journal with a later frame than the first, where a snapshot stands for what came before.
import { limits } from '@openbell/protocol'
import type { Files } from '../ports.js'
import type { FrameRead } from './frame.js'
import { encodeSegmentHead, segmentHeadBytes, segmentName } from './segment.js'

/** Of a segment that is not whole yet. */
const asideName = 'first.making'

/** Writes a segment with this frame alone, durable or not there; the next frame begins another one. */
export function beginJournalWith(
  files: Files,
  folder: string,
  { head, bytes }: Pick<FrameRead, 'head' | 'bytes'>,
  identity: { readonly exchangeId: Uint8Array; readonly engineHash: Uint8Array },
): void {
  const { sequence: baseSequence, previousChain } = head
  const segment = { ...identity, index: 0, baseSequence, previousChain }
  files.makeFolder(folder)
  files.remove(`${folder}/${asideName}`)
  const file = files.open(`${folder}/${asideName}`, 'create')
  try {
    file.write(encodeSegmentHead(limits.magicJournalSegment, segment), 0)
    file.write(bytes, segmentHeadBytes)
    file.sync()
  } finally {
    file.close()
  }
  files.rename(`${folder}/${asideName}`, `${folder}/${segmentName(baseSequence)}`)
  files.syncFolder(folder)
}
