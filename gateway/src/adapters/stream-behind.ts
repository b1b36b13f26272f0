// The core's end of the replicated log, whose client lives in another thread: what is to be appended
// lies in shared memory, and frames to follow come through a ring.
import type { MessagePort } from 'node:worker_threads'
import { FrameHead, limits } from '@openbell/protocol'
import { DeposedError, type Log } from '../ports.js'
import { SharedCount, sharedCountBytes } from './shared-count.js'
import { makeRing, RingReader } from './shared-ring.js'

const frameBytesMax = FrameHead.sizeBytes + limits.framePayloadBytesMax
/** Some seconds of what a disk can take. */
const ringBytes = 8 * 1024 * 1024

/** What both threads see. */
export interface StreamMemory {
  /** The frame that is to be appended. */
  readonly frame: SharedArrayBuffer
  /** How many appends were answered. */
  readonly answered: SharedArrayBuffer
  /** What the last answer was. */
  readonly answer: SharedArrayBuffer
  /** Frames to follow, and the word to lead. */
  readonly ring: SharedArrayBuffer
}

export const makeStreamMemory = (): StreamMemory => ({
  frame: new SharedArrayBuffer(frameBytesMax),
  answered: new SharedArrayBuffer(sharedCountBytes),
  answer: new SharedArrayBuffer(4),
  ring: makeRing(ringBytes),
})

/** The core's end of the replicated log. */
export interface StreamPlace {
  readonly memory: StreamMemory
  readonly requests: MessagePort
}

/** What becomes of a frame: another writer has its place, or it is committed; then a roll may be due. */
export const answers = { deposed: 0, committed: 1, committedAndRollDue: 2 } as const

/** What comes through the ring. */
export const told = { frame: 1, lead: 2 } as const

/** What the core's thread says to the stream's. */
export type StreamRequest =
  | { readonly kind: 'follow'; readonly after: number }
  | {
      readonly kind: 'append'
      readonly sequence: number
      readonly sizeBytes: number
      readonly chain: Uint8Array
    }
  | { readonly kind: 'leading'; readonly epoch: number }

/** At the end the stream has some seconds for the last frame: a look takes a tenth of one. */
const endLooksMax = 50

export class DistantStream implements Log {
  private readonly frame: Uint8Array
  private readonly answered: SharedCount
  private readonly lastAnswer: Int32Array
  private readonly ring: RingReader
  private seen = 0
  private sequence = 0

  /** `isEnding` is asked while the stream cannot be reached. */
  constructor(
    memory: StreamMemory,
    private readonly port: MessagePort,
    private readonly isEnding: () => boolean,
  ) {
    this.frame = new Uint8Array(memory.frame)
    this.answered = new SharedCount(memory.answered, 0)
    this.lastAnswer = new Int32Array(memory.answer)
    this.ring = new RingReader(memory.ring)
  }

  /**
   * Gives the frames after a sequence to `onFrame`, until this process is to lead or is to end.
   * True where it is to lead; then every frame of the stream was given.
   */
  follow(after: number, onFrame: (bytes: Uint8Array) => void): boolean {
    this.ask({ kind: 'follow', after })
    while (!this.isEnding()) {
      const record = this.ring.next()
      if (!record) this.ring.rest()
      else if (record.kind === told.lead) return true
      else {
        onFrame(record.bytes)
        this.ring.done()
      }
    }
    return false
  }

  /** The epoch frame is in the log: this process leads. */
  leading(epoch: number): void {
    this.ask({ kind: 'leading', epoch })
  }

  begin(sequence: number, frame: Uint8Array, chain: Uint8Array): void {
    this.frame.set(frame)
    this.seen = this.answered.value
    this.sequence = sequence
    this.ask({ kind: 'append', sequence, sizeBytes: frame.length, chain })
  }

  /** @throws DeposedError; Error where the process ends before anybody knows what became of it */
  finish(): void {
    for (let looks = 0; this.answered.value === this.seen; ) {
      if (this.isEnding() && looks++ === endLooksMax)
        throw new Error(
          `the stream did not answer for frame ${this.sequence} before the end; the next start settles it`,
        )
      this.ring.assertSound()
      this.answered.waitWhile(this.seen)
    }
    if (this.answer === answers.deposed) throw new DeposedError(this.sequence)
  }

  get isRollDue(): boolean {
    return this.answer === answers.committedAndRollDue
  }

  private get answer(): number {
    return Atomics.load(this.lastAnswer, 0)
  }

  private ask(request: StreamRequest): void {
    this.port.postMessage(request)
  }
}
