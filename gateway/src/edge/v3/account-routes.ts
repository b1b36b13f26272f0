// The signed routes of the dialect: orders, trades and the account.
import type { Authenticator } from '../authentication.js'
import type { EdgeDependencies } from '../dependencies.js'
import type { Route } from '../route.js'
import { accountParameters, readAccount } from './account.js'
import {
  cancelAllOrders,
  cancelAllParameters,
  cancelOrder,
  cancelOrderParameters,
} from './cancel-orders.js'
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
import { placeOrder, placeOrderParameters } from './place-order.js'

export function accountRoutes(
  { views, history, commands }: EdgeDependencies,
  authenticator: Authenticator,
): readonly Route[] {
  const finder = new OrderFinder(views, history)
  const parts = { views, history, commands, finder }
  return [
    privateRoute(authenticator, {
      method: 'POST',
      path: '/api/v3/order',
      needs: 'trade',
      about: 'Places an order',
      parameters: placeOrderParameters,
      answer: (values, asked) => placeOrder(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'DELETE',
      path: '/api/v3/order',
      needs: 'trade',
      about: 'Cancels an order, named by either id',
      parameters: cancelOrderParameters,
      answer: (values, asked) => cancelOrder(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'DELETE',
      path: '/api/v3/openOrders',
      needs: 'trade',
      about: 'Cancels all open orders of a market',
      parameters: cancelAllParameters,
      answer: (values, asked) => cancelAllOrders(parts, values, asked),
    }),
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
      path: '/api/v3/myTrades',
      needs: 'read',
      about: 'The fills of a market or an order, oldest first',
      parameters: myTradesParameters,
      answer: (values, asked) => myTrades(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'GET',
      path: '/api/v3/account',
      needs: 'read',
      about: 'Balances and fees',
      parameters: accountParameters,
      answer: (values, asked) => readAccount(views, values, asked),
    }),
  ]
}
