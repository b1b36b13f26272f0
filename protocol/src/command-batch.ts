// Commands one after another as a frame's payload wants them, written in words.
import { limits } from './generated/enums.js'
import type { Given } from './words.js'

interface CommandShape<Command> {
  readonly sizeBytes: number
  /** Where each field lies. */
  readonly offset: Readonly<Record<string, number>>
  encode(
    words: Uint32Array,
    at: number,
    session: number,
    sequence: number,
    record: Given<Command>,
  ): void
}

/** What the batch or the layout says by itself, and what is 0 where a record does not say it. */
const unneeded =
  /^(kind|sizeBytes|session|laneSequence|lane|deadlineMs|account|market|(.*R|r)eserved\d*)$/

/** The first field that a record ought to have and has not, where any is missing. */
function missingField<Command>(
  { offset }: CommandShape<Command>,
  record: object,
): RangeError | undefined {
  const stated = new Map(Object.entries(record))
  const name = Object.keys(offset).find(
    (field) => !unneeded.test(field) && stated.get(field) === undefined,
  )
  return name === undefined ? undefined : new RangeError(`the field ${name} is missing`)
}

/** Collects the commands of one session, and numbers them from 1: their lane sequences. */
export class CommandBatch {
  readonly #words = new Uint32Array(limits.framePayloadBytesMax >> 2)
  #session = 0
  /** Commands that were added, and how many of them were taken. */
  #added = 0
  #taken = 0
  #used = 0
  /** The words from `#used` to here are zeros, which encoders leave out. */
  #clearEnd = 0
  /** Where what an earlier batch has written ends. */
  #staleEnd = 0

  /** @param session who speaks; 0, the house, is heard without having been opened. */
  constructor(session = 0) {
    this.#session = session
  }

  /** Commands that were ever added. */
  get addedCount(): number {
    return this.#added
  }

  /** Commands that are held. */
  get count(): number {
    return this.#added - this.#taken
  }

  /**
   * Writes a command; its session and lane sequence are filled in. The record is free again.
   * @throws RangeError where the command does not fit, or one of its fields does not; it is left out
   */
  add<Command>(shape: CommandShape<Command>, record: Given<Command>): void {
    const at = this.#used
    const end = at + (shape.sizeBytes >> 2)
    if (end > this.#clearEnd) this.#makeRoom(end)
    const number = this.#added + 1
    try {
      shape.encode(this.#words, at, this.#session, number, record)
    } catch (error) {
      this.#words.fill(0, at, end)
      throw missingField(shape, record) ?? error
    }
    this.#used = end
    this.#added = number
  }

  /** What was collected, valid until the next `add`; the batch is empty then. */
  take(): Uint8Array {
    const taken = new Uint8Array(this.#words.buffer, 0, this.#used << 2)
    this.#staleEnd = this.#used
    this.#clearEnd = 0
    this.#used = 0
    this.#taken = this.#added
    return taken
  }

  #makeRoom(end: number): void {
    const words = this.#words
    if (end > words.length) throw new RangeError(`a batch of ${this.count} commands is full`)
    words.fill(0, 0, this.#staleEnd)
    this.#clearEnd = words.length
  }
}
