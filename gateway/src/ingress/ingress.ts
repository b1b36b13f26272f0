// The single writer: takes whatever arrived, drops what is too late, and gives the batch its time.
import { Configure, commandSizes, Lane, PlaceOrder, readU64 } from '@openbell/protocol'
import type { Clock, LinkCore, Refusal, Reporter } from '../ports.js'
import { BatchTime } from './time.js'

export interface Batch {
  readonly payloadBytes: number
  readonly commandCount: number
  readonly timestampUs: number
}

const at = PlaceOrder.offset

export class Ingress {
  private readonly time: BatchTime
  /** Only cancels get through: the disk is nearly full, or an operator says so. */
  cancelOnly = false

  constructor(
    private readonly link: LinkCore,
    clock: Clock,
    reporter: Reporter,
    lastTimestampUs: number,
  ) {
    this.time = new BatchTime(clock, reporter, lastTimestampUs)
  }

  /** Fills `payload` with the commands that arrived; the batch may be empty. @throws RangeError */
  take(payload: Uint8Array): Batch {
    const takenBytes = this.link.take(payload)
    const timestampUs = this.time.next()
    return { ...this.admit(payload, takenBytes, timestampUs), timestampUs }
  }

  /** The time for a frame that carries no commands. */
  now(): number {
    return this.time.next()
  }

  /** Milliseconds until a batch would have a time, rounded up. */
  untilMs(timestampUs: number): number {
    return Math.ceil(this.time.until(timestampUs) / 1000)
  }

  wait(timeoutMs: number): void {
    this.link.wait(timeoutMs)
  }

  /** Closes the gaps that refused commands leave. */
  private admit(payload: Uint8Array, takenBytes: number, timestampUs: number) {
    const view = new DataView(payload.buffer, payload.byteOffset)
    const nowMs = Math.floor(timestampUs / 1000)
    let payloadBytes = 0
    let commandCount = 0
    for (let from = 0; from < takenBytes; ) {
      const sizeBytes = commandSizes[view.getUint8(from)]
      if (sizeBytes === 0)
        throw new RangeError(`a command of kind ${view.getUint8(from)} is unknown`)
      const refusal = this.refusalOf(view, from, nowMs)
      if (refusal) {
        const lane = view.getUint8(from + at.lane) as Lane
        const session = view.getUint32(from + at.session, true)
        this.link.refuse(session, lane, readU64(view, from + at.laneSequence), refusal)
      } else {
        if (payloadBytes !== from) payload.copyWithin(payloadBytes, from, from + sizeBytes)
        payloadBytes += sizeBytes
        commandCount++
      }
      from += sizeBytes
    }
    return { payloadBytes, commandCount }
  }

  private refusalOf(view: DataView, from: number, nowMs: number): Refusal | undefined {
    if (view.getUint8(from) < Configure.kind) return undefined // the benchmark's have no head
    const deadlineMs = readU64(view, from + at.deadlineMs)
    if (deadlineMs !== 0 && nowMs > deadlineMs) return 'deadlinePassed'
    if (this.cancelOnly && view.getUint8(from + at.lane) !== Lane.cancels) return 'cancelOnly'
    return undefined
  }
}
