// Running totals: what every leg left its account with, checked against what the core states.
import { balanceName } from './batch.js'
import { amountText, type ListedAsset } from './catalogue.js'
import { ProjectionError } from './faults.js'
import { type Bounded, fundsKey } from './known.js'
import type { Leg, Movement } from './rows.js'

/** What a row of accounts says before a batch. */
export interface Funds {
  readonly totalUnits: bigint
  readonly lockedUnits: bigint
}

/** What an account has, and the frame that changed it last. */
export interface AccountBalance extends Funds {
  readonly account: number
  readonly asset: ListedAsset
  readonly sequence: number
}

export interface Settled {
  readonly entries: Leg[]
  readonly balances: AccountBalance[]
}

type Running = { -readonly [Field in keyof AccountBalance]: AccountBalance[Field] }

/** The accounts that movements touch and whose funds are not known, once each. */
export function unknownAccounts(movements: readonly Movement[], known: Bounded<Funds>): Movement[] {
  const unknown = new Map<number, Movement>()
  for (const movement of movements) {
    const key = fundsKey(movement.account, movement.asset)
    if (known.get(key) === undefined) unknown.set(key, movement)
  }
  return [...unknown.values()]
}

/**
 * Walks the movements in order, from what the accounts had before the first, and then knows what
 * they have after the last. What a command moved that stops at the end of a frame is not stated yet:
 * it counts as available until the core says what of it is locked, in the frame where the command
 * goes on.
 * @throws ProjectionError where the core states a balance that the ledger does not add up to
 */
export function settle(movements: readonly Movement[], known: Bounded<Funds>): Settled {
  const entries: Leg[] = []
  const balances = new Map<number, Running>()
  for (const movement of movements) {
    const balance = runningOf(movement, balances, known)
    balance.sequence = movement.sequence
    if ('deltaUnits' in movement) {
      balance.totalUnits += movement.deltaUnits
      movement.balanceAfterUnits = balance.totalUnits
      entries.push(movement)
    } else {
      const { availableUnits, lockedUnits } = movement
      if (availableUnits + lockedUnits !== balance.totalUnits)
        throw unequal(balance, availableUnits, lockedUnits)
      balance.lockedUnits = lockedUnits
    }
  }
  for (const [key, balance] of balances) known.set(key, balance)
  return { entries, balances: [...balances.values()] }
}

function runningOf(
  { account, asset, sequence }: Movement,
  balances: Map<number, Running>,
  known: Bounded<Funds>,
): Running {
  const key = fundsKey(account, asset)
  const running = balances.get(key)
  if (running) return running
  const funds = known.get(key)
  if (!funds) throw new ProjectionError(`there is no row for ${balanceName(account, asset)}`)
  const { totalUnits, lockedUnits } = funds
  const balance = { account, asset, totalUnits, lockedUnits, sequence }
  balances.set(key, balance)
  return balance
}

const unequal = (
  { account, asset, sequence, totalUnits }: AccountBalance,
  availableUnits: bigint,
  lockedUnits: bigint,
): ProjectionError =>
  new ProjectionError(
    `${balanceName(account, asset)} after frame ${sequence}: the core states ` +
      `${amountText(asset, availableUnits)} and ${amountText(asset, lockedUnits)} locked, ` +
      `the ledger adds up to ${amountText(asset, totalUnits)}`,
  )
