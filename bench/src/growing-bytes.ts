// Bytes that are appended to, in one piece that doubles.

export class GrowingBytes {
  private bytes = new Uint8Array(64 * 1024)
  /** Of all bytes there are, used or not; another one after an `extend` that had to grow. */
  view = new DataView(this.bytes.buffer)
  length = 0

  /** Appends `count` bytes, to be written through the view; returns where they begin. */
  extend(count: number): number {
    const at = this.length
    this.length += count
    if (this.length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.length, 2 * this.bytes.length))
      larger.set(this.bytes.subarray(0, at))
      this.bytes = larger
      this.view = new DataView(larger.buffer)
    }
    return at
  }

  append(bytes: Uint8Array): void {
    const at = this.extend(bytes.length)
    this.bytes.set(bytes, at)
  }

  /** What was appended, valid until more is. */
  get written(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }
}
