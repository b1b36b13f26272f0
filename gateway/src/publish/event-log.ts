// The event log's writer: one event frame a journal frame, appended to segments. It can be made again
// from the journal, so it is synced only before a snapshot counts.
import { limits } from '@openbell/protocol'
import { FileWindow } from '../ports/file-window.js'
import type {
  EventFrameIdentity,
  EventLogEnd,
  EventLogPlace,
  File,
  Files,
  Publisher,
} from '../ports.js'
import { EventFrameBuffer, eventPartBytes, readEventPart } from './event-frame.js'
import {
  decodeEventSegmentHead,
  encodeEventSegmentHead,
  eventSegmentHeadBytes,
  eventSegmentName,
  eventSegmentNames,
} from './event-segment.js'

export interface EventLogOptions extends EventLogPlace {
  readonly files: Files
}

export class EventLogWriter implements Publisher {
  private file: File | undefined
  private offset: number
  private index: number
  private lastChain: Uint8Array
  private readonly buffer = new EventFrameBuffer((part) => this.write(part))

  /** Goes on behind `end`; what lies behind it was never published or can be made again. */
  constructor(
    private readonly options: EventLogOptions,
    end: EventLogEnd | undefined,
  ) {
    const { files, folder } = options
    this.index = end ? end.index : -1
    this.offset = end ? end.offset : 0
    this.lastChain = end ? end.chain : new Uint8Array(8)
    files.makeFolder(folder)
    for (const path of eventSegmentNames(files, folder).map((name) => `${folder}/${name}`))
      if (!end || path > end.path) files.remove(path)
    files.syncFolder(folder)
    if (end) {
      this.file = files.open(end.path, 'write')
      this.file.truncate(end.offset)
    }
  }

  /** Some events of a frame: whole records. */
  add(identity: EventFrameIdentity, events: Uint8Array): void {
    this.roll(identity)
    this.buffer.add(identity, events)
  }

  /** Ends a frame, also one without events; from then on it can be read. */
  finish(identity: EventFrameIdentity, eventsDigest: Uint8Array): void {
    this.roll(identity)
    this.lastChain = identity.chain
    this.buffer.finish(identity, eventsDigest)
  }

  settle(): void {}

  /** Everything that was finished survives a loss of power. */
  sync(): void {
    this.file?.sync()
  }

  close(): void {
    this.sync()
    this.file?.close()
    this.file = undefined
  }

  /** A frame never straddles two segments: a new one is begun before its first part. */
  private roll({ sequence }: EventFrameIdentity): void {
    if (this.file && (this.offset < this.options.segmentBytes || this.buffer.isOpen)) return
    const { files, folder } = this.options
    this.file?.sync()
    this.file?.close()
    this.index++
    const path = `${folder}/${eventSegmentName(sequence)}`
    files.remove(path)
    this.file = files.open(path, 'create')
    const { exchangeId, engineHash } = this.options
    const head = { exchangeId, engineHash, index: this.index, baseSequence: sequence }
    this.file.write(encodeEventSegmentHead({ ...head, previousChain: this.lastChain }), 0)
    files.syncFolder(folder)
    this.offset = eventSegmentHeadBytes
  }

  private write(part: Uint8Array): void {
    this.file?.write(part, this.offset)
    this.offset += part.length
  }
}

/** The same by another thread than the writer's, which has synced all segments before the newest. */
export function syncEventLog(files: Files, folder: string): void {
  const newest = eventSegmentNames(files, folder).at(-1)
  if (newest === undefined) return
  const file = files.open(`${folder}/${newest}`, 'write')
  try {
    file.sync()
  } finally {
    file.close()
  }
}

const partBytesMax = eventPartBytes(limits.eventPartBytesMax)

/** Finds the last whole frame, and changes nothing. */
export function findEventLogEnd(files: Files, folder: string): EventLogEnd | undefined {
  const window = new FileWindow(4 * partBytesMax)
  for (const name of eventSegmentNames(files, folder).reverse()) {
    const path = `${folder}/${name}`
    const file = files.open(path, 'read')
    try {
      window.open(file)
      const end = lastFrame(path, window)
      if (end) return end
    } finally {
      file.close()
    }
  }
  return undefined
}

function lastFrame(path: string, window: FileWindow): EventLogEnd | undefined {
  const segment = decodeEventSegmentHead(window.from(0, eventSegmentHeadBytes))
  if (typeof segment === 'string') return undefined
  const { index } = segment
  let end: EventLogEnd | undefined
  for (let offset = eventSegmentHeadBytes; ; ) {
    const part = readEventPart(window.from(offset, partBytesMax), 0)
    if (part === undefined || typeof part === 'string') return end
    offset += part.sizeBytes
    const { sequence, chain, eventsDigest, last } = part.head
    if (last === 1) end = { sequence, chain, eventsDigest, path, offset, index }
  }
}
