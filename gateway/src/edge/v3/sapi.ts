// The five routes of /sapi/v1 that libraries ask for before they trade.
import { AssetKind } from '@openbell/protocol'
import type { Authenticator } from '../authentication.js'
import { formatAmount } from '../decimals.js'
import type { EdgeDependencies } from '../dependencies.js'
import { optional, symbolName, text } from '../parameters.js'
import type { Route } from '../route.js'
import { balancesOf, formatRate, standingOf } from './account.js'
import { publicRoute, readRoute } from './dialect-route.js'
import { marketsOf } from './general.js'

/** Nothing is lent here, so no signature is asked for; one that is sent is not looked at. */
const marginParameters = {
  symbol: optional(symbolName),
  timestamp: optional(text('^.{1,32}$')),
  recvWindow: optional(text('^.{1,32}$')),
  signature: optional(text('^.{1,512}$')),
}

const marginRoute = (path: string): Route =>
  publicRoute({
    method: 'GET',
    path,
    weight: 1,
    about: 'Pairs for trading on margin: none',
    parameters: marginParameters,
    answer: () => [],
  })

export const sapiRoutes = (
  { views, freshness, readiness }: EdgeDependencies,
  authenticator: Authenticator,
): readonly Route[] => [
  publicRoute({
    method: 'GET',
    path: '/sapi/v1/system/status',
    weight: 1,
    about: 'Whether orders are decided',
    parameters: {},
    answer: () =>
      readiness().isReady ? { status: 0, msg: 'normal' } : { status: 1, msg: 'system_maintenance' },
  }),
  readRoute(authenticator, freshness, {
    path: '/sapi/v1/capital/config/getall',
    weight: 10,
    about: 'Currencies, and what the account has of each',
    parameters: {},
    answer: (_, { caller }) =>
      balancesOf(views, caller).map(({ asset, availableUnits, lockedUnits }) => ({
        coin: asset.code,
        name: asset.name,
        depositAllEnable: asset.depositsOpen,
        withdrawAllEnable: asset.withdrawalsOpen,
        free: formatAmount(asset, availableUnits),
        locked: formatAmount(asset, lockedUnits),
        freeze: formatAmount(asset, 0n),
        withdrawing: formatAmount(asset, 0n),
        ipoing: formatAmount(asset, 0n),
        ipoable: formatAmount(asset, 0n),
        storage: formatAmount(asset, 0n),
        isLegalMoney: asset.kind === AssetKind.fiat,
        trading: true,
        networkList: [],
      })),
  }),
  readRoute(authenticator, freshness, {
    path: '/sapi/v1/asset/tradeFee',
    weight: 1,
    about: 'The account’s fees, of one market or all',
    parameters: { symbol: optional(symbolName) },
    answer({ symbol }, { caller }) {
      const { fees } = standingOf(views, caller)
      return marketsOf(views, symbol, undefined).map((market) => ({
        symbol: market.symbol,
        makerCommission: formatRate(fees.makerPpm),
        takerCommission: formatRate(fees.takerPpm),
      }))
    },
  }),
  marginRoute('/sapi/v1/margin/allPairs'),
  marginRoute('/sapi/v1/margin/isolated/allPairs'),
]
