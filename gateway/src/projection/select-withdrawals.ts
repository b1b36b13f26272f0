// Reads of withdrawals, as their owner sees them.
import type { HistoryRange, Sql, WithdrawalView } from '../ports.js'
import { rangeOf } from './select-range.js'
import { microsecondsOf } from './sql-time.js'

interface WithdrawalRow {
  id: string
  account_number: string
  asset_number: string
  amount_units: string
  fee_units: string
  idempotency_key: string
  status: WithdrawalView['status']
  created_us: string
  updated_us: string
}

const select = `
  SELECT id, account_number, asset_number,
    (amount * 10::numeric ^ decimals)::bigint AS amount_units,
    (fee * 10::numeric ^ decimals)::bigint AS fee_units, idempotency_key, status,
    ${microsecondsOf('created_at')} AS created_us, ${microsecondsOf('updated_at')} AS updated_us
  FROM withdrawals JOIN currencies ON code = currency`

const toView = (row: WithdrawalRow): WithdrawalView => ({
  withdrawalId: Number(row.id),
  account: Number(row.account_number),
  asset: Number(row.asset_number),
  amountUnits: BigInt(row.amount_units),
  feeUnits: BigInt(row.fee_units),
  idempotencyKey: row.idempotency_key,
  status: row.status,
  createdUs: Number(row.created_us),
  updatedUs: Number(row.updated_us),
})

export async function selectWithdrawals(
  sql: Sql,
  account: number,
  range: HistoryRange,
): Promise<WithdrawalView[]> {
  const parameters: unknown[] = [account]
  const { conditions, orderBy, oldestFirst } = rangeOf(range, 'created_at', parameters)
  const rows = await sql.query<WithdrawalRow>(
    `${select} WHERE account_number = $1${conditions} ${orderBy('id')}`,
    parameters,
  )
  return oldestFirst(rows).map(toView)
}

/** All that is reserved now. */
export async function selectReservedWithdrawals(sql: Sql): Promise<WithdrawalView[]> {
  const rows = await sql.query<WithdrawalRow>(`${select} WHERE status = 'reserved' ORDER BY id`)
  return rows.map(toView)
}
