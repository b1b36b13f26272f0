// Money that leaves: reserved and then settled or released, or all in one.
import {
  limits,
  Reject,
  type ReserveWithdrawal,
  type SettleWithdrawal,
  type Withdraw,
  WithdrawalReleased,
  WithdrawalReserved,
  WithdrawalSettled,
  Withdrawn,
} from '@openbell/protocol'
import { type Answer, done, refused } from './answer.js'
import { balanceOf, house, nextEvent, tellBalance, userAccount } from './balances.js'
import type { Refusal } from './checks.js'
import { begin, bodyOf, checkKey, has, isAnswer, type Movement, post } from './movements.js'
import { idsFit, useKey } from './used-ids.js'
import type { Account, Venue, Withdrawal } from './venue.js'

const allowsWithdrawals = 2

/** From the frozen account to the balance. */
function checkWithdrawal(
  venue: Venue,
  account: Account,
  command: Movement,
  isReserved: boolean,
): Refusal {
  const { asset, amountUnits } = command
  const rules = venue.assets[asset]
  if (account.isFrozen) return Reject.accountMustNotBeFrozen
  if (amountUnits <= 0n) return Reject.amountMustBePositive
  const refusal = checkKey(venue, account, command)
  if (refusal) return refusal
  if ((venue.switches[asset] & allowsWithdrawals) === 0) return Reject.assetMustAllowWithdrawals
  if (amountUnits < rules.withdrawalMinUnits || amountUnits <= rules.withdrawalFeeUnits)
    return Reject.withdrawalMustReachMinimum
  if (rules.withdrawalMaxUnits !== 0n && amountUnits > rules.withdrawalMaxUnits)
    return Reject.withdrawalMustNotExceedMaximum
  if (isReserved && venue.withdrawals.length >= venue.limit.withdrawalsMax)
    return Reject.withdrawalsExhausted
  if (!idsFit(venue, 1)) return Reject.clientOrderIdsExhausted
  return has(account, asset, amountUnits) ? Reject.none : Reject.balanceMustSuffice
}

function makeWithdrawal(venue: Venue, account: Account, command: Movement): Withdrawal {
  return {
    id: venue.nextId('withdrawals'),
    account,
    asset: command.asset,
    amount: command.amountUnits,
    fee: venue.assets[command.asset].withdrawalFeeUnits,
    key: command.idempotencyKey,
  }
}

const describe = ({ id, account, asset, amount, fee, key }: Withdrawal) => ({
  account: account.number,
  asset,
  accountEvent: nextEvent(account),
  amountUnits: amount,
  idempotencyKey: key,
  withdrawalId: id,
  feeUnits: fee,
})

/** The amount less the fee goes out, the fee to the house; then everybody concerned is told. */
function payOut(venue: Venue, withdrawal: Withdrawal, tell: () => void): void {
  const { account, asset, amount, fee } = withdrawal
  const outside = house(venue, limits.accountExternal)
  const fees = house(venue, limits.accountFees)
  post(outside, asset, amount - fee)
  post(fees, asset, fee)
  tell()
  tellBalance(venue, account, asset)
  tellBalance(venue, outside, asset)
  if (fee !== 0n) tellBalance(venue, fees, asset)
}

export function withdraw(venue: Venue, command: Withdraw): Answer {
  const body = bodyOf('withdraw', command)
  const account = begin(venue, command, body)
  if (isAnswer(account)) return account
  const refusal = checkWithdrawal(venue, account, command, false)
  if (refusal) return refused(refusal)
  const withdrawal = makeWithdrawal(venue, account, command)
  useKey(venue, account, command.idempotencyKey, body, withdrawal.id)
  post(account, command.asset, -command.amountUnits)
  payOut(venue, withdrawal, () => venue.events.emit(Withdrawn, describe(withdrawal)))
  return done(withdrawal.id)
}

export function reserveWithdrawal(venue: Venue, command: ReserveWithdrawal): Answer {
  const body = bodyOf('reserve', command)
  const account = begin(venue, command, body)
  if (isAnswer(account)) return account
  const refusal = checkWithdrawal(venue, account, command, true)
  if (refusal) return refused(refusal)
  const withdrawal = makeWithdrawal(venue, account, command)
  useKey(venue, account, command.idempotencyKey, body, withdrawal.id)
  const balance = balanceOf(account, command.asset)
  balance.available -= command.amountUnits
  balance.locked += command.amountUnits
  venue.withdrawals.push(withdrawal)
  venue.events.emit(WithdrawalReserved, describe(withdrawal))
  tellBalance(venue, account, command.asset)
  return done(withdrawal.id)
}

/** Takes a reserved withdrawal of the command's account out of the reserved ones. */
function takeReserved(
  venue: Venue,
  command: { readonly account: number; readonly withdrawalId: number },
): Withdrawal | number {
  const account = userAccount(venue, command.account)
  if (!account) return Reject.accountMustExist
  const found = venue.withdrawals.find(({ id }) => id === command.withdrawalId)
  if (!found || found.account !== account) return Reject.withdrawalMustBeReserved
  venue.withdrawals = venue.withdrawals.filter((other) => other !== found)
  return found
}

export function settleWithdrawal(venue: Venue, command: SettleWithdrawal): Answer {
  const withdrawal = takeReserved(venue, command)
  if (typeof withdrawal === 'number') return refused(withdrawal)
  balanceOf(withdrawal.account, withdrawal.asset).locked -= withdrawal.amount
  payOut(venue, withdrawal, () => venue.events.emit(WithdrawalSettled, describe(withdrawal)))
  return done(withdrawal.id)
}

export function releaseWithdrawal(venue: Venue, command: SettleWithdrawal): Answer {
  const withdrawal = takeReserved(venue, command)
  if (typeof withdrawal === 'number') return refused(withdrawal)
  const { account, asset, amount } = withdrawal
  const balance = balanceOf(account, asset)
  balance.locked -= amount
  balance.available += amount
  venue.events.emit(WithdrawalReleased, describe(withdrawal))
  tellBalance(venue, account, asset)
  return done(withdrawal.id)
}
