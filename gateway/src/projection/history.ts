// Orders, fills and trades that are no longer in memory, out of the tables.
import { type History, HistoryBehindError, type Sql, type Timers } from '../ports.js'
import { readCursor } from './cursor.js'
import { selectFills, selectTrades } from './select-fills.js'
import { selectAmendments, selectList, selectLists, selectPrevented } from './select-lists.js'
import { selectOrder, selectOrders } from './select-orders.js'
import { selectWithdrawals } from './select-withdrawals.js'

export interface HistoryOptions {
  readonly sql: Sql
  /** The last frame that the views have folded: no answer is older. */
  readonly sequence: () => number
  readonly timers: Timers
}

/** How long a reader waits for the projection, and how often it asks. */
const waitMsMax = 2_000
const askMs = 20

/**
 * With `fromId` or `startUs` of a range the first entries from there on, otherwise the newest ones;
 * oldest first either way. Both bounds of time are inclusive; an order has that of its creation.
 */
export function createHistory(options: HistoryOptions): History {
  const read = <Entry>(select: (sql: Sql) => Promise<Entry>) => readCaughtUp(options, select)
  return {
    trades: (market, range) => read((sql) => selectTrades(sql, market, range)),
    orders: (account, market, range) => read((sql) => selectOrders(sql, account, market, range)),
    fills: (account, market, range, orderId) =>
      read((sql) => selectFills(sql, account, market, range, orderId)),
    orderById: (account, orderId) => read((sql) => selectOrder(sql, { account, orderId })),
    orderByClientId: (account, market, clientOrderId) =>
      read((sql) => selectOrder(sql, { account, market, clientOrderId })),
    listById: (account, listId) => read((sql) => selectList(sql, account, { listId })),
    listByClientId: (account, clientId) => read((sql) => selectList(sql, account, { clientId })),
    lists: (account, range, market) => read((sql) => selectLists(sql, account, range, market)),
    preventedMatches: (account, market, range) =>
      read((sql) => selectPrevented(sql, account, market, range)),
    amendments: (account, market, orderId, range) =>
      read((sql) => selectAmendments(sql, account, market, orderId, range)),
    withdrawals: (account, range) => read((sql) => selectWithdrawals(sql, account, range)),
  }
}

/** Reads when the tables have all that the views have folded, and may have dropped since. */
async function readCaughtUp<Entry>(
  { sql, sequence, timers }: HistoryOptions,
  select: (sql: Sql) => Promise<Entry>,
): Promise<Entry> {
  const target = sequence()
  for (let waitedMs = 0; ; waitedMs += askMs) {
    const answer = await sql.transaction(async (sql) => {
      await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
      const cursor = await readCursor(sql)
      return cursor && cursor.sequence >= target ? { found: await select(sql) } : undefined
    })
    if (answer) return answer.found
    if (waitedMs >= waitMsMax) throw new HistoryBehindError(`frame ${target} is not projected yet`)
    await new Promise<void>((resolve) => timers.after(askMs, resolve))
  }
}
