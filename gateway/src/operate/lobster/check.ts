// Whether a LOBSTER replay fills the orders that the venue filled, and shows the venue's levels.
import { isDeepStrictEqual } from 'node:util'
import {
  BookLevel,
  levelSideOf,
  OrderAccepted,
  OrderClosed,
  Outcome,
  Side,
  Trade,
  TradeFlag,
} from '@openbell/protocol'
import { Books } from '../../views/books.js'
import type { Check, CheckResult } from '../check.js'
import type { LobsterBook } from './book.js'

const market = 0

interface Fill {
  readonly clientOrderId: string | undefined
  readonly lots: number
}

/** What the command of this number, from 1, is to fill. */
interface Execution extends Fill {
  readonly command: number
}

/** What the book is to be when the commands up to this number are done. */
interface BookRow {
  readonly command: number
  readonly row: number
  readonly book: LobsterBook
}

/** What is expected of a batch is said before its events are seen. */
export class LobsterCheck implements Check {
  /** Commands whose outcome was seen. */
  private done = 0
  private readonly books = new Books()
  /** The clients' ids of open orders. */
  private readonly clientOrderIds = new Map<number, string>()
  private readonly executionsAhead: Execution[] = []
  private readonly rowsAhead: BookRow[] = []
  /** Of the command under way. */
  private fills: Fill[] = []
  private readonly counts = { executions: 0, mismatchedExecutions: 0 }
  private readonly rows = { rowsCompared: 0, rowsEqual: 0 }
  private firstUnequalRow: number | null = null

  constructor() {
    this.books.open(market)
  }

  /** The command of this number shall fill that order, of which it takes all of its lots. */
  expectExecution(command: number, clientOrderId: string, lots: number): void {
    this.executionsAhead.push({ command, clientOrderId, lots })
  }

  expectBook(command: number, row: number, book: LobsterBook): void {
    this.rowsAhead.push({ command, row, book })
    this.settleRows()
  }

  see(kind: number, view: DataView, at: number): void {
    if (kind === OrderAccepted.kind) this.accept(OrderAccepted.read(view, at))
    else if (kind === OrderClosed.kind)
      this.clientOrderIds.delete(OrderClosed.read(view, at).orderId)
    else if (kind === Trade.kind) this.fill(Trade.read(view, at))
    else if (kind === BookLevel.kind) this.setLevel(BookLevel.read(view, at))
    else if (kind === Outcome.kind) this.settle()
  }

  result(): CheckResult {
    const { rows, counts, firstUnequalRow } = this
    return { ...counts, ...(rows.rowsCompared > 0 && { ...rows, firstUnequalRow }) }
  }

  private accept({ orderId, clientOrderId }: OrderAccepted): void {
    this.clientOrderIds.set(orderId, clientOrderId)
  }

  private fill({ makerOrderId, quantityLots, flags }: Trade): void {
    this.fills.push({ clientOrderId: this.clientOrderIds.get(makerOrderId), lots: quantityLots })
    if (flags & TradeFlag.makerFilled) this.clientOrderIds.delete(makerOrderId)
  }

  private setLevel(level: BookLevel): void {
    const { updateId, priceTicks, totalLots } = level
    this.books.setLevel(market, updateId, levelSideOf(level), priceTicks, totalLots)
  }

  private settle(): void {
    this.done++
    if (this.executionsAhead[0]?.command === this.done) {
      const { clientOrderId, lots } = this.executionsAhead.shift() as Execution
      const [fill, ...more] = this.fills
      const isMatch = fill?.clientOrderId === clientOrderId && fill.lots === lots && !more.length
      this.counts.executions++
      if (!isMatch) this.counts.mismatchedExecutions++
    }
    this.fills = []
    this.settleRows()
  }

  private settleRows(): void {
    while (this.rowsAhead.length > 0 && this.rowsAhead[0].command <= this.done) {
      const { row, book } = this.rowsAhead.shift() as BookRow
      this.rows.rowsCompared++
      if (this.isEqual(book)) this.rows.rowsEqual++
      else this.firstUnequalRow ??= row
    }
  }

  private isEqual({ depth, levels }: LobsterBook): boolean {
    const { bids, asks } = this.books.depth(market, depth)
    return isDeepStrictEqual([bids, asks], [levels[Side.buy], levels[Side.sell]])
  }
}
