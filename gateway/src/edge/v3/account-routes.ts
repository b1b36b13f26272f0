// The signed routes of the dialect that tell of orders, trades and the account.
import type { Authenticator } from '../authentication.js'
import type { EdgeDependencies } from '../dependencies.js'
import { orderLimitsJson } from '../limits/settings.js'
import type { Route } from '../route.js'
import { accountParameters, commissionParameters, readAccount, readCommission } from './account.js'
import { amendments, amendmentsParameters } from './amend-order.js'
import { privateRoute, readRoute } from './dialect-route.js'
import { OrderFinder } from './find-order.js'
import {
  allOrders,
  allOrdersParameters,
  myTrades,
  myTradesParameters,
  openOrders,
  openOrdersParameters,
  queryOrder,
  queryOrderParameters,
} from './order-queries.js'
import { preventedMatches, preventedMatchesParameters } from './prevented-matches.js'

export function accountRoutes(
  { views, history, freshness, rateLimits }: EdgeDependencies,
  authenticator: Authenticator,
): readonly Route[] {
  const parts = { views, history, finder: new OrderFinder(views, history) }
  return [
    readRoute(authenticator, freshness, {
      path: '/api/v3/order',
      weight: 4,
      about: 'An order, named by either id',
      parameters: queryOrderParameters,
      answer: (values, asked) => queryOrder(parts, values, asked),
    }),
    readRoute(authenticator, freshness, {
      path: '/api/v3/openOrders',
      weight: { from: 6, of: ({ symbol }) => (symbol ? 6 : 80) },
      about: 'Open orders, of one market or all',
      parameters: openOrdersParameters,
      answer: (values, asked) => openOrders(parts, values, asked),
    }),
    readRoute(authenticator, freshness, {
      path: '/api/v3/allOrders',
      weight: 20,
      about: 'Open and finished orders of a market, oldest first',
      parameters: allOrdersParameters,
      answer: (values, asked) => allOrders(parts, values, asked),
    }),
    readRoute(authenticator, freshness, {
      path: '/api/v3/order/amendments',
      weight: 4,
      about: 'How an order was made smaller, oldest first',
      parameters: amendmentsParameters,
      answer: (values, asked) => amendments(parts, values, asked),
    }),
    readRoute(authenticator, freshness, {
      path: '/api/v3/myTrades',
      weight: { from: 5, of: ({ orderId }) => (orderId === undefined ? 20 : 5) },
      about: 'The fills of a market or an order, oldest first',
      parameters: myTradesParameters,
      answer: (values, asked) => myTrades(parts, values, asked),
    }),
    readRoute(authenticator, freshness, {
      path: '/api/v3/myPreventedMatches',
      weight: { from: 2, of: ({ preventedMatchId }) => (preventedMatchId === undefined ? 20 : 2) },
      about: 'Matches that self-trade prevention kept from being trades',
      parameters: preventedMatchesParameters,
      answer: (values, asked) => preventedMatches(parts, values, asked),
    }),
    readRoute(authenticator, freshness, {
      path: '/api/v3/account',
      weight: 20,
      about: 'Balances and fees',
      parameters: accountParameters,
      answer: (values, asked) => readAccount(views, values, asked),
    }),
    readRoute(authenticator, freshness, {
      path: '/api/v3/account/commission',
      weight: 20,
      about: 'What trades cost the account in a market',
      parameters: commissionParameters,
      answer: (values, asked) => readCommission(views, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'GET',
      path: '/api/v3/rateLimit/order',
      weight: 40,
      needs: 'read',
      about: 'How many orders were counted of the account, and how many may be',
      parameters: {},
      answer: (_, { caller }) => orderLimitsJson(rateLimits, caller.account),
    }),
  ]
}
