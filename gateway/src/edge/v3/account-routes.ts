// The signed routes of the dialect that tell of orders, trades and the account.
import type { Authenticator } from '../authentication.js'
import type { EdgeDependencies } from '../dependencies.js'
import type { Route } from '../route.js'
import { accountParameters, commissionParameters, readAccount, readCommission } from './account.js'
import { amendments, amendmentsParameters } from './amend-order.js'
import { privateRoute } from './dialect-route.js'
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
  { views, history }: EdgeDependencies,
  authenticator: Authenticator,
): readonly Route[] {
  const parts = { views, history, finder: new OrderFinder(views, history) }
  return [
    privateRoute(authenticator, {
      method: 'GET',
      path: '/api/v3/order',
      needs: 'read',
      about: 'An order, named by either id',
      parameters: queryOrderParameters,
      answer: (values, asked) => queryOrder(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'GET',
      path: '/api/v3/openOrders',
      needs: 'read',
      about: 'Open orders, of one market or all',
      parameters: openOrdersParameters,
      answer: (values, asked) => openOrders(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'GET',
      path: '/api/v3/allOrders',
      needs: 'read',
      about: 'Open and finished orders of a market, oldest first',
      parameters: allOrdersParameters,
      answer: (values, asked) => allOrders(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'GET',
      path: '/api/v3/order/amendments',
      needs: 'read',
      about: 'How an order was made smaller, oldest first',
      parameters: amendmentsParameters,
      answer: (values, asked) => amendments(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'GET',
      path: '/api/v3/myTrades',
      needs: 'read',
      about: 'The fills of a market or an order, oldest first',
      parameters: myTradesParameters,
      answer: (values, asked) => myTrades(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'GET',
      path: '/api/v3/myPreventedMatches',
      needs: 'read',
      about: 'Matches that self-trade prevention kept from being trades',
      parameters: preventedMatchesParameters,
      answer: (values, asked) => preventedMatches(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'GET',
      path: '/api/v3/account',
      needs: 'read',
      about: 'Balances and fees',
      parameters: accountParameters,
      answer: (values, asked) => readAccount(views, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'GET',
      path: '/api/v3/account/commission',
      needs: 'read',
      about: 'What trades cost the account in a market',
      parameters: commissionParameters,
      answer: (values, asked) => readCommission(views, values, asked),
    }),
  ]
}
