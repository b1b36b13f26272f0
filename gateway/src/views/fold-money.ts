// Folds of money: what comes and goes, and what accounts have after it.
import type {
  Adjusted,
  Balance,
  Deposited,
  Transferred,
  WithdrawalReleased,
  WithdrawalReserved,
  WithdrawalSettled,
  Withdrawn,
} from '@openbell/protocol'
import type { MovementView } from '../ports.js'
import type { Changes } from './changes.js'
import { Unexplained } from './errors.js'
import type { ViewState } from './state.js'

export function foldBalance(state: ViewState, changes: Changes, record: Balance): void {
  const { account, accountEvent, availableUnits, lockedUnits } = record
  const { asset } = state.catalogue.asset(record.asset)
  state.accounts.step(account, accountEvent, changes.timestampUs)
  state.accounts.setBalance(account, { asset, availableUnits, lockedUnits })
  changes.balances.push({ account, accountEvent, asset, availableUnits, lockedUnits })
}

export function foldDeposited(state: ViewState, changes: Changes, event: Deposited): void {
  move(state, changes, 'deposit', event, event.amountUnits)
}

export function foldWithdrawn(state: ViewState, changes: Changes, event: Withdrawn): void {
  state.withdrawals.count(event)
  move(state, changes, 'withdrawal', event, -event.amountUnits)
}

/** Reserved and released money changes no total: the balance that follows tells what is locked. */
export function foldReserved(state: ViewState, changes: Changes, event: WithdrawalReserved): void {
  step(state, changes, event)
  state.withdrawals.reserve(event, changes.timestampUs)
}

export function foldReleased(state: ViewState, changes: Changes, event: WithdrawalReleased): void {
  step(state, changes, event)
  state.withdrawals.end(event)
}

export function foldSettled(state: ViewState, changes: Changes, event: WithdrawalSettled): void {
  state.withdrawals.end(event)
  move(state, changes, 'withdrawal', event, -event.amountUnits)
}

export function foldTransferred(state: ViewState, changes: Changes, event: Transferred): void {
  const { toAccount, toAccountEvent, amountUnits } = event
  if (event.account === toAccount) throw new Unexplained(`account ${toAccount} pays itself`)
  move(state, changes, 'transfer', event, -amountUnits)
  const payee = { account: toAccount, accountEvent: toAccountEvent, asset: event.asset }
  move(state, changes, 'transfer', payee, amountUnits)
}

export function foldAdjusted(state: ViewState, changes: Changes, event: Adjusted): void {
  move(state, changes, 'adjustment', event, event.amountUnits)
}

/** An event of an account and an asset. */
interface Touched {
  readonly account: number
  readonly accountEvent: number
  readonly asset: number
}

function step({ accounts, catalogue }: ViewState, changes: Changes, touched: Touched): void {
  catalogue.asset(touched.asset)
  accounts.step(touched.account, touched.accountEvent, changes.timestampUs)
}

/** The amount shows in the balance that follows. */
function move(
  state: ViewState,
  changes: Changes,
  kind: MovementView['kind'],
  touched: Touched,
  deltaUnits: bigint,
): void {
  step(state, changes, touched)
  const { account, accountEvent, asset } = touched
  changes.movements.push({ account, accountEvent, kind, asset, deltaUnits })
}
