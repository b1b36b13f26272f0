// The journal as the log of local mode: frames appended to segments, durable when `begin` returns.
import { limits } from '@openbell/protocol'
import type { File, Files, Log, Scribe, Spare } from '../ports.js'
import type { JournalEnd } from './scan.js'
import { encodeSegmentHead, segmentHeadBytes, segmentName } from './segment.js'

/** Of the next segment, until it has its head. */
const spareName = 'next.making'

export interface JournalOptions {
  readonly files: Files
  readonly folder: string
  readonly segmentBytes: number
  readonly exchangeId: Uint8Array
  readonly engineHash: Uint8Array
  readonly openSpare: Scribe['spare']
}

export class Journal implements Log {
  private file: File | undefined
  private readonly spare: Spare
  private index: number
  private offset: number
  private segmentEnd = 0
  /** The highest that is known durable. */
  committedSequence: number
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
    this.spare = options.openSpare(`${options.folder}/${spareName}`, options.segmentBytes)
    if (end) {
      this.file = options.files.open(end.segment.path, 'write')
      this.segmentEnd = this.file.sizeBytes()
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

  /** A frame is durable when `begin` returns. */
  finish(): void {}

  /** Segments need no frame of their own. */
  readonly isRollDue = false

  /** Works ahead a little, when there is nothing else to do; false where nothing is left. */
  prepare(): boolean {
    return this.spare.prepare()
  }

  close(): void {
    this.spare.close()
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
    if (this.file && this.offset + bytes <= this.segmentEnd) return this.file
    this.file?.close()
    this.index++
    const { exchangeId, engineHash } = this.options
    const identity = { exchangeId, engineHash, index: this.index, baseSequence: sequence }
    const head = { ...identity, previousChain: this.chain }
    this.file = this.takeSpare(
      segmentName(sequence),
      encodeSegmentHead(limits.magicJournalSegment, head),
    )
    this.offset = segmentHeadBytes
    this.segmentEnd = this.options.segmentBytes
    return this.file
  }

  /** Gives the spare segment its head and then its name, both durable. */
  private takeSpare(name: string, head: Uint8Array): File {
    const { files, folder } = this.options
    return this.spare.take((path) => {
      const file = files.open(path, 'write')
      file.write(head, 0)
      file.sync()
      files.rename(path, `${folder}/${name}`)
      files.syncFolder(folder)
      return file
    })
  }
}
