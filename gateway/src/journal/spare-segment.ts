// The next segment, written ahead of time as zeros, so that a roll only adds a head and a name.
import type { File, Files, Spare } from '../ports.js'

/** Zeros are written in pieces of this size. */
const pieceBytes = 1024 * 1024
const zeros = new Uint8Array(pieceBytes)

export class SpareSegment implements Spare {
  private file: File | undefined
  private writtenBytes = 0

  constructor(
    private readonly files: Files,
    private readonly path: string,
    private readonly sizeBytes: number,
  ) {
    files.remove(path)
  }

  /** Writes one more piece and makes it durable; false where the file is whole. */
  prepare(): boolean {
    const leftBytes = this.sizeBytes - this.writtenBytes
    if (leftBytes === 0) return false
    this.file ??= this.files.open(this.path, 'create')
    const piece = zeros.subarray(0, Math.min(pieceBytes, leftBytes))
    this.file.write(piece, this.writtenBytes)
    this.file.sync()
    this.writtenBytes += piece.length
    return true
  }

  take<Taken>(use: (path: string) => Taken): Taken {
    while (this.prepare());
    this.release()
    return use(this.path)
  }

  close(): void {
    this.release()
    this.files.remove(this.path)
  }

  private release(): void {
    this.file?.close()
    this.file = undefined
    this.writtenBytes = 0
  }
}
