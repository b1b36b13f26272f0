// The commands of a workload again and again, as fast as a path can take them.
import {
  CancelOrder,
  commandSizes,
  forEachRecord,
  PlaceOrder,
  readU64,
  writeU64,
} from '@openbell/protocol'
import type { CommandList } from './command-list.js'

export class EndlessCommands {
  private readonly batches: readonly Uint8Array[]
  private readonly ordersPerRound: number
  private readonly cancelsPerRound: number
  private index = 0
  private isFirstRound = true

  /** Orders and cancels of one session without client order ids, `size` a batch. */
  constructor(
    private readonly list: CommandList,
    private readonly size: number,
  ) {
    this.batches = list.batches(size)
    let orders = 0
    for (const batch of this.batches)
      forEachRecord(batch, (kind) => (orders += kind === PlaceOrder.kind ? 1 : 0), commandSizes)
    this.ordersPerRound = orders
    this.cancelsPerRound = list.count - orders
  }

  /** The next batch and the commands in it, valid until the next round comes to it. */
  next(): { readonly bytes: Uint8Array; readonly count: number } {
    const { list, size, index } = this
    const batch = this.batches[index]
    const count = Math.min(size, list.count - index * size)
    if (!this.isFirstRound) this.renumber(batch)
    this.index++
    if (this.index === this.batches.length) {
      this.index = 0
      this.isFirstRound = false
    }
    return { bytes: batch, count }
  }

  /** Lanes count on from round to round, and so do the orders. */
  private renumber(batch: Uint8Array): void {
    const { laneSequence, orderId } = CancelOrder.offset
    const raise = (view: DataView, at: number, by: number) =>
      writeU64(view, at, readU64(view, at) + by)
    const visit = (kind: number, view: DataView, at: number) => {
      const isCancel = kind === CancelOrder.kind
      raise(view, at + laneSequence, isCancel ? this.cancelsPerRound : this.ordersPerRound)
      if (isCancel) raise(view, at + orderId, this.ordersPerRound)
    }
    forEachRecord(batch, visit, commandSizes)
  }
}
