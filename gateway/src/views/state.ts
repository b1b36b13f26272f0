// All that the views remember, noun by noun, and its bytes.
import { Accounts } from './accounts.js'
import { Books } from './books.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { Catalogue } from './catalogue.js'
import { Fills } from './fills.js'
import { HistoryBudget } from './history.js'
import { Orders } from './orders.js'
import { Trades } from './trades.js'

/** How much is kept in memory. Open orders and balances have no bound but the core's own. */
export interface ViewBounds {
  readonly tradesPerMarketMax: number
  readonly finishedOrdersPerAccountMax: number
  readonly fillsPerAccountMax: number
  /** Finished orders and fills of all accounts; above it, who was active longest ago gives way. */
  readonly historyEntriesMax: number
}

export const defaultViewBounds: ViewBounds = {
  tradesPerMarketMax: 1_000,
  finishedOrdersPerAccountMax: 1_000,
  fillsPerAccountMax: 1_000,
  historyEntriesMax: 400_000,
}

export class ViewState {
  /** Of the last frame folded. */
  sequence = 0
  timestampUs = 0
  readonly orders: Orders
  readonly fills: Fills
  readonly trades: Trades
  readonly budget: HistoryBudget

  constructor(
    bounds: ViewBounds,
    readonly catalogue = new Catalogue(),
    readonly books = new Books(),
    readonly accounts = new Accounts(),
  ) {
    this.budget = new HistoryBudget(bounds.historyEntriesMax, (account) => {
      this.orders.drop(account)
      this.fills.drop(account)
    })
    this.orders = new Orders(bounds.finishedOrdersPerAccountMax, this.budget)
    this.fills = new Fills(bounds.fillsPerAccountMax, this.budget)
    this.trades = new Trades(bounds.tradesPerMarketMax)
  }

  write(out: ByteWriter): void {
    const markets = this.catalogue.markets()
    out.u64(this.sequence)
    out.u64(this.timestampUs)
    this.catalogue.write(out)
    this.books.write(out, markets)
    this.accounts.write(out)
    this.trades.write(out, markets)
    this.orders.write(out)
    this.fills.write(out)
    this.budget.write(out)
  }

  static read(from: ByteReader, bounds: ViewBounds): ViewState {
    const sequence = from.u64()
    const timestampUs = from.u64()
    const catalogue = Catalogue.read(from)
    const markets = catalogue.markets()
    const books = Books.read(from, markets)
    const state = new ViewState(bounds, catalogue, books, Accounts.read(from))
    state.sequence = sequence
    state.timestampUs = timestampUs
    state.trades.read(from, markets)
    state.orders.read(from)
    state.fills.read(from)
    state.budget.read(
      from,
      (account) => state.orders.finishedCount(account) + state.fills.count(account),
    )
    from.end()
    return state
  }
}
