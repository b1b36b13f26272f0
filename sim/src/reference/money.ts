// Money that comes, goes and changes hands: every posting has its other leg.
import {
  type Adjust,
  Adjusted,
  amountMax,
  type Deposit,
  Deposited,
  limits,
  Reject,
  type Transfer,
  Transferred,
} from '@openbell/protocol'
import { type Answer, done, refused } from './answer.js'
import { balanceOf, house, nextEvent, tellBalance, userAccount } from './balances.js'
import { begin, bodyOf, checkKey, has, isAnswer, movementOf, post } from './movements.js'
import { idsFit, useKey } from './used-ids.js'
import type { Venue } from './venue.js'

const takesDeposits = 1

/** Whether what the house has given to users stays within 63 bits. */
function supplyFits(venue: Venue, asset: number, amountUnits: bigint, giver: number): boolean {
  const owed = (number: number) => -balanceOf(house(venue, number), asset).available
  const fits = (units: bigint) => units <= amountMax && units >= -amountMax
  const sum = owed(limits.accountExternal) + owed(limits.accountAdjustments) + amountUnits
  return fits(amountUnits) && fits(owed(giver) + amountUnits) && fits(sum)
}

export function deposit(venue: Venue, command: Deposit): Answer {
  const { asset, amountUnits, idempotencyKey } = command
  const body = bodyOf('deposit', command)
  const account = begin(venue, command, body)
  if (isAnswer(account)) return account
  if (amountUnits <= 0n) return refused(Reject.amountMustBePositive)
  const refusal = checkKey(venue, account, command)
  if (refusal) return refused(refusal)
  if ((venue.switches[asset] & takesDeposits) === 0) return refused(Reject.assetMustTakeDeposits)
  if (!supplyFits(venue, asset, amountUnits, limits.accountExternal))
    return refused(Reject.supplyMustFit)
  if (!idsFit(venue, 1)) return refused(Reject.clientOrderIdsExhausted)
  const outside = house(venue, limits.accountExternal)
  useKey(venue, account, idempotencyKey, body, 0)
  post(account, asset, amountUnits)
  post(outside, asset, -amountUnits)
  venue.events.emit(Deposited, movementOf(account, command))
  tellBalance(venue, account, asset)
  tellBalance(venue, outside, asset)
  return done(0)
}

export function transfer(venue: Venue, command: Transfer): Answer {
  const { asset, amountUnits, idempotencyKey } = command
  const body = bodyOf('transfer', command, command.toAccount)
  if (!venue.assets[asset]) return refused(Reject.assetMustBeListed)
  const payee = userAccount(venue, command.toAccount)
  if (!payee) return refused(Reject.accountMustExist)
  const payer = begin(venue, command, body)
  if (isAnswer(payer)) return payer
  if (payer.isFrozen) return refused(Reject.accountMustNotBeFrozen)
  if (amountUnits <= 0n) return refused(Reject.amountMustBePositive)
  const refusal = checkKey(venue, payer, command)
  if (refusal) return refused(refusal)
  if (payer === payee) return refused(Reject.accountsMustDiffer)
  if (!idsFit(venue, 1)) return refused(Reject.clientOrderIdsExhausted)
  if (!has(payer, asset, amountUnits)) return refused(Reject.balanceMustSuffice)
  useKey(venue, payer, idempotencyKey, body, 0)
  post(payer, asset, -amountUnits)
  post(payee, asset, amountUnits)
  venue.events.emit(Transferred, {
    ...movementOf(payer, command),
    toAccount: payee.number,
    toAccountEvent: nextEvent(payee),
  })
  tellBalance(venue, payer, asset)
  tellBalance(venue, payee, asset)
  return done(0)
}

export function adjust(venue: Venue, command: Adjust): Answer {
  const { asset, amountUnits, idempotencyKey, reason } = command
  const body = bodyOf('adjust', command)
  const account = begin(venue, command, body)
  if (isAnswer(account)) return account
  if (amountUnits === 0n) return refused(Reject.amountMustBePositive)
  const refusal = checkKey(venue, account, command)
  if (refusal) return refused(refusal)
  if (reason === '') return refused(Reject.reasonMustBeSet)
  if (!supplyFits(venue, asset, amountUnits, limits.accountAdjustments))
    return refused(Reject.supplyMustFit)
  if (!idsFit(venue, 1)) return refused(Reject.clientOrderIdsExhausted)
  if (amountUnits < 0n && !has(account, asset, -amountUnits))
    return refused(Reject.balanceMustSuffice)
  const adjustments = house(venue, limits.accountAdjustments)
  useKey(venue, account, idempotencyKey, body, 0)
  post(account, asset, amountUnits)
  post(adjustments, asset, -amountUnits)
  venue.events.emit(Adjusted, { ...movementOf(account, command), reason })
  tellBalance(venue, account, asset)
  tellBalance(venue, adjustments, asset)
  return done(0)
}
