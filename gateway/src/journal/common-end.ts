// Brings the journal's file to the stream's history, before anybody builds on it: the stream is the
// log, and the file a copy of it that may end with one frame of which nobody knows what became.
import type { Files, ReplicatedLog, Reporter } from '../ports.js'
import { chainOf, type FrameRead, hex, readFrame, sameBytes } from './frame.js'
import { JournalError, segmentNames } from './segment.js'
import { walkSegment } from './walk-segment.js'

interface FileEnd extends FrameRead {
  readonly path: string
  readonly offset: number
}

/** A frame that another writer's has displaced is cut once; another before it was committed. */
const cutsMax = 1

/**
 * Afterwards every frame of the file is in the stream. A last frame whose place in the stream is
 * empty is put there, byte for byte; one whose place another's has is cut off, and kept aside.
 * @throws JournalError where the stream has lost or changed what was committed
 */
export async function findCommonEnd(
  files: Files,
  folder: string,
  stream: ReplicatedLog,
  reporter: Reporter,
): Promise<void> {
  for (let cuts = 0; ; ) {
    const end = lastFrame(files, folder)
    if (!end) return
    const { sequence, previousChain } = end.head
    const last = await stream.last()
    const lastSequence = last?.sequence ?? 0
    if (sequence > lastSequence + 1) throw lossOf(end, lastSequence)
    if (sequence === lastSequence + 1) {
      if (last && !sameBytes(chainOf(last.bytes), previousChain)) throw foreign(end)
      const outcome = await stream.append(end.bytes, hex(chainOf(end.bytes)), lastSequence)
      if (outcome === 'committed') return
    } else {
      if (sameBytes(await frameOf(stream, sequence), end.bytes)) return
      if (cuts++ === cutsMax) throw foreign(end)
      cut(files, folder, end)
      reporter.warn(
        `frame ${sequence} was never committed and is kept aside; another has its place`,
      )
    }
  }
}

async function frameOf(stream: ReplicatedLog, sequence: number): Promise<Uint8Array> {
  for await (const [frame] of stream.read(sequence)) if (frame) return frame.bytes
  throw new Error(`frame ${sequence} of the stream cannot be read`)
}

/** The last whole frame of the journal. */
function lastFrame(files: Files, folder: string): FileEnd | undefined {
  for (const name of segmentNames(files, folder).reverse()) {
    const end = lastFrameOf(files, `${folder}/${name}`)
    if (end) return end
  }
  return undefined
}

function lastFrameOf(files: Files, path: string): FileEnd | undefined {
  let found: { offset: number; sizeBytes: number } | undefined
  for (const { offset, bytes } of walkSegment(files, path))
    found = { offset, sizeBytes: bytes.length }
  return found && readAgain(files, path, found.offset, found.sizeBytes)
}

function readAgain(files: Files, path: string, offset: number, sizeBytes: number): FileEnd {
  const bytes = new Uint8Array(sizeBytes)
  const file = files.open(path, 'read')
  try {
    file.read(bytes, offset)
  } finally {
    file.close()
  }
  const frame = readFrame(bytes, 0)
  if (typeof frame === 'string') throw new JournalError(path, offset, frame)
  return { ...frame, path, offset }
}

function cut(files: Files, folder: string, { head, bytes, path, offset }: FileEnd): void {
  const name = `${folder}/${head.sequence}-${hex(chainOf(bytes))}.displaced`
  files.remove(name)
  const aside = files.open(name, 'create')
  aside.write(bytes, 0)
  aside.sync()
  aside.close()
  files.syncFolder(folder)
  const file = files.open(path, 'write')
  file.write(new Uint8Array(bytes.length), offset)
  file.sync()
  file.close()
}

const lossOf = ({ head, path, offset }: FileEnd, lastSequence: number): JournalError =>
  new JournalError(
    path,
    offset,
    `the stream ends at frame ${lastSequence}, but frame ${head.committedSequence} was committed: ` +
      'the stream has lost acknowledged data, or it is another exchange’s. Nothing was changed; ' +
      'see docs/operating/lost-nats.md',
  )

const foreign = ({ head, path, offset }: FileEnd): JournalError =>
  new JournalError(
    path,
    offset,
    `frame ${head.sequence} and the stream are of two histories, and both were committed. ` +
      'Nothing was changed; see docs/operating/lost-nats.md',
  )
