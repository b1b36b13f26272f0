// The order flow's commands, made before the clock starts as far as it is known how many will be sent.
import { commandSizes } from '@openbell/protocol'
import type { OrderFlow } from '../order-flow.js'

/** What the flow makes at once, within the payload of a frame. */
const batchMax = 4_096
/** A gigabyte of commands, more or less; what is beyond is made when it is sent. */
const preparedMax = 8_000_000

const nothing = new Uint8Array(0)

export class Supply {
  private readonly prepared: Uint8Array[] = []
  /** Commands that are there. */
  private count = 0
  private current: Uint8Array = nothing
  private at = 0

  constructor(private readonly flow: OrderFlow) {}

  /** Makes commands ahead, so that there are so many; others run meanwhile. */
  async prepare(count: number): Promise<void> {
    const wanted = Math.min(count, preparedMax)
    while (this.count < wanted) {
      this.make()
      await new Promise(setImmediate)
    }
  }

  /** Makes what is missing of so many at once. */
  ensure(count: number): void {
    while (this.count < count) this.make()
  }

  /** The next of those that are there, which must be there. */
  next(): Uint8Array {
    if (this.at === this.current.length) {
      this.current = this.prepared.shift() ?? nothing
      this.at = 0
    }
    const from = this.at
    this.at += commandSizes[this.current[from]]
    this.count--
    return this.current.subarray(from, this.at)
  }

  private make(): void {
    this.prepared.push(this.flow.batch(batchMax).slice())
    this.count += batchMax
  }
}
