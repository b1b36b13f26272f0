// Writes of accounts and user_fee_tiers, and what the ledger goes on from.
import { limits } from '@openbell/protocol'
import type { Sql } from '../ports.js'
import { type Batch, balanceKey } from './batch.js'
import { amountText, type ListedAsset } from './catalogue.js'
import { ProjectionError } from './faults.js'
import type { UserTierRow } from './rows.js'
import type { AccountBalance, Funds } from './settle.js'
import { timestampOf } from './sql-time.js'

/** Every account gets a row of every currency, whichever of the two comes later. */
export async function writeNewAccounts(sql: Sql, batch: Batch): Promise<void> {
  for (const { code, sequence } of batch.currencies)
    await sql.query(
      `INSERT INTO accounts (account_number, currency, user_id, sequence)
       SELECT DISTINCT account_number, $1, user_id, $2::bigint
       FROM accounts WHERE account_number >= $3`,
      [code, sequence, limits.accountUserMin],
    )
  const { accounts } = batch
  if (accounts.length === 0) return
  await sql.query(
    `INSERT INTO accounts (account_number, currency, user_id, house_name, sequence)
     SELECT * FROM unnest($1::bigint[], $2::text[], $3::uuid[], $4::text[], $5::bigint[])`,
    [
      accounts.map((row) => row.account),
      accounts.map((row) => row.currency),
      accounts.map((row) => row.userId),
      accounts.map((row) => row.houseName),
      accounts.map((row) => row.sequence),
    ],
  )
}

const tierColumns = (rows: readonly UserTierRow[]): unknown[] => [
  rows.map((row) => row.account),
  rows.map((row) => row.tier),
  rows.map((row) => row.sinceUs),
  rows.map((row) => row.sequence),
]

const tierRows = `
  SELECT account_number, tier, ${timestampOf('since_us')} AS since, sequence
  FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
    AS given (account_number, tier, since_us, sequence)`

export async function writeUserTiers(sql: Sql, batch: Batch): Promise<void> {
  const opened = [...batch.openedTiers.values()]
  if (opened.length > 0)
    await sql.query(
      `INSERT INTO user_fee_tiers (account_number, tier, since, sequence) ${tierRows}`,
      tierColumns(opened),
    )
  const changed = [...batch.changedTiers.values()]
  if (changed.length === 0) return
  const rows = await sql.query(
    `UPDATE user_fee_tiers SET tier = new.tier, since = new.since, sequence = new.sequence
     FROM (${tierRows}) AS new WHERE user_fee_tiers.account_number = new.account_number
     RETURNING 1`,
    tierColumns(changed),
  )
  if (rows.length !== changed.length)
    throw new ProjectionError('the core moved an account between tiers that was never opened')
}

/** What accounts have, in units, by `balanceKey`; those without a row are left out. */
export async function readFunds(
  sql: Sql,
  touched: readonly { readonly account: number; readonly asset: ListedAsset }[],
): Promise<Map<string, Funds>> {
  const funds = new Map<string, Funds>()
  if (touched.length === 0) return funds
  const rows = await sql.query<Record<'place' | 'total' | 'locked', string>>(
    `SELECT place, (total * 10::numeric ^ decimals)::bigint AS total,
       (locked * 10::numeric ^ decimals)::bigint AS locked
     FROM unnest($1::bigint[], $2::text[], $3::integer[]) WITH ORDINALITY
       AS touched (account_number, currency, decimals, place)
       JOIN accounts USING (account_number, currency)`,
    [
      touched.map(({ account }) => account),
      touched.map(({ asset }) => asset.code),
      touched.map(({ asset }) => asset.decimals),
    ],
  )
  for (const { place, total, locked } of rows) {
    const { account, asset } = touched[Number(place) - 1]
    const row = { totalUnits: BigInt(total), lockedUnits: BigInt(locked) }
    funds.set(balanceKey(account, asset), row)
  }
  return funds
}

/** Balances are absolute. Each has its row: `readFunds` has read it in the same transaction. */
export async function writeBalances(sql: Sql, balances: readonly AccountBalance[]): Promise<void> {
  if (balances.length === 0) return
  await sql.query(
    `UPDATE accounts SET available = new.available, locked = new.locked, sequence = new.sequence
     FROM unnest($1::bigint[], $2::text[], $3::numeric[], $4::numeric[], $5::bigint[])
       AS new (account_number, currency, available, locked, sequence)
     WHERE accounts.account_number = new.account_number AND accounts.currency = new.currency`,
    [
      balances.map((row) => row.account),
      balances.map((row) => row.asset.code),
      balances.map((row) => amountText(row.asset, row.availableUnits)),
      balances.map((row) => amountText(row.asset, row.lockedUnits)),
      balances.map((row) => row.sequence),
    ],
  )
}
