// A piece of a file in memory that is moved along it: reading a file of any size touches only this.
import type { File } from './files.js'

export class FileWindow {
  private room = new Uint8Array(0)
  private file: File | undefined
  /** Where the window begins and ends in the file. */
  private start = 0
  private end = 0

  /** Reads so many bytes at once; no `from` may ask for more. */
  constructor(private readonly sizeBytes: number) {}

  /** One that does not grow meanwhile: the window is no larger than it is. */
  open(file: File): void {
    const roomBytes = Math.min(this.sizeBytes, file.sizeBytes())
    if (roomBytes > this.room.length) this.room = new Uint8Array(roomBytes)
    this.file = file
    this.start = 0
    this.end = 0
  }

  /**
   * The bytes from `offset` on, which never goes back: at least so many, or all that the file has.
   * Valid until the next call.
   */
  from(offset: number, bytes: number): Uint8Array {
    if (offset + bytes > this.end) this.moveTo(offset)
    return this.room.subarray(offset - this.start, this.end - this.start)
  }

  private moveTo(offset: number): void {
    const { room } = this
    const kept = Math.max(0, this.end - offset)
    room.copyWithin(0, this.end - this.start - kept, this.end - this.start)
    this.start = offset
    this.end = offset + kept + (this.file?.read(room.subarray(kept), offset + kept) ?? 0)
  }
}
