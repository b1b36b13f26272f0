// Commands one after another as a frame's payload wants them, written in words.
import { limits } from './generated/enums.js'
import { headedKindMin } from './records.js'
import type { Given } from './words.js'

interface CommandShape<Command> {
  readonly kind: number
  readonly sizeBytes: number
  encode(words: Uint32Array, at: number, record: Given<Command>): void
}

/** Collects the commands of one session, whose lane sequences count up from 1. */
export class CommandBatch {
  readonly #words: Uint32Array
  readonly #session: number
  readonly #laneSequences = [0, 0]
  #used = 0
  #count = 0

  /** @param session who speaks; 0, the house, is heard without having been opened. */
  constructor(session = 0, bytesMax: number = limits.framePayloadBytesMax) {
    this.#words = new Uint32Array(bytesMax >> 2)
    this.#session = session
  }

  /** Commands that are held. */
  get count(): number {
    return this.#count
  }

  /**
   * Writes a command; its session and lane sequence are filled in. The record is free again.
   * @throws RangeError where the command does not fit, or a text or an amount does not
   */
  add<Command>(shape: CommandShape<Command>, record: Given<Command>): void {
    const words = this.#words
    const at = this.#used
    const end = at + (shape.sizeBytes >> 2)
    if (end > words.length) throw new RangeError(`a batch of ${this.#count} commands is full`)
    shape.encode(words, at, record)
    if (shape.kind >= headedKindMin) {
      const laneSequence = ++this.#laneSequences[(words[at] >>> 8) & 1]
      words[at + 1] = this.#session
      words[at + 2] = laneSequence
      words[at + 3] = laneSequence / 4294967296
    }
    this.#used = end
    this.#count++
  }

  /** What was collected, valid until the next `add`; the batch is empty then. */
  take(): Uint8Array {
    const taken = new Uint8Array(this.#words.buffer, 0, this.#used << 2)
    this.#used = 0
    this.#count = 0
    return taken
  }
}
