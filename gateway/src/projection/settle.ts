// Running totals: what every leg left its account with, checked against what the core states.
import { balanceKey } from './batch.js'
import { amountText, type ListedAsset } from './catalogue.js'
import { ProjectionError } from './faults.js'
import type { Leg, Movement, StatedBalance } from './rows.js'

export interface LedgerRow extends Leg {
  readonly balanceAfterUnits: bigint
}

/** What an account has, and the frame that changed it last. */
export interface AccountBalance {
  readonly account: number
  readonly asset: ListedAsset
  readonly availableUnits: bigint
  readonly lockedUnits: bigint
  readonly sequence: number
}

export interface Settled {
  readonly entries: LedgerRow[]
  readonly balances: AccountBalance[]
}

/** What a row of accounts says before a batch. */
export interface Funds {
  readonly totalUnits: bigint
  readonly lockedUnits: bigint
}

/** The accounts that movements touch, once each. */
export function touchedAccounts(
  movements: readonly Movement[],
): Map<string, { readonly account: number; readonly asset: ListedAsset }> {
  const touched = new Map<string, { account: number; asset: ListedAsset }>()
  for (const { account, asset } of movements) {
    const key = balanceKey(account, asset)
    if (!touched.has(key)) touched.set(key, { account, asset })
  }
  return touched
}

/**
 * Walks the movements in order, from what the accounts had (by `balanceKey`) before the first. What
 * a command moved that stops at the end of a frame is not stated yet: it counts as available until
 * the core says what of it is locked, in the frame where the command goes on.
 * @throws ProjectionError where the core states a balance that the ledger does not add up to
 */
export function settle(
  movements: readonly Movement[],
  before: ReadonlyMap<string, Funds>,
): Settled {
  const funds = new Map(before)
  const entries: LedgerRow[] = []
  const balances = new Map<string, AccountBalance>()
  for (const movement of movements) {
    const { account, asset, sequence } = movement
    const key = balanceKey(account, asset)
    const known = funds.get(key)
    if (known === undefined) throw new ProjectionError(`there is no row for ${key}`)
    const now = 'deltaUnits' in movement ? afterLeg(known, movement) : stated(known, movement)
    funds.set(key, now)
    if ('deltaUnits' in movement) entries.push({ ...movement, balanceAfterUnits: now.totalUnits })
    const { totalUnits, lockedUnits } = now
    const availableUnits = totalUnits - lockedUnits
    balances.set(key, { account, asset, availableUnits, lockedUnits, sequence })
  }
  return { entries, balances: [...balances.values()] }
}

const afterLeg = ({ totalUnits, lockedUnits }: Funds, { deltaUnits }: Leg): Funds => ({
  totalUnits: totalUnits + deltaUnits,
  lockedUnits,
})

function stated({ totalUnits }: Funds, balance: StatedBalance): Funds {
  const { account, asset, sequence, availableUnits, lockedUnits } = balance
  if (availableUnits + lockedUnits !== totalUnits)
    throw new ProjectionError(
      `${balanceKey(account, asset)} after frame ${sequence}: the core states ` +
        `${amountText(asset, availableUnits)} and ${amountText(asset, lockedUnits)} locked, ` +
        `the ledger adds up to ${amountText(asset, totalUnits)}`,
    )
  return { totalUnits, lockedUnits }
}
