// A cursor on the event log: live reading and catching up are the same.
import { limits } from '@openbell/protocol'
import type { EventFrame, EventReader, File, Files } from '../ports.js'
import { eventPartBytes, readEventPart } from './event-frame.js'
import {
  baseSequenceOf,
  decodeEventSegmentHead,
  EventLogError,
  eventSegmentHeadBytes,
  eventSegmentName,
  eventSegmentNames,
} from './event-segment.js'

export interface EventReaderOptions {
  readonly files: Files
  readonly folder: string
  /** The last sequence that may be read. */
  readonly lastSequence: () => number
}

/** Two parts of the largest size, so that there is always room to read on behind a part. */
const windowBytes = 2 * eventPartBytes(limits.eventPartBytesMax)

/** A reader whose first frame has the sequence after `sequence`. */
export function openEventReader(options: EventReaderOptions, sequence: number): EventReader {
  return new LogReader(options, sequence)
}

class LogReader implements EventReader {
  private readonly window = new Uint8Array(windowBytes)
  private start = 0
  private end = 0
  private file: File | undefined
  /** Where the byte behind the window lies in the file. */
  private offset = 0

  constructor(
    private readonly options: EventReaderOptions,
    private sequence: number,
  ) {}

  next(): EventFrame | undefined {
    for (;;) {
      if (this.sequence >= this.options.lastSequence()) return undefined
      if (!this.file) this.open()
      const frame = this.readFrame()
      if (frame.sequence <= this.sequence) continue
      if (frame.sequence !== this.sequence + 1)
        throw this.fault(`frame ${this.sequence + 1} is missing before ${frame.sequence}`)
      this.sequence = frame.sequence
      return frame
    }
  }

  close(): void {
    this.file?.close()
    this.file = undefined
  }

  /** Opens the segment that holds the next frame. */
  private open(): void {
    const { files, folder } = this.options
    const name = eventSegmentNames(files, folder).findLast(
      (name) => baseSequenceOf(name) <= this.sequence + 1,
    )
    if (!name)
      throw new EventLogError(folder, 0, `frame ${this.sequence + 1} is no longer in the event log`)
    this.openSegment(`${folder}/${name}`)
  }

  private openSegment(path: string): void {
    this.close()
    this.file = this.options.files.open(path, 'read')
    this.start = 0
    this.end = 0
    this.offset = 0
    const headBytes = this.window.subarray(0, eventSegmentHeadBytes)
    const head = decodeEventSegmentHead(headBytes.subarray(0, this.file.read(headBytes, 0)))
    if (typeof head === 'string') throw this.fault(head)
    this.offset = eventSegmentHeadBytes
  }

  private readFrame(): EventFrame {
    const earlier: Uint8Array[] = []
    for (;;) {
      const { head, payload } = this.readPart()
      if (head.part !== earlier.length)
        throw this.fault(`part ${earlier.length} of frame ${head.sequence} is missing`)
      if (head.last !== 1) {
        earlier.push(payload.slice())
        continue
      }
      return {
        sequence: head.sequence,
        epoch: head.epoch,
        type: head.type as EventFrame['type'],
        timestampUs: head.timestampUs,
        commandCount: head.commandCount,
        chain: Buffer.from(head.chain).toString('hex'),
        parts: [...earlier, payload],
      }
    }
  }

  private readPart() {
    for (;;) {
      const part = readEventPart(this.window.subarray(0, this.end), this.start)
      if (typeof part === 'string') throw this.fault(part)
      if (part) {
        this.start += part.sizeBytes
        return part
      }
      if (this.fill() > 0) continue
      const { files, folder } = this.options
      const next = eventSegmentName(this.sequence + 1)
      const isWhole = this.start === this.end && this.file?.path !== `${folder}/${next}`
      if (!isWhole || !eventSegmentNames(files, folder).includes(next))
        throw this.fault(`frame ${this.sequence + 1} is cut off`)
      this.openSegment(`${folder}/${next}`)
    }
  }

  private fill(): number {
    this.window.copyWithin(0, this.start, this.end)
    this.end -= this.start
    this.start = 0
    const count = this.file?.read(this.window.subarray(this.end), this.offset) ?? 0
    this.end += count
    this.offset += count
    return count
  }

  private fault(fault: string): EventLogError {
    const offset = this.offset - (this.end - this.start)
    return new EventLogError(this.file?.path ?? this.options.folder, offset, fault)
  }
}
