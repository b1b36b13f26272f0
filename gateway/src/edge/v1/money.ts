// withdrawals and transfers: what users do with their money themselves. An API key is not enough.
import { ReserveWithdrawal, Transfer } from '@openbell/protocol'
import { z } from 'zod'
import type { Views, WithdrawalView } from '../../ports.js'
import type { Authenticator } from '../authentication.js'
import { formatAmount } from '../decimals.js'
import type { EdgeDependencies } from '../dependencies.js'
import { asked } from '../history.js'
import { refuseRejected } from '../rejects.js'
import type { Route } from '../route.js'
import { toMs } from '../v3/order-json.js'
import { bareRoute, bodyRoute } from './json-route.js'
import {
  accountNumber,
  assetCode,
  assetOf,
  checkAccount,
  decimal,
  idempotencyKey,
  positiveUnits,
  statusOf,
} from './money-body.js'

const withdrawal = z.strictObject({ asset: assetCode, amount: decimal, idempotencyKey })
const transfer = z.strictObject({ ...withdrawal.shape, toAccount: accountNumber })

/** Withdrawals that a list shows. */
const listMax = 500
const path = '/api/v1/withdrawals'
const repeatedText = 'The same was asked for before; nothing changed'

export const moneyRoutes = (
  { views, history, freshness, commands }: EdgeDependencies,
  authenticator: Authenticator,
): readonly Route[] => [
  bodyRoute({
    method: 'POST',
    path,
    weight: 1,
    kind: 'sensitive',
    needs: 'session',
    about: 'Locks money to go out, once an idempotency key; an operator sends it or lets it go',
    answers: { 201: 'Reserved', 200: repeatedText },
    body: withdrawal,
    who: (c) => authenticator.session(c),
    async answer({ asset: code, amount, idempotencyKey }, { account }) {
      const asset = assetOf(views, code)
      const amountUnits = positiveUnits(amount, asset)
      const { outcome } = await commands.send(
        ReserveWithdrawal,
        { account, market: 0, deadlineMs: 0 },
        { asset: asset.asset, amountUnits, idempotencyKey },
      )
      refuseRejected(outcome)
      const reserved = views
        .reservedWithdrawals(account)
        .find((held) => held.idempotencyKey === idempotencyKey)
      const value = reserved
        ? withdrawalJson(views, reserved)
        : { asset: code, amount: formatAmount(asset, amountUnits), idempotencyKey }
      return { status: statusOf(outcome), value }
    },
  }),
  bareRoute({
    method: 'GET',
    path,
    weight: 10,
    kind: 'plain',
    needs: 'session',
    about: `The user’s newest ${listMax} withdrawals, oldest first`,
    answers: { 200: 'A list' },
    async answer(c) {
      const { account } = await authenticator.session(c)
      await freshness.reached()
      const range = { limit: listMax }
      const known = await asked(history.withdrawals(account, range))
      const all = new Map(known.map((entry) => [entry.withdrawalId, entry]))
      for (const entry of views.reservedWithdrawals(account)) all.set(entry.withdrawalId, entry)
      const value = [...all.values()].slice(-listMax).map((entry) => withdrawalJson(views, entry))
      return { status: 200, value }
    },
  }),
  bodyRoute({
    method: 'POST',
    path: '/api/v1/transfers',
    weight: 1,
    kind: 'sensitive',
    needs: 'session',
    about: 'Moves money to another account, once an idempotency key',
    answers: { 201: 'Moved', 200: repeatedText },
    body: transfer,
    who: (c) => authenticator.session(c),
    async answer({ asset: code, amount, idempotencyKey, toAccount }, { account }) {
      const asset = assetOf(views, code)
      const amountUnits = positiveUnits(amount, asset)
      checkAccount(views, toAccount, 'toAccount')
      const { outcome } = await commands.send(
        Transfer,
        { account, market: 0, deadlineMs: 0 },
        { asset: asset.asset, toAccount, amountUnits, idempotencyKey },
      )
      refuseRejected(outcome)
      const value = {
        asset: code,
        amount: formatAmount(asset, amountUnits),
        toAccount,
        idempotencyKey,
      }
      return { status: statusOf(outcome), value }
    },
  }),
]

export function withdrawalJson(views: Views, entry: WithdrawalView) {
  const asset = views.assetByNumber(entry.asset)
  return {
    withdrawalId: entry.withdrawalId,
    account: entry.account,
    asset: asset?.code,
    amount: asset && formatAmount(asset, entry.amountUnits),
    fee: asset && formatAmount(asset, entry.feeUnits),
    idempotencyKey: entry.idempotencyKey,
    status: entry.status,
    createdAt: toMs(entry.createdUs),
    updatedAt: toMs(entry.updatedUs),
  }
}
