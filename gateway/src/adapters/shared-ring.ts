// Records from one thread to another, in order, through a ring in shared memory.
//
//   ├ bytes written ┼ bytes read ┼ 1: an end has failed ┼ … ┤├ records ─────────────────────┤
//   ├ a record: kind u32 ┼ bytes u32 ┼ bytes ┼ up to a multiple of 8 ┤
//
// A record lies in one piece, so a gap before the ring's end is a record too, of the kind 0.
import { SharedCount } from './shared-count.js'

const controlBytes = 64
const at = { written: 0, read: 8, failed: 16 } as const
const recordHeadBytes = 8
/** A reader who sleeps is woken for so much work, or when somebody cannot do without it. */
const wakeBytes = 256 * 1024
const gap = 0
const nothing = new Uint8Array(0)

const roomOf = (bytes: number): number => recordHeadBytes + ((bytes + 7) & ~7)

/** `bytes` is a power of two, and more than twice the longest record. */
export const makeRing = (bytes: number): SharedArrayBuffer =>
  new SharedArrayBuffer(controlBytes + bytes)

/** Of the ring's bytes, those that were written and not read yet. */
export function unreadBytes(memory: SharedArrayBuffer): number {
  const [written, read] = [at.written, at.read].map((byte) => new SharedCount(memory, byte).value)
  return (written - read) >>> 0
}

class Ring {
  protected readonly written: SharedCount
  protected readonly read: SharedCount
  protected readonly bytes: Uint8Array
  protected readonly words: Uint32Array
  private readonly failed: Int32Array

  constructor(memory: SharedArrayBuffer) {
    this.written = new SharedCount(memory, at.written)
    this.read = new SharedCount(memory, at.read)
    this.failed = new Int32Array(memory, at.failed, 1)
    this.bytes = new Uint8Array(memory, controlBytes)
    this.words = new Uint32Array(memory, controlBytes)
  }

  /** From now on the other end throws instead of waiting. */
  fail(): void {
    Atomics.store(this.failed, 0, 1)
    this.written.wake()
    this.read.wake()
  }

  /** @throws Error where the other end has failed */
  assertSound(): void {
    if (Atomics.load(this.failed, 0) === 1) throw new Error('the other thread has failed')
  }

  /** Returns when the count is another. @throws Error where the other end has failed */
  wait(count: SharedCount, seen: number): void {
    while (count.value === seen) {
      this.assertSound()
      count.waitWhile(seen)
    }
  }
}

export class RingWriter extends Ring {
  private position = 0
  private sinceWake = 0

  /** Waits for room; the reader may sleep on. @throws Error where the other end has failed */
  put(kind: number, first: Uint8Array = nothing, second: Uint8Array = nothing): void {
    const bytes = first.length + second.length
    const start = this.place(roomOf(bytes))
    this.head(start, kind, bytes)
    this.bytes.set(first, start + recordHeadBytes)
    this.bytes.set(second, start + recordHeadBytes + first.length)
    this.advance(roomOf(bytes))
  }

  /** The reader reads all of it soon. */
  wake(): void {
    this.sinceWake = 0
    this.written.wake()
  }

  /** Waits until everything was read and done. @throws Error where the other end has failed */
  settle(): void {
    this.wake()
    for (let seen = this.read.value; seen !== this.position; seen = this.read.value)
      this.wait(this.read, seen)
  }

  private place(room: number): number {
    const size = this.bytes.length
    const start = this.position & (size - 1)
    if (start + room <= size) return this.waitForRoom(room)
    this.waitForRoom(size - start)
    this.head(start, gap, size - start - recordHeadBytes)
    this.advance(size - start)
    return this.waitForRoom(room)
  }

  private waitForRoom(room: number): number {
    const size = this.bytes.length
    for (let seen = this.read.value; (this.position - seen + room) >>> 0 > size; ) {
      this.wake()
      this.wait(this.read, seen)
      seen = this.read.value
    }
    return this.position & (size - 1)
  }

  private head(start: number, kind: number, bytes: number): void {
    this.words[start >> 2] = kind
    this.words[(start >> 2) + 1] = bytes
  }

  private advance(room: number): void {
    this.position = (this.position + room) >>> 0
    this.written.raise(this.position)
    this.sinceWake += room
    if (this.sinceWake >= wakeBytes) this.wake()
  }
}

export interface RingRecord {
  readonly kind: number
  /** Valid until `done`. */
  readonly bytes: Uint8Array
}

export class RingReader extends Ring {
  private position = 0
  private following = 0

  /** The next record, or undefined where there is none yet. */
  next(): RingRecord | undefined {
    while (this.written.value !== this.position) {
      const start = this.position & (this.bytes.length - 1)
      const kind = this.words[start >> 2]
      const length = this.words[(start >> 2) + 1]
      this.following = (this.position + roomOf(length)) >>> 0
      const from = start + recordHeadBytes
      if (kind !== gap) return { kind, bytes: this.bytes.subarray(from, from + length) }
      this.done()
    }
    return undefined
  }

  /** Gives the room of the last record back. */
  done(): void {
    this.position = this.following
    this.read.raise(this.position)
    this.read.wake()
  }

  /** Sleeps until there may be a record. @throws Error where the other end has failed */
  rest(): void {
    this.assertSound()
    this.written.waitWhile(this.position)
  }
}
