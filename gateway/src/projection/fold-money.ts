// Folds of money that comes, goes and stands.
import { type Balance, type Deposited, limits, type Withdrawn } from '@openbell/protocol'
import type { Batch } from './batch.js'

export function foldDeposited(batch: Batch, event: Deposited): void {
  const asset = batch.catalogue.asset(event.asset)
  const { account, idempotencyKey, amountUnits } = event
  batch.transaction('deposit', { account, idempotencyKey, reference: null }, [
    [account, asset, amountUnits],
    [limits.accountExternal, asset, -amountUnits],
  ])
}

export function foldWithdrawn(batch: Batch, event: Withdrawn): void {
  const asset = batch.catalogue.asset(event.asset)
  const { account, idempotencyKey, amountUnits } = event
  batch.transaction('withdrawal', { account, idempotencyKey, reference: null }, [
    [account, asset, -amountUnits],
    [limits.accountExternal, asset, amountUnits],
  ])
}

export function foldBalance(batch: Batch, event: Balance): void {
  const asset = batch.catalogue.asset(event.asset)
  batch.balance(event.account, asset, event.availableUnits, event.lockedUnits)
}
