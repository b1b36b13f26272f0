// One batch, one transaction: all rows and the cursor, or nothing.
import type { Sql } from '../ports.js'
import type { Batch } from './batch.js'
import { holdCursor, moveCursor } from './cursor.js'
import { ProjectionError } from './faults.js'
import { settle, touchedAccounts } from './settle.js'
import { readFunds, writeBalances, writeNewAccounts, writeUserTiers } from './write-accounts.js'
import { writeLedger } from './write-ledger.js'
import { writeListings } from './write-listings.js'
import { writeOrderFacts } from './write-lists.js'
import { writeMetrics } from './write-metrics.js'
import { writeOrders } from './write-orders.js'
import { writeTrades } from './write-trades.js'
import { writeWithdrawals } from './write-withdrawals.js'

/** @throws CursorMovedError, ProjectionError, and what the database throws. */
export const writeBatch = (sql: Sql, batch: Batch): Promise<void> =>
  sql.transaction(async (sql) => {
    await holdCursor(sql, batch.after)
    await writeListings(sql, batch)
    await writeNewAccounts(sql, batch)
    await writeUserTiers(sql, batch)
    const touched = touchedAccounts(batch.movements)
    const funds = await readFunds(sql, [...touched.values()])
    const { entries, balances } = settle(batch.movements, funds)
    await writeOrderFacts(sql, batch)
    const created = await writeOrders(sql, [...batch.orders.values()])
    await writeTrades(sql, batch.trades)
    await writeLedger(sql, batch.transactions, entries)
    await writeBalances(sql, balances)
    await writeWithdrawals(sql, [...batch.withdrawals.values()])
    addFillTimes(batch, created)
    await writeMetrics(sql, batch.metrics.rows())
    await moveCursor(sql, batch.after, { sequence: batch.sequence, chain: batch.chain })
  })

function addFillTimes({ filled, metrics }: Batch, created: ReadonlyMap<number, number>): void {
  for (const { id, market, filledUs, sequence } of filled) {
    const createdUs = created.get(id)
    if (createdUs === undefined) throw new ProjectionError(`order ${id} was filled but not written`)
    const fillTimeUs = filledUs - createdUs
    metrics.add(market, { timestampUs: filledUs, sequence }, (row) => {
      row.filledCount++
      row.fillTimeUsTotal += BigInt(fillTimeUs)
      row.fillTimeUsMax = Math.max(row.fillTimeUsMax, fillTimeUs)
    })
  }
}
