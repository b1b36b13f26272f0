// What all movements of money have in common: their keys, their retries, their legs.
import { Reject } from '@openbell/protocol'
import { type Answer, refused, repeated } from './answer.js'
import { balanceOf, nextEvent, userAccount } from './balances.js'
import type { Refusal } from './checks.js'
import { usedFor } from './used-ids.js'
import type { Account, Venue } from './venue.js'

export interface Movement {
  readonly account: number
  readonly asset: number
  readonly amountUnits: bigint
  readonly idempotencyKey: string
}

/** The account of a movement; or a retry's answer, or why there is none. */
export function begin(venue: Venue, command: Movement, body: string): Account | Answer {
  if (!venue.assets[command.asset]) return refused(Reject.assetMustBeListed)
  const account = userAccount(venue, command.account)
  if (!account) return refused(Reject.accountMustExist)
  const used = usedFor(venue, account, 'money', command.idempotencyKey)
  return used?.body === body ? repeated(used.result) : account
}

export const isAnswer = (one: Account | Answer): one is Answer => 'status' in one

export function checkKey(venue: Venue, account: Account, { idempotencyKey }: Movement): Refusal {
  if (idempotencyKey === '') return Reject.idempotencyKeyMustBeSet
  const used = usedFor(venue, account, 'money', idempotencyKey)
  return used ? Reject.idempotencyKeyMustBeUnique : Reject.none
}

export const bodyOf = (name: string, { asset, amountUnits }: Movement, toAccount = 0): string =>
  `${name} ${asset} ${amountUnits} ${toAccount}`

export const has = (account: Account, asset: number, units: bigint): boolean =>
  balanceOf(account, asset).available >= units

export const post = (account: Account, asset: number, units: bigint): void => {
  balanceOf(account, asset).available += units
}

export const movementOf = (account: Account, command: Movement) => ({
  account: account.number,
  asset: command.asset,
  accountEvent: nextEvent(account),
  amountUnits: command.amountUnits,
  idempotencyKey: command.idempotencyKey,
})
