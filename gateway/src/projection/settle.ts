// Running totals: what every leg left its account with, checked against what the core states.
import { limits } from '@openbell/protocol'
import { balanceKey } from './batch.js'
import { amountText, type ListedAsset } from './catalogue.js'
import { ProjectionError } from './faults.js'
import type { Leg, Movement } from './rows.js'

export interface LedgerRow extends Leg {
  readonly balanceAfterUnits: bigint
}

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
 * Walks the movements in order, from the totals (units by `balanceKey`) before the first.
 * @throws ProjectionError where the core states a balance that the ledger does not add up to.
 */
export function settle(
  movements: readonly Movement[],
  before: ReadonlyMap<string, bigint>,
): Settled {
  const totals = new Map(before)
  const entries: LedgerRow[] = []
  const balances = new Map<string, AccountBalance>()
  for (const movement of movements) {
    const { account, asset, sequence } = movement
    const key = balanceKey(account, asset)
    const total = totals.get(key)
    if (total === undefined) throw new ProjectionError(`there is no row for ${key}`)
    if ('deltaUnits' in movement) {
      const balanceAfterUnits = total + movement.deltaUnits
      totals.set(key, balanceAfterUnits)
      entries.push({ ...movement, balanceAfterUnits })
      if (account < limits.accountUserMin)
        balances.set(key, {
          account,
          asset,
          availableUnits: balanceAfterUnits,
          lockedUnits: 0n,
          sequence,
        })
    } else {
      const { availableUnits, lockedUnits } = movement
      if (availableUnits + lockedUnits !== total)
        throw new ProjectionError(
          `${key} after frame ${sequence}: the core states ` +
            `${amountText(asset, availableUnits)} and ${amountText(asset, lockedUnits)} locked, ` +
            `the ledger adds up to ${amountText(asset, total)}`,
        )
      balances.set(key, { account, asset, availableUnits, lockedUnits, sequence })
    }
  }
  return { entries, balances: [...balances.values()] }
}
