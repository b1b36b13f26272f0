// What operators do to accounts, and the switch that ends everybody's orders.
import {
  FreezeAccount,
  KillScope,
  KillSwitch,
  SetAccountTier,
  SetTradeGroup,
} from '@openbell/protocol'
import { z } from 'zod'
import type { Views } from '../../ports.js'
import type { EdgeDependencies } from '../dependencies.js'
import type { Route } from '../route.js'
import { marketOf } from '../v3/markets.js'
import { accountNumber, checkAccount } from './money-body.js'
import { operatorRoute } from './operator-route.js'

export const symbol = z.string().min(1).max(20)
const u32 = z.number().int().min(0).max(0xffffffff)

const killBody = z.discriminatedUnion('scope', [
  z.strictObject({ scope: z.literal('account'), account: accountNumber }),
  z.strictObject({ scope: z.literal('market'), symbol }),
  z.strictObject({ scope: z.literal('everything') }),
])

export function operatorAccountRoutes(dependencies: EdgeDependencies): readonly Route[] {
  const { views, commands } = dependencies
  const headOf = (account: number) => {
    checkAccount(views, account, 'account')
    return { account, market: 0, deadlineMs: 0 }
  }
  return [
    operatorRoute(dependencies, {
      path: 'kill-switch',
      about: 'Ends all orders of an account, which is frozen, of a market, which is halted, or all',
      body: killBody,
      result: 'ordersClosed',
      send(body) {
        const { head, scope } = killed(views, body)
        return commands.send(KillSwitch, head, { scope })
      },
    }),
    operatorRoute(dependencies, {
      path: 'accounts/freeze',
      about: 'Freezes or thaws an account; a frozen one may cancel and nothing else',
      body: z.strictObject({ account: accountNumber, frozen: z.boolean() }),
      send: ({ account, frozen }) =>
        commands.send(FreezeAccount, headOf(account), { frozen: frozen ? 1 : 0 }),
    }),
    operatorRoute(dependencies, {
      path: 'accounts/tier',
      about: 'Puts an account into a fee tier',
      body: z.strictObject({ account: accountNumber, tier: u32 }),
      send: ({ account, tier }) => commands.send(SetAccountTier, headOf(account), { tier }),
    }),
    operatorRoute(dependencies, {
      path: 'accounts/trade-group',
      about: 'Puts an account into a group of those that do not trade with each other; 0 = none',
      body: z.strictObject({ account: accountNumber, tradeGroup: u32 }),
      send: ({ account, tradeGroup }) =>
        commands.send(SetTradeGroup, headOf(account), { tradeGroup }),
    }),
  ]
}

/** @throws ApiError where it names what is not there */
function killed(views: Views, body: z.infer<typeof killBody>) {
  const nobody = { account: 0, market: 0, deadlineMs: 0 }
  if (body.scope === 'everything') return { head: nobody, scope: KillScope.everything }
  if (body.scope === 'market') {
    const { market } = marketOf(views, body.symbol)
    return { head: { ...nobody, market }, scope: KillScope.market }
  }
  checkAccount(views, body.account, 'account')
  return { head: { ...nobody, account: body.account }, scope: KillScope.account }
}
