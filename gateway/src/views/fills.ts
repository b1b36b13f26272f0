// The newest fills of every account: each trade from the side of its owner.
import { limits, Side } from '@openbell/protocol'
import type { FillView, HistoryPage, HistoryRange } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { DroppedMarks, type HistoryBudget, pageOf } from './history.js'
import { Ring } from './ring.js'

interface AccountFills {
  fills: Ring<FillView>
  readonly dropped: DroppedMarks
}

const idOf = (fill: FillView): number => fill.tradeId
const timeUsOf = (fill: FillView): number => fill.timestampUs

export class Fills {
  readonly #accounts: (AccountFills | undefined)[] = []

  constructor(
    readonly fillsPerAccountMax: number,
    private readonly budget: HistoryBudget,
  ) {}

  add(fill: FillView): void {
    const isKept = this.#remember(this.#of(fill.account), fill)
    this.budget.touch(fill.account, isKept ? 1 : 0)
  }

  /** Of one order where it is given, which had no fill before `notBeforeUs`. */
  page(
    account: number,
    market: number,
    range: HistoryRange,
    orderId?: number,
    notBeforeUs?: number,
  ): HistoryPage<FillView> {
    const fills = this.#accounts[account]
    if (!fills) return { entries: [], complete: true }
    const entries = fills.fills
      .toArray()
      .filter((fill) => fill.market === market && (orderId ?? fill.orderId) === fill.orderId)
    return pageOf(entries, range, fills.dropped.of(market), idOf, timeUsOf, notBeforeUs)
  }

  count(account: number): number {
    return this.#accounts[account]?.fills.length ?? 0
  }

  /** Forgets the fills of an account. */
  drop(account: number): void {
    const fills = this.#accounts[account]
    if (!fills) return
    for (const { market, tradeId, timestampUs } of fills.fills.toArray())
      fills.dropped.mark(market, tradeId, timestampUs)
    fills.fills = this.#ring(account)
  }

  write(out: ByteWriter): void {
    const accounts = [...this.#accounts.entries()].filter(([, fills]) => fills !== undefined)
    out.list(accounts as [number, AccountFills][], accounts.length, ([account, fills]) => {
      out.u32(account)
      const kept = fills.fills.toArray()
      out.list(kept, kept.length, (fill) => writeFill(out, fill))
      fills.dropped.write(out)
    })
  }

  read(from: ByteReader): void {
    from.list(() => {
      const account = from.u32()
      const fills = this.#of(account)
      for (const fill of from.list(() => readFill(from, account))) this.#remember(fills, fill)
      fills.dropped.read(from)
    })
  }

  #of(account: number): AccountFills {
    const known = this.#accounts[account]
    if (known) return known
    const fills = { fills: this.#ring(account), dropped: new DroppedMarks() }
    this.#accounts[account] = fills
    return fills
  }

  /** The house's accounts have no history. */
  #ring(account: number): Ring<FillView> {
    return new Ring(account < limits.accountUserMin ? 0 : this.fillsPerAccountMax)
  }

  /** True where the history grew, false where an older fill gave way. */
  #remember({ fills, dropped }: AccountFills, fill: FillView): boolean {
    const oldest = fills.push(fill)
    if (oldest) dropped.mark(oldest.market, oldest.tradeId, oldest.timestampUs)
    return oldest === undefined
  }
}

function writeFill(out: ByteWriter, fill: FillView): void {
  out.u64(fill.tradeId)
  out.u64(fill.orderId)
  out.u32(fill.market)
  out.u8(fill.side)
  out.u8(fill.isMaker ? 1 : 0)
  out.u64(fill.priceTicks)
  out.u64(fill.quantityLots)
  out.i64(fill.quoteUnits)
  out.i64(fill.feeUnits)
  out.u32(fill.feeAsset)
  out.u64(fill.timestampUs)
}

const readFill = (from: ByteReader, account: number): FillView => ({
  tradeId: from.u64(),
  orderId: from.u64(),
  account,
  market: from.u32(),
  side: from.u8() === Side.sell ? Side.sell : Side.buy,
  isMaker: from.u8() === 1,
  priceTicks: from.u64(),
  quantityLots: from.u64(),
  quoteUnits: from.i64(),
  feeUnits: from.i64(),
  feeAsset: from.u32(),
  timestampUs: from.u64(),
})
