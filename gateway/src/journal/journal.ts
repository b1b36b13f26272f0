// The journal as the log of local mode: frames appended to segments, durable when `begin` returns.
import { limits } from '@openbell/protocol'
import type { File, Files, Log } from '../ports.js'
import type { JournalEnd } from './scan.js'
import { asideEnding, encodeSegmentHead, segmentHeadBytes, segmentName } from './segment.js'

export interface JournalOptions {
  readonly files: Files
  readonly folder: string
  readonly segmentBytes: number
  readonly exchangeId: Uint8Array
  readonly engineHash: Uint8Array
}

/** Zeros are written in pieces of this size. */
const pieceBytes = 1024 * 1024

export class Journal implements Log {
  private file: File | undefined
  private index: number
  private offset: number
  private committedSequence: number
  private chain: Uint8Array

  /** Goes on behind `end`, or starts a journal; a torn tail is cleared and that made durable. */
  constructor(
    private readonly options: JournalOptions,
    end: JournalEnd | undefined,
  ) {
    this.index = end ? end.segment.index : -1
    this.offset = end ? end.segment.offset : 0
    this.committedSequence = end ? end.last.sequence : 0
    this.chain = end ? end.last.chain : new Uint8Array(8)
    if (!end) options.files.makeFolder(options.folder)
    else {
      this.file = options.files.open(end.segment.path, 'write')
      if (end.tornBytes > 0) {
        this.file.write(new Uint8Array(end.tornBytes), end.segment.offset)
        this.file.sync()
      }
    }
  }

  begin(sequence: number, frame: Uint8Array, chain: Uint8Array): void {
    const file = this.fileFor(sequence, frame.length)
    try {
      file.write(frame, this.offset)
      file.sync()
    } catch (error) {
      this.takeBack(file, frame.length)
      throw error
    }
    this.offset += frame.length
    this.chain = chain
    this.committedSequence = sequence
  }

  committed(): number {
    return this.committedSequence
  }

  close(): void {
    this.file?.close()
    this.file = undefined
  }

  /**
   * After a failed sync the system may show a frame that the disk does not have, and no later sync
   * would write it: so nobody must ever read it.
   */
  private takeBack(file: File, bytes: number): void {
    file.write(new Uint8Array(bytes), this.offset)
  }

  private fileFor(sequence: number, bytes: number): File {
    if (this.file && this.offset + bytes <= this.file.sizeBytes()) return this.file
    this.file?.close()
    this.index++
    this.file = createSegment(this.options, this.index, sequence, this.chain)
    this.offset = segmentHeadBytes
    return this.file
  }
}

/** A segment of zeros with its head, whole and durable before it gets its name. */
function createSegment(
  { files, folder, segmentBytes, exchangeId, engineHash }: JournalOptions,
  index: number,
  baseSequence: number,
  previousChain: Uint8Array,
): File {
  for (const name of files.list(folder))
    if (name.endsWith(asideEnding)) files.remove(`${folder}/${name}`)
  const path = `${folder}/${segmentName(baseSequence)}`
  const file = files.open(path + asideEnding, 'create')
  const zeros = new Uint8Array(Math.min(pieceBytes, segmentBytes))
  for (let at = 0; at < segmentBytes; at += zeros.length)
    file.write(zeros.subarray(0, Math.min(zeros.length, segmentBytes - at)), at)
  const identity = { exchangeId, engineHash, index, baseSequence, previousChain }
  file.write(encodeSegmentHead(limits.magicJournalSegment, identity), 0)
  file.sync()
  file.close()
  files.rename(path + asideEnding, path)
  files.syncFolder(folder)
  return files.open(path, 'write')
}
