// Compares the tables with the core's state at one sequence, and with themselves.
import type { Sql } from '../ports.js'
import { readCursor } from './cursor.js'
import type { Difference, ExpectedState } from './reconcile-expected.js'
import {
  balanceDifferences,
  listDifferences,
  orderDifferences,
  tradeDifferences,
  withdrawalDifferences,
} from './reconcile-state.js'
import { tableDifferences } from './reconcile-tables.js'

export type { Difference, ExpectedState, ExpectedTrades } from './reconcile-expected.js'

/** Makes what is expected at a frame; called once, with the last that the tables hold. */
export type ExpectedAt = (sequence: number) => ExpectedState

/**
 * All differences between the tables and what is expected of them; none where they agree. The
 * tables are read in one transaction, from before what is expected of them is asked for; where they
 * are at another frame, that is the only difference.
 */
export const reconcile = (
  sql: Sql,
  expectedAt: ExpectedState | ExpectedAt,
): Promise<Difference[]> =>
  sql.transaction(async (sql) => {
    await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const cursor = await readCursor(sql)
    const expected =
      typeof expectedAt === 'function' ? expectedAt(cursor?.sequence ?? 0) : expectedAt
    if (cursor?.sequence !== expected.sequence)
      return [
        {
          what: 'cursor',
          expected: `frame ${expected.sequence}`,
          found: cursor ? `frame ${cursor.sequence}` : 'none',
        },
      ]
    const differences: Difference[] = []
    if (expected.chain !== undefined && expected.chain !== cursor.chain)
      differences.push({ what: 'chain', expected: expected.chain, found: cursor.chain })
    differences.push(...(await balanceDifferences(sql, expected.balances)))
    differences.push(...(await orderDifferences(sql, expected.openOrders)))
    const { openLists, reservedWithdrawals } = expected
    if (openLists) differences.push(...(await listDifferences(sql, openLists)))
    if (reservedWithdrawals)
      differences.push(...(await withdrawalDifferences(sql, reservedWithdrawals)))
    if (expected.trades) differences.push(...(await tradeDifferences(sql, expected.trades)))
    differences.push(...(await tableDifferences(sql)))
    return differences
  })
