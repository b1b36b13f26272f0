// All that the views remember, noun by noun, and its bytes.
import type { AmendmentView, FillView, PreventedStep } from '../ports.js'
import { Accounts } from './accounts.js'
import { amendmentKind } from './amendments.js'
import { Books } from './books.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { Catalogue } from './catalogue.js'
import { Entries } from './entries.js'
import { fillKind } from './fills.js'
import { HistoryBudget } from './history.js'
import { Lists } from './lists.js'
import { Orders } from './orders.js'
import { preventedKind } from './prevented.js'
import { Trades } from './trades.js'
import { Withdrawals } from './withdrawals.js'

/** How much is kept in memory. What is open or reserved, and balances, have no bound but the core's. */
export interface ViewBounds {
  readonly tradesPerMarketMax: number
  readonly finishedOrdersPerAccountMax: number
  readonly fillsPerAccountMax: number
  readonly finishedListsPerAccountMax: number
  readonly preventedPerAccountMax: number
  readonly amendmentsPerAccountMax: number
  /** All of these of all accounts; above it, who was active longest ago gives way. */
  readonly historyEntriesMax: number
}

export const defaultViewBounds: ViewBounds = {
  tradesPerMarketMax: 1_000,
  finishedOrdersPerAccountMax: 1_000,
  fillsPerAccountMax: 1_000,
  finishedListsPerAccountMax: 500,
  preventedPerAccountMax: 500,
  amendmentsPerAccountMax: 500,
  historyEntriesMax: 400_000,
}

export class ViewState {
  /** Of the last frame folded. */
  sequence = 0
  timestampUs = 0
  readonly orders: Orders
  readonly lists: Lists
  readonly fills: Entries<FillView>
  readonly prevented: Entries<PreventedStep>
  readonly amendments: Entries<AmendmentView>
  readonly trades: Trades
  readonly withdrawals = new Withdrawals()
  readonly budget: HistoryBudget
  /** Of the last prevented trade, 0 before the first. */
  lastPreventedId = 0

  constructor(
    bounds: ViewBounds,
    readonly catalogue = new Catalogue(),
    readonly books = new Books(),
    readonly accounts = new Accounts(),
  ) {
    this.budget = new HistoryBudget(bounds.historyEntriesMax, (account) => {
      for (const history of this.#histories()) history.drop(account)
    })
    const { budget } = this
    this.orders = new Orders(bounds.finishedOrdersPerAccountMax, budget)
    this.lists = new Lists(bounds.finishedListsPerAccountMax, budget)
    this.fills = new Entries(fillKind, bounds.fillsPerAccountMax, budget)
    this.prevented = new Entries(preventedKind, bounds.preventedPerAccountMax, budget)
    this.amendments = new Entries(amendmentKind, bounds.amendmentsPerAccountMax, budget)
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
    for (const history of this.#histories()) history.write(out)
    this.withdrawals.write(out)
    out.u64(this.lastPreventedId)
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
    for (const history of state.#histories()) history.read(from)
    state.withdrawals.read(from)
    state.lastPreventedId = from.u64()
    state.budget.read(from, (account) => state.#historyCount(account))
    from.end()
    return state
  }

  /** What the budget bounds. */
  #histories() {
    return [this.orders, this.lists, this.fills, this.prevented, this.amendments]
  }

  #historyCount(account: number): number {
    return this.#histories().reduce((sum, history) => sum + history.count(account), 0)
  }
}
