// deposits: the sandbox's faucet. Money out of nothing, as a journaled command, once a key.
import { Deposit } from '@openbell/protocol'
import { z } from 'zod'
import type { AssetView, Commands, Views } from '../../ports.js'
import type { Authenticator } from '../authentication.js'
import { formatAmount } from '../decimals.js'
import type { EdgeDependencies } from '../dependencies.js'
import { ApiError, tooManyParameters } from '../errors.js'
import { parseForm } from '../form.js'
import { rawQuery } from '../http.js'
import { refuseRejected } from '../rejects.js'
import type { Route } from '../route.js'
import { balancesOf } from '../v3/account.js'
import type { Asked } from '../v3/dialect-route.js'
import { parseAmount } from '../v3/markets.js'
import { bodyRoute } from './json-route.js'
import {
  assetCode,
  assetOf,
  decimal,
  idempotencyKey,
  positiveUnits,
  statusOf,
} from './money-body.js'

const deposit = z.strictObject({ asset: assetCode, amount: decimal, idempotencyKey })

type DepositBody = z.infer<typeof deposit>

export const depositRoutes = (
  { views, commands, settings }: EdgeDependencies,
  authenticator: Authenticator,
): readonly Route[] => [
  bodyRoute({
    method: 'POST',
    path: '/api/v1/deposits',
    weight: 1,
    kind: 'plain',
    needs: 'trade',
    about: 'Credits an account of the sandbox, once an idempotency key',
    answers: { 201: 'Credited', 200: 'The same deposit was made before; nothing changed' },
    body: deposit,
    async who(c, bytes) {
      const { query, values } = parseForm(rawQuery(c), '')
      const form = { query, values, body: bytes.toString('latin1') }
      const asked = await authenticator.check(c, form, 'trade')
      if (asked.parametersRead < values.size) throw tooManyParameters()
      if (!settings.faucet)
        throw new ApiError(403, -1002, 'Deposits by API exist in the sandbox only.')
      return asked
    },
    answer: (body, asked) => credit(views, commands, body, asked),
  }),
]

async function credit(
  views: Views,
  commands: Commands,
  { asset: code, amount, idempotencyKey }: DepositBody,
  { caller, deadlineMs }: Asked,
) {
  const asset = assetOf(views, code)
  if (!asset.depositsOpen) throw new ApiError(400, -1130, `Deposits of ${code} are closed.`)
  const { outcome } = await commands.send(
    Deposit,
    { account: caller.account, market: 0, deadlineMs },
    { asset: asset.asset, amountUnits: positiveUnits(amount, asset), idempotencyKey },
  )
  refuseRejected(outcome)
  const value = depositJson(views, caller, asset, amount, idempotencyKey)
  return { status: statusOf(outcome), value }
}

/** The deposit, and the balance as it is now. */
function depositJson(
  views: Views,
  caller: Asked['caller'],
  asset: AssetView,
  amount: string,
  idempotencyKey: string,
) {
  const balance = balancesOf(views, caller).find((entry) => entry.asset.asset === asset.asset)
  return {
    asset: asset.code,
    amount: formatAmount(asset, parseAmount(amount, 'amount', asset)),
    idempotencyKey,
    free: formatAmount(asset, balance?.availableUnits ?? 0n),
    locked: formatAmount(asset, balance?.lockedUnits ?? 0n),
  }
}
