// Finds whole frames in what a socket brings, in memory that is bounded and laid out for records.
import { boundsOf, bundleBytesMax, type FrameKind, headBytes, LinkFault } from './wire.js'

/** `payload` begins at a multiple of 8, and is valid until the next chunk. */
export type FrameListener = (kind: FrameKind, lane: number, payload: Uint8Array) => void

export class FrameReader {
  private readonly bytes = new Uint8Array(headBytes + bundleBytesMax)
  private readonly view = new DataView(this.bytes.buffer)
  private end = 0

  constructor(private readonly onFrame: FrameListener) {}

  /** @throws LinkFault */
  take(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length; ) {
      const count = Math.min(chunk.length - from, this.bytes.length - this.end)
      this.bytes.set(chunk.subarray(from, from + count), this.end)
      this.end += count
      from += count
      this.readFrames()
    }
  }

  /** There is always room for the largest frame once the whole ones are read. */
  private readFrames(): void {
    let start = 0
    while (this.end - start >= headBytes) {
      const sizeBytes = headBytes + this.payloadBytesAt(start)
      if (this.end - start < sizeBytes) break
      const kind = this.view.getUint8(start + 4) as FrameKind
      const payload = this.bytes.subarray(start + headBytes, start + sizeBytes)
      this.onFrame(kind, this.view.getUint8(start + 5), payload)
      start += sizeBytes
    }
    this.bytes.copyWithin(0, start, this.end)
    this.end -= start
  }

  private payloadBytesAt(at: number): number {
    const length = this.view.getUint32(at, true)
    const kind = this.view.getUint8(at + 4)
    const bounds = boundsOf(kind)
    if (!bounds) throw new LinkFault(`a frame of kind ${kind} is unknown`)
    const [least, most] = bounds
    if (length < least || length > most || length % 8 !== 0)
      throw new LinkFault(`a frame of kind ${kind} has ${length} bytes`)
    return length
  }
}
