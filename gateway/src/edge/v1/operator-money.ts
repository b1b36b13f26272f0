// What operators do with money: deposits, withdrawals, transfers and corrections, each once a key.
import {
  Adjust,
  Deposit,
  limits,
  ReleaseWithdrawal,
  ReserveWithdrawal,
  SettleWithdrawal,
  Transfer,
} from '@openbell/protocol'
import { z } from 'zod'
import type { EdgeDependencies } from '../dependencies.js'
import type { Route } from '../route.js'
import { parseAmount } from '../v3/markets.js'
import { withdrawalJson } from './money.js'
import {
  accountNumber,
  assetCode,
  assetOf,
  checkAccount,
  decimal,
  idempotencyKey,
  positiveUnits,
} from './money-body.js'
import { operatorList, operatorRoute } from './operator-route.js'

const movement = z.strictObject({
  account: accountNumber,
  asset: assetCode,
  amount: decimal,
  idempotencyKey,
})
const named = z.strictObject({
  account: accountNumber,
  withdrawalId: z.number().int().min(1).max(limits.idMax),
})
const adjustment = z.strictObject({
  ...movement.shape,
  /** Below zero takes away. */
  amount: z
    .string()
    .regex(/^-?(0|[1-9][0-9]{0,19})(\.[0-9]{1,20})?$/, { error: 'it must be a decimal string' }),
  reason: z.string().regex(/^[ -~]{1,36}$/, { error: 'it must be 1 to 36 printable characters' }),
})

export function operatorMoneyRoutes(dependencies: EdgeDependencies): readonly Route[] {
  const { views, commands } = dependencies
  const headOf = (account: number) => {
    checkAccount(views, account, 'account')
    return { account, market: 0, deadlineMs: 0 }
  }
  const moved = ({
    asset: code,
    amount,
    idempotencyKey,
  }: Omit<z.infer<typeof movement>, 'account'>) => {
    const asset = assetOf(views, code)
    return { asset: asset.asset, amountUnits: positiveUnits(amount, asset), idempotencyKey }
  }
  return [
    operatorRoute(dependencies, {
      path: 'deposits',
      about: 'Credits an account with what came in from outside',
      body: movement,
      send: ({ account, ...body }) => commands.send(Deposit, headOf(account), moved(body)),
    }),
    operatorList(
      dependencies,
      'withdrawals',
      'Withdrawals that are reserved and wait to be settled or released',
      () => views.reservedWithdrawals().map((entry) => withdrawalJson(views, entry)),
    ),
    operatorRoute(dependencies, {
      path: 'withdrawals/reserve',
      about: 'Locks money of an account to go out',
      body: movement,
      result: 'withdrawalId',
      send: ({ account, ...body }) =>
        commands.send(ReserveWithdrawal, headOf(account), moved(body)),
    }),
    operatorRoute(dependencies, {
      path: 'withdrawals/settle',
      about: 'What was reserved has left',
      body: named,
      send: ({ account, withdrawalId }) =>
        commands.send(SettleWithdrawal, headOf(account), { withdrawalId }),
    }),
    operatorRoute(dependencies, {
      path: 'withdrawals/release',
      about: 'What was reserved stays',
      body: named,
      send: ({ account, withdrawalId }) =>
        commands.send(ReleaseWithdrawal, headOf(account), { withdrawalId }),
    }),
    operatorRoute(dependencies, {
      path: 'transfers',
      about: 'Moves money from an account to another',
      body: z.strictObject({ ...movement.shape, toAccount: accountNumber }),
      send({ account, toAccount, ...body }) {
        checkAccount(views, toAccount, 'toAccount')
        return commands.send(Transfer, headOf(account), { ...moved(body), toAccount })
      },
    }),
    operatorRoute(dependencies, {
      path: 'adjustments',
      about: 'Corrects a balance against the house, and says why',
      body: adjustment,
      send({ account, asset: code, amount, idempotencyKey, reason }) {
        const asset = assetOf(views, code)
        const size = parseAmount(amount.replace('-', ''), 'amount', asset)
        const amountUnits = amount.startsWith('-') ? -size : size
        const fields = { asset: asset.asset, amountUnits, idempotencyKey, reason }
        return commands.send(Adjust, headOf(account), fields)
      },
    }),
  ]
}
