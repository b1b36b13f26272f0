// The trades that Bitstamp told of in its own log, and how many of them come out of a replay.
import { Trade } from '@openbell/protocol'
import type { Check, CheckResult } from '../check.js'
import { OperateError } from '../errors.js'
import type { InputFile } from '../input-file.js'
import type { RecordedBatch } from '../recording.js'
import { oneByOne, parsedLines } from '../text-lines.js'
import { parseLogTrade, type VenueTrade } from './log.js'

/** How much later than the order that caused it a trade stands in the log, at most. */
const delayMsMax = 1_000

/**
 * A trade of ours and one of the venue's are the same where price and quantity are equal and the
 * venue's falls into the time of the frame that holds ours. Each is counted once.
 */
export class VenueTrades implements Check {
  private readonly trades: AsyncGenerator<VenueTrade>
  private next: VenueTrade | undefined
  private total = 0
  private matched = 0
  /** Those of the present frame's time that none of ours was equal to yet, in their order. */
  private open: VenueTrade[] = []

  constructor(
    private readonly log: InputFile,
    private readonly startMs: number,
  ) {
    this.trades = oneByOne(parsedLines(log, parseLogTrade))
  }

  /** The same batches; whoever takes them is done with one when asking for the next. */
  async *beside(batches: AsyncIterable<RecordedBatch>): AsyncGenerator<RecordedBatch> {
    let isOfThisTime = false
    for await (const batch of batches) {
      const endMs = batch.timestampUs / 1000
      await this.readUntil(endMs + delayMsMax)
      isOfThisTime ||= this.open.length > 0
      yield batch
      this.open = this.open.filter(({ timestampMs }) => timestampMs > endMs)
    }
    for await (const _ of this.trades) this.total++
    if (!isOfThisTime)
      throw new OperateError(`${this.log.path} holds no trade of the recording's time`)
  }

  see(kind: number, view: DataView, at: number): void {
    if (kind !== Trade.kind) return
    const { priceTicks, quantityLots } = Trade.read(view, at)
    const index = this.open.findIndex(
      (trade) => trade.priceTicks === priceTicks && trade.quantityLots === quantityLots,
    )
    if (index < 0) return
    this.open.splice(index, 1)
    this.matched++
  }

  result(): CheckResult {
    return { venueTrades: this.total, matchedTrades: this.matched }
  }

  private async readUntil(endMs: number): Promise<void> {
    if (this.total === 0) await this.advance()
    for (; this.next && this.next.timestampMs <= endMs; await this.advance())
      if (this.next.timestampMs >= this.startMs) this.open.push(this.next)
  }

  private async advance(): Promise<void> {
    this.next = (await this.trades.next()).value
    if (this.next) this.total++
  }
}
