// Walks the records of a batch of events without an object a record.
import { eventSizes, RecordError } from './records.js'
import type { Place } from './words.js'

/**
 * Stands on one event at a time: `while (cursor.next()) if (cursor.kind === Trade.kind) …`, where
 * `Trade.get.quantityLots(cursor)` is one field and `cursor.read(Trade)` the whole record.
 */
export class EventCursor implements Place {
  words: Uint32Array = new Uint32Array()
  /** The word where the record begins. */
  at = 0
  kind = 0
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
    if (events.buffer !== this.words.buffer)
      this.words = new Uint32Array(events.buffer, 0, events.buffer.byteLength >> 2)
    if (((events.byteOffset | events.byteLength) & 3) !== 0)
      throw new RangeError('events lie at a multiple of four bytes')
    this.#next = events.byteOffset >> 2
    this.#end = this.#next + (events.byteLength >> 2)
  }

  /**
   * Goes to the next record; false where there is none.
   * @throws RecordError where a kind is unknown, or a record is cut off
   */
  next(): boolean {
    const at = this.#next
    if (at >= this.#end) return false
    const kind = this.words[at] & 0xff
    const count = eventSizes[kind] >> 2
    if (count === 0 || at + count > this.#end)
      throw new RecordError(at << 2, count === 0 ? `kind ${kind} is unknown` : 'it is cut off')
    this.at = at
    this.kind = kind
    this.#next = at + count
    return true
  }

  /** The whole record that it stands on, as an object that outlives the events. */
  read<Event>(shape: { read(view: DataView, at: number): Event }): Event {
    const { buffer, byteOffset } = this.words
    return shape.read(new DataView(buffer, byteOffset), this.at << 2)
  }
}
