// The next segment, written ahead of time as zeros, so that a roll only adds a head and a name.
import type { File, Files } from '../ports.js'

/** Zeros are written in pieces of this size. */
const pieceBytes = 1024 * 1024
const spareName = 'next.making'

export class SpareSegment {
  private file: File | undefined
  private writtenBytes = 0
  private readonly path: string

  /** What an earlier process left behind is begun anew. */
  constructor(
    private readonly files: Files,
    private readonly folder: string,
    private readonly segmentBytes: number,
  ) {
    this.path = `${folder}/${spareName}`
    files.remove(this.path)
  }

  /** Writes one more piece and makes it durable; false where nothing is left to write. */
  prepare(): boolean {
    const leftBytes = this.segmentBytes - this.writtenBytes
    if (leftBytes === 0) return false
    this.file ??= this.files.open(this.path, 'create')
    const zeros = new Uint8Array(Math.min(pieceBytes, leftBytes))
    this.file.write(zeros, this.writtenBytes)
    this.file.sync()
    this.writtenBytes += zeros.length
    return true
  }

  /** Gives the segment its head and its name, both durable, and opens it; the next one is begun. */
  take(name: string, head: Uint8Array): File {
    while (this.prepare());
    const file = this.file as File
    file.write(head, 0)
    file.sync()
    file.close()
    this.file = undefined
    this.writtenBytes = 0
    const path = `${this.folder}/${name}`
    this.files.rename(this.path, path)
    this.files.syncFolder(this.folder)
    return this.files.open(path, 'write')
  }

  close(): void {
    this.file?.close()
    this.file = undefined
    this.writtenBytes = 0
    this.files.remove(this.path)
  }
}
