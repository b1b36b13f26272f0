// Folds of money that comes, goes and stands.
import {
  type Adjusted,
  type Balance,
  type Deposited,
  limits,
  type Transferred,
  type WithdrawalReleased,
  type WithdrawalReserved,
  type WithdrawalSettled,
  type Withdrawn,
} from '@openbell/protocol'
import type { Batch } from './batch.js'
import type { WithdrawalChange } from './rows.js'

export function foldDeposited(batch: Batch, event: Deposited): void {
  const asset = batch.catalogue.asset(event.asset)
  const { account, idempotencyKey, amountUnits } = event
  batch.transaction('deposit', { account, idempotencyKey }, [
    [account, asset, amountUnits],
    [limits.accountExternal, asset, -amountUnits],
  ])
}

export function foldWithdrawn(batch: Batch, event: Withdrawn): void {
  begin(batch, event, 'settled')
  pay(batch, event)
}

/** What is reserved still belongs to its account: no money moves. */
export function foldReserved(batch: Batch, event: WithdrawalReserved): void {
  begin(batch, event, 'reserved')
}

export function foldSettled(batch: Batch, event: WithdrawalSettled): void {
  end(batch, event.withdrawalId, 'settled')
  pay(batch, event)
}

export function foldReleased(batch: Batch, event: WithdrawalReleased): void {
  end(batch, event.withdrawalId, 'released')
}

export function foldTransferred(batch: Batch, event: Transferred): void {
  const asset = batch.catalogue.asset(event.asset)
  const { account, toAccount, idempotencyKey, amountUnits } = event
  batch.transaction('transfer', { account, idempotencyKey, reference: String(toAccount) }, [
    [account, asset, -amountUnits],
    [toAccount, asset, amountUnits],
  ])
}

export function foldAdjusted(batch: Batch, event: Adjusted): void {
  const asset = batch.catalogue.asset(event.asset)
  const { account, idempotencyKey, amountUnits, reason } = event
  batch.transaction('adjustment', { account, idempotencyKey, reason }, [
    [account, asset, amountUnits],
    [limits.accountAdjustments, asset, -amountUnits],
  ])
}

export function foldBalance(batch: Batch, event: Balance): void {
  const asset = batch.catalogue.asset(event.asset)
  batch.balance(event.account, asset, event.availableUnits, event.lockedUnits)
}

/** The fee is a part of the amount. */
function pay(batch: Batch, event: Withdrawn): void {
  const asset = batch.catalogue.asset(event.asset)
  const { account, idempotencyKey, amountUnits, feeUnits, withdrawalId } = event
  batch.transaction('withdrawal', { account, idempotencyKey, reference: String(withdrawalId) }, [
    [account, asset, -amountUnits],
    [limits.accountExternal, asset, amountUnits - feeUnits],
    [limits.accountFees, asset, feeUnits],
  ])
}

function begin(batch: Batch, event: Withdrawn, status: WithdrawalChange['status']): void {
  const { withdrawalId: id, account, amountUnits, feeUnits, idempotencyKey } = event
  const { timestampUs: updatedUs, sequence } = batch
  const asset = batch.catalogue.asset(event.asset)
  const amounts = { account, asset, amountUnits, feeUnits }
  const begun = { ...amounts, idempotencyKey, createdUs: updatedUs }
  batch.withdrawals.set(id, { id, begun, status, updatedUs, sequence })
}

function end(batch: Batch, id: number, status: WithdrawalChange['status']): void {
  const { timestampUs: updatedUs, sequence } = batch
  const known = batch.withdrawals.get(id)
  if (known) Object.assign(known, { status, updatedUs, sequence })
  else batch.withdrawals.set(id, { id, begun: undefined, status, updatedUs, sequence })
}
