// What bodies about money have in common, and the amounts in them.
import { limits, type Outcome, OutcomeStatus } from '@openbell/protocol'
import { z } from 'zod'
import type { AssetView, Views } from '../../ports.js'
import { ApiError, notValid } from '../errors.js'
import { parseAmount } from '../v3/markets.js'

export const decimal = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,19})(\.[0-9]{1,20})?$/, { error: 'it must be a plain decimal string' })
export const assetCode = z
  .string()
  .regex(/^[A-Z0-9]{1,12}$/, { error: 'it must be a currency code' })
export const idempotencyKey = z
  .string()
  .regex(new RegExp(`^[.A-Z:/a-z0-9_-]{1,${limits.clientIdLength}}$`), {
    error: `it must be 1 to ${limits.clientIdLength} letters, digits or any of . : / _ -`,
  })
/** The number of a user's account, which its owner knows as `uid`. */
export const accountNumber = z.number().int().min(limits.accountUserMin).max(0xffffffff)

/** @throws ApiError */
export function assetOf(views: Views, code: string): AssetView {
  const asset = views.assets().find((asset) => asset.code === code)
  if (!asset) throw notValid('asset')
  return asset
}

/** @throws ApiError where it is not above zero, too precise or too large */
export function positiveUnits(amount: string, asset: AssetView): bigint {
  const units = parseAmount(amount, 'amount', asset)
  if (units > 0n) return units
  throw new ApiError(
    400,
    -1130,
    "Data sent for parameter 'amount' is not valid: it must be above 0.",
  )
}

/** @throws ApiError where there is no such account */
export function checkAccount(views: Views, account: number, name: string): void {
  if (!views.account(account)) throw notValid(name)
}

/** 200 where the same was done before, by this key. */
export const statusOf = ({ status }: Outcome): 200 | 201 =>
  status === OutcomeStatus.repeated ? 200 : 201
