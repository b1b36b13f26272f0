// One batch, one transaction: all rows and the cursor, or nothing.
import type { Sql } from '../ports.js'
import type { Batch } from './batch.js'
import { holdCursor, moveCursor } from './cursor.js'
import { ProjectionError } from './faults.js'
import type { Known } from './known.js'
import { settle, unknownAccounts } from './settle.js'
import { readFunds, writeBalances, writeNewAccounts, writeUserTiers } from './write-accounts.js'
import { writeEntries, writeTransactions } from './write-ledger.js'
import { writeListings } from './write-listings.js'
import { writeOrderFacts } from './write-lists.js'
import { writeMetrics } from './write-metrics.js'
import { insertOrders, readCreated, rememberCreated, updateOrders } from './write-orders.js'
import { writeTrades } from './write-trades.js'
import { writeWithdrawals } from './write-withdrawals.js'

/** What else goes on in this process while the database works. */
export interface Meanwhile {
  /** Lets what was asked of the database go out, and whatever else waits for its turn. */
  turn(): Promise<void>
  /** Called once, when the database has all that it must do for this batch. */
  whileWriting(): Promise<void>
}

/**
 * @param known where it throws, what is known is no longer so, and must be forgotten
 * @throws CursorMovedError, ProjectionError, and what the database throws
 */
export const writeBatch = (
  sql: Sql,
  batch: Batch,
  known: Known,
  meanwhile: Meanwhile,
): Promise<void> =>
  sql.transaction(async (sql) => {
    await holdCursor(sql, batch.after)
    await writeListings(sql, batch)
    await writeNewAccounts(sql, batch)
    await writeUserTiers(sql, batch)
    await writeOrderFacts(sql, batch)
    const { orders, movements } = batch
    await readCreated(sql, orders.values(), known.created)
    await readFunds(sql, unknownAccounts(movements, known.funds), known.funds)
    const { entries, balances } = settle(movements, known.funds)
    addFillTimes(batch, known)
    // None of these needs the answer of another: the database works on one while the next is written
    // down.
    const writes = [
      () => writeBalances(sql, balances),
      () => updateOrders(sql, orders.values(), known.created),
      () => insertOrders(sql, orders.values()),
      () => writeTrades(sql, batch.trades),
      () => writeTransactions(sql, batch.transactions),
      () => writeEntries(sql, entries),
      () => writeWithdrawals(sql, [...batch.withdrawals.values()]),
      () => writeMetrics(sql, batch.metrics.rows()),
      () => moveCursor(sql, batch.after, { sequence: batch.sequence, chain: batch.chain }),
    ]
    const answers: Promise<void>[] = []
    for (const write of writes) {
      const answer = write()
      answer.catch(() => {}) // told below
      answers.push(answer)
      await meanwhile.turn()
    }
    rememberCreated(orders.values(), known.created)
    await meanwhile.whileWriting()
    await Promise.all(answers)
  })

function addFillTimes({ filled, orders, metrics }: Batch, { created }: Known): void {
  for (const { id, market, filledUs, sequence } of filled) {
    const createdUs = orders.get(id)?.accepted?.createdUs ?? created.get(id)
    if (createdUs === undefined) throw new ProjectionError(`order ${id} was filled but not written`)
    const fillTimeUs = filledUs - createdUs
    const row = metrics.at(market, { timestampUs: filledUs, sequence })
    row.filledCount++
    row.fillTimeUsTotal += BigInt(fillTimeUs)
    row.fillTimeUsMax = Math.max(row.fillTimeUsMax, fillTimeUs)
  }
}
