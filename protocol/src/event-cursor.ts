// Walks the records of a batch of events without an object a record.
import { eventSizes, headedKindMin, refuseRecord } from './records.js'

/**
 * By kind; -1, which no record states, where there is no such kind. A constant of this module, for
 * V8 does not see through what is imported.
 */
const statedBytes = Int32Array.from(eventSizes, (sizeBytes) => sizeBytes || -1)

// What is rare stands apart, so that the rest is small enough to be put into a host's loop.
function refusePlace(): never {
  throw new RangeError('events lie at a multiple of four bytes')
}

/**
 * Stands on one event at a time:
 * `while (events.hasNext) if (events.next() === Trade.kind) …`, where `events.read(Trade)` is the
 * whole record and `Trade.get.quantityLots(events.words, events.at)` one field.
 */
export class EventCursor {
  words: Uint32Array = new Uint32Array()
  /** Of the words: to ask a typed array for it is a call that V8 does not do without. */
  #buffer: ArrayBufferLike = this.words.buffer
  #at = 0
  #next = 0
  #end = 0

  constructor(events?: Uint8Array) {
    if (events) this.open(events)
  }

  /**
   * Stands before the first record of what the core has handed over, for as long as that is valid.
   * @throws RangeError where the bytes do not lie at a multiple of four
   */
  open(events: Uint8Array): void {
    const { buffer, byteOffset, byteLength } = events
    if (((byteOffset | byteLength) & 3) !== 0) refusePlace()
    if (buffer !== this.#buffer) this.#enter(buffer)
    this.#next = byteOffset >>> 2
    this.#end = (byteOffset + byteLength) >>> 2
  }

  #enter(buffer: ArrayBufferLike): void {
    this.#buffer = buffer
    this.words = new Uint32Array(buffer, 0, buffer.byteLength >>> 2)
  }

  /** The word where the record begins. Of 30 bits, so that V8 need not ask whether a sum overflows. */
  get at(): number {
    return this.#at & 0x3fffffff
  }

  get hasNext(): boolean {
    return this.#next < this.#end
  }

  /**
   * Goes to the next record and returns its kind. A record's own size leads to the one after it:
   * a look into a table would make every step wait for one more load.
   * @throws RecordError where a kind is unknown, or a record is cut off
   */
  next(): number {
    const at = this.#next
    const head = this.words[at]
    const kind = head & 0xff
    const sizeBytes = head >>> 16
    const next = at + (sizeBytes >> 2)
    if (sizeBytes !== statedBytes[kind] || next > this.#end) return this.#nextByKind()
    this.#at = at
    this.#next = next
    return kind
  }

  /** Where the record does not say its size, as the benchmark's do not, or is none. */
  #nextByKind(): number {
    const at = this.#next
    const kind = this.words[at] & 0xff
    const sizeBytes = eventSizes[kind]
    const left = 4 * (this.#end - at)
    if (kind >= headedKindMin || sizeBytes === 0 || sizeBytes > left)
      refuseRecord(4 * at, kind, sizeBytes, left)
    this.#at = at
    this.#next = at + (sizeBytes >> 2)
    return kind
  }

  /** The whole record that it stands on, as an object that outlives the events. */
  read<Event>(shape: { read(view: DataView, at: number): Event }): Event {
    const { buffer, byteOffset } = this.words
    return shape.read(new DataView(buffer, byteOffset), 4 * this.at)
  }
}
