// Writes of accounts and user_fee_tiers, and what the ledger goes on from.
import { limits } from '@openbell/protocol'
import type { Sql } from '../ports.js'
import type { Batch } from './batch.js'
import type { ListedAsset } from './catalogue.js'
import { type Column, countChanged, unnested } from './columns.js'
import { ProjectionError } from './faults.js'
import { type Bounded, fundsKey } from './known.js'
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

/** Reads what accounts have, in units; those without a row stay unknown. */
export async function readFunds(
  sql: Sql,
  accounts: readonly { readonly account: number; readonly asset: ListedAsset }[],
  known: Bounded<Funds>,
): Promise<void> {
  if (accounts.length === 0) return
  const rows = await sql.query<Record<'place' | 'total' | 'locked', string>>(
    `SELECT place, (total * 10::numeric ^ decimals)::bigint AS total,
       (locked * 10::numeric ^ decimals)::bigint AS locked
     FROM unnest($1::bigint[], $2::text[], $3::integer[]) WITH ORDINALITY
       AS wanted (account_number, currency, decimals, place)
       JOIN accounts USING (account_number, currency)`,
    [
      accounts.map(({ account }) => account),
      accounts.map(({ asset }) => asset.code),
      accounts.map(({ asset }) => asset.decimals),
    ],
  )
  for (const { place, total, locked } of rows) {
    const { account, asset } = accounts[Number(place) - 1]
    const funds = { totalUnits: BigInt(total), lockedUnits: BigInt(locked) }
    known.set(fundsKey(account, asset), funds)
  }
}

const balanceColumns: readonly Column<AccountBalance>[] = [
  { name: 'account_number', type: 'bigint', of: ({ account }) => account },
  { name: 'currency', type: 'text', of: ({ asset }) => asset.code },
  {
    name: 'available',
    type: 'numeric',
    of: ({ totalUnits, lockedUnits }) => totalUnits - lockedUnits,
    asset: ({ asset }) => asset,
  },
  {
    name: 'locked',
    type: 'numeric',
    of: ({ lockedUnits }) => lockedUnits,
    asset: ({ asset }) => asset,
  },
  { name: 'sequence', type: 'bigint', of: ({ sequence }) => sequence },
]

/**
 * Balances are absolute.
 * @throws ProjectionError where the row of one is gone
 */
export async function writeBalances(sql: Sql, balances: readonly AccountBalance[]): Promise<void> {
  if (balances.length === 0) return
  const { from, parameters } = unnested(balanceColumns, balances)
  const count = await countChanged(
    sql,
    `UPDATE accounts SET available = new.available, locked = new.locked, sequence = new.sequence
     ${from}
     WHERE accounts.account_number = new.account_number AND accounts.currency = new.currency`,
    parameters,
  )
  if (count !== balances.length)
    throw new ProjectionError(`${balances.length - count} accounts have lost their rows`)
}
