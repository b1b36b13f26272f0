// Bytes of a snapshot: plain little-endian fields one after the other, without padding.
import { ViewSnapshotError } from './errors.js'

export class ByteWriter {
  #bytes = Buffer.alloc(64 * 1024)
  #view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset)
  #length: number

  /** Leaves the first bytes for a head. */
  constructor(headBytes = 0) {
    this.#length = headBytes
  }

  u8(value: number): void {
    const at = this.#claim(1)
    this.#view.setUint8(at, value)
  }

  u32(value: number): void {
    const at = this.#claim(4)
    this.#view.setUint32(at, value, true)
  }

  /** A count or an id below 2^53. */
  u64(value: number): void {
    const at = this.#claim(8)
    this.#view.setUint32(at, value >>> 0, true)
    this.#view.setUint32(at + 4, Math.floor(value / 4294967296), true)
  }

  i64(value: bigint): void {
    const at = this.#claim(8)
    this.#view.setBigInt64(at, value, true)
  }

  /** At most 255 characters of ASCII. */
  text(value: string): void {
    this.u8(value.length)
    const at = this.#claim(value.length)
    this.#bytes.write(value, at, 'latin1')
  }

  /** A count, then each entry. */
  list<Entry>(entries: Iterable<Entry>, count: number, write: (entry: Entry) => void): void {
    this.u32(count)
    for (const entry of entries) write(entry)
  }

  bytes(): Uint8Array {
    return new Uint8Array(this.#bytes.buffer, this.#bytes.byteOffset, this.#length)
  }

  /** Makes room; the view may be another one afterwards. */
  #claim(count: number): number {
    const at = this.#length
    if (at + count > this.#bytes.length) {
      const larger = Buffer.alloc(this.#bytes.length * 2)
      larger.set(this.#bytes)
      this.#bytes = larger
      this.#view = new DataView(larger.buffer, larger.byteOffset)
    }
    this.#length = at + count
    return at
  }
}

/** Reads what a ByteWriter wrote. Every method throws ViewSnapshotError past the end. */
export class ByteReader {
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  u8(): number {
    return this.#view.getUint8(this.#pass(1))
  }

  u32(): number {
    return this.#view.getUint32(this.#pass(4), true)
  }

  u64(): number {
    const at = this.#pass(8)
    return this.#view.getUint32(at, true) + this.#view.getUint32(at + 4, true) * 4294967296
  }

  i64(): bigint {
    return this.#view.getBigInt64(this.#pass(8), true)
  }

  text(): string {
    const length = this.u8()
    const start = this.#view.byteOffset + this.#pass(length)
    return Buffer.from(this.#view.buffer, start, length).toString('latin1')
  }

  list<Entry>(read: () => Entry): Entry[] {
    return Array.from({ length: this.u32() }, read)
  }

  /** @throws ViewSnapshotError where bytes are left */
  end(): void {
    if (this.#at !== this.#view.byteLength)
      throw new ViewSnapshotError(`${this.#view.byteLength - this.#at} bytes are left over`)
  }

  #pass(count: number): number {
    const at = this.#at
    if (at + count > this.#view.byteLength) throw new ViewSnapshotError('it is cut off')
    this.#at = at + count
    return at
  }
}
