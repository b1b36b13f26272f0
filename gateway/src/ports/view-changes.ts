// What one frame changed in the views, for the feeds.
import type { Side } from '@openbell/protocol'
import type {
  BalanceView,
  FillView,
  ListView,
  OrderView,
  PreventedMatchView,
} from './account-views.js'
import type { MarketView } from './catalogue-views.js'
import type { LevelView, TradeView } from './views.js'

/** What changed in one frame, for the feeds; given after the frame was folded. */
export interface ViewChanges {
  readonly sequence: number
  readonly timestampUs: number
  readonly trades: readonly TradeView[]
  /** Changed levels with their totals, by market, with the frame's first and last book-update ids. */
  readonly books: readonly {
    readonly market: number
    readonly firstUpdateId: number
    readonly lastUpdateId: number
    readonly levels: readonly (LevelView & { readonly side: Side })[]
  }[]
  /** What happened to accounts, in order. */
  readonly executions: readonly ExecutionView[]
  readonly balances: readonly (BalanceView & {
    readonly account: number
    readonly accountEvent: number
  })[]
  /** Money that came from or went to somebody else: not by trades. */
  readonly movements: readonly MovementView[]
  readonly lists: readonly ListStep[]
  /** Markets as they stood after each change, in order. */
  readonly markets: readonly MarketStep[]
}

/**
 * One step in an order's life, with the order as it stands after it. `activated`: it went from
 * waiting to work, or from waiting for its list to waiting for its trigger; `stopMoved`: the stop
 * price of a trailing order followed the market; `prevented`: it lost something, or all that it had
 * left, because it did not trade with its own kind.
 */
export interface ExecutionView {
  readonly account: number
  readonly accountEvent: number
  readonly execution:
    | 'new'
    | 'activated'
    | 'stopMoved'
    | 'trade'
    | 'prevented'
    | 'amended'
    | 'cancelled'
    | 'expired'
  readonly order: OrderView
  readonly fill?: FillView
  readonly prevented?: PreventedStep
}

export interface PreventedStep extends PreventedMatchView {
  /** What would have traded. */
  readonly matchLots: number
}

/** What the total of an account changed by. */
export interface MovementView {
  readonly account: number
  readonly accountEvent: number
  readonly kind: 'deposit' | 'withdrawal' | 'transfer' | 'adjustment'
  readonly asset: number
  /** Below zero where it went out. */
  readonly deltaUnits: bigint
}

export interface ListStep {
  readonly account: number
  readonly accountEvent: number
  readonly list: ListView
}

export interface MarketStep {
  readonly change: 'listed' | 'state' | 'rules' | 'reference' | 'indicated' | 'uncrossed'
  readonly market: MarketView
}
