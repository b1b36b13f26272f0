// Writes of withdrawals: reserved ones get a row, and their end finds it.
import type { Sql } from '../ports.js'
import { type Column, insertRows, unnested } from './columns.js'
import { ProjectionError } from './faults.js'
import type { NewWithdrawal, WithdrawalChange } from './rows.js'
import { timestampOf } from './sql-time.js'

type BegunWithdrawal = WithdrawalChange & { readonly begun: NewWithdrawal }

const isBegun = (one: WithdrawalChange): one is BegunWithdrawal => one.begun !== undefined

const endColumns: readonly Column<WithdrawalChange>[] = [
  { name: 'id', type: 'bigint', of: ({ id }) => id },
  { name: 'status', type: 'text', of: ({ status }) => status },
  { name: 'updated_at', type: 'time', of: ({ updatedUs }) => updatedUs },
  { name: 'sequence', type: 'bigint', of: ({ sequence }) => sequence },
]

const newColumns: readonly Column<BegunWithdrawal>[] = [
  ...endColumns,
  { name: 'account_number', type: 'bigint', of: ({ begun }) => begun.account },
  { name: 'currency', type: 'text', of: ({ begun }) => begun.asset.code },
  {
    name: 'amount',
    type: 'numeric',
    of: ({ begun }) => begun.amountUnits,
    asset: ({ begun }) => begun.asset,
  },
  {
    name: 'fee',
    type: 'numeric',
    of: ({ begun }) => begun.feeUnits,
    asset: ({ begun }) => begun.asset,
  },
  { name: 'idempotency_key', type: 'text', of: ({ begun }) => begun.idempotencyKey },
  { name: 'created_at', type: 'time', of: ({ begun }) => begun.createdUs },
]

/** @throws ProjectionError where the core ended one that is not reserved in the tables */
export async function writeWithdrawals(
  sql: Sql,
  withdrawals: readonly WithdrawalChange[],
): Promise<void> {
  await insertRows(sql, 'withdrawals', newColumns, withdrawals.filter(isBegun))
  const ended = withdrawals.filter((one) => !isBegun(one))
  if (ended.length === 0) return
  const { from, parameters } = unnested(endColumns, ended)
  const rows = await sql.query(
    `UPDATE withdrawals SET status = new.status, updated_at = ${timestampOf('new.updated_at')},
       sequence = new.sequence
     ${from} WHERE withdrawals.id = new.id AND withdrawals.status = 'reserved' RETURNING 1`,
    parameters,
  )
  if (rows.length !== ended.length)
    throw new ProjectionError('the core ended a withdrawal that is not reserved in the tables')
}
