// What reconciling takes and gives: plain data, from the engine, the views or a replay.
import type { BalanceView, ListView, OrderView, WithdrawalView } from '../ports.js'

export interface ExpectedBalance extends BalanceView {
  readonly account: number
}

/** All trades of a market. */
export interface ExpectedTrades {
  readonly market: number
  readonly count: number
  readonly quantityLots: bigint
  readonly quoteUnits: bigint
}

/** The core's state after one frame. */
export interface ExpectedState {
  readonly sequence: number
  /** The journal's chain at that frame, 16 hex digits; not compared where it is left out. */
  readonly chain?: string
  /** Of all accounts, the house's too; what is left out must be zero. */
  readonly balances: readonly ExpectedBalance[]
  readonly openOrders: readonly OrderView[]
  /** Not compared where they are left out. */
  readonly openLists?: readonly ListView[]
  /** Not compared where they are left out. */
  readonly reservedWithdrawals?: readonly WithdrawalView[]
  /** Markets that are left out must have none; not compared where all are left out. */
  readonly trades?: readonly ExpectedTrades[]
}

export interface Difference {
  /** Such as `order 17`. */
  readonly what: string
  readonly expected: string
  readonly found: string
}

/** Compares two sets of facts, each a line of text by what it is about. */
export function compare(
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
  none: string,
): Difference[] {
  return [...new Set([...expected.keys(), ...found.keys()])]
    .map((what) => ({
      what,
      expected: expected.get(what) ?? none,
      found: found.get(what) ?? none,
    }))
    .filter((line) => line.expected !== line.found)
}
