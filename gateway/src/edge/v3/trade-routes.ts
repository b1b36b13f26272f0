// The signed routes of the dialect that change orders.
import type { Authenticator } from '../authentication.js'
import type { EdgeDependencies } from '../dependencies.js'
import type { Route } from '../route.js'
import { amendOrder, amendOrderParameters } from './amend-order.js'
import {
  batchCancelParameters,
  batchOrdersParameters,
  cancelBatch,
  placeBatch,
  weightOfCancels,
} from './batch-orders.js'
import { cancelOrder, cancelOrderParameters } from './cancel-orders.js'
import { privateRoute } from './dialect-route.js'
import { OrderFinder } from './find-order.js'
import {
  cancelAllOrders,
  cancelAllParameters,
  cancelEverywhere,
  cancelEverywhereParameters,
  countdownCancelAll,
  countdownParameters,
} from './mass-cancels.js'
import { placeOrder, placeOrderParameters, testOrder, testOrderParameters } from './place-order.js'
import { replaceOrder, replaceOrderParameters } from './replace-order.js'

export function tradeRoutes(
  { views, history, commands, connections }: EdgeDependencies,
  authenticator: Authenticator,
): readonly Route[] {
  const parts = { views, commands, connections, finder: new OrderFinder(views, history) }
  return [
    privateRoute(authenticator, {
      method: 'POST',
      path: '/api/v3/order',
      kind: 'order',
      weight: 1,
      orders: 1,
      needs: 'trade',
      about: 'Places an order',
      parameters: placeOrderParameters,
      answer: (values, asked) => placeOrder(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'POST',
      path: '/api/v3/order/test',
      weight: {
        from: 1,
        of: ({ computeCommissionRates }) => (computeCommissionRates ? 20 : 1),
      },
      needs: 'trade',
      about: 'Checks an order and does not place it',
      parameters: testOrderParameters,
      answer: (values, asked) => testOrder(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'DELETE',
      path: '/api/v3/order',
      kind: 'cancel',
      weight: 1,
      needs: 'trade',
      about: 'Cancels an order, named by either id, and the list that it is in',
      parameters: cancelOrderParameters,
      answer: (values, asked) => cancelOrder(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'POST',
      path: '/api/v3/order/cancelReplace',
      kind: 'order',
      weight: 1,
      orders: 1,
      needs: 'trade',
      about: 'Cancels an order and places another, as one',
      parameters: replaceOrderParameters,
      answer: (values, asked) => replaceOrder(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'PUT',
      path: '/api/v3/order/amend/keepPriority',
      kind: 'order',
      weight: 4,
      isOnce: true,
      needs: 'trade',
      about: 'Makes an order smaller, which keeps its place',
      parameters: amendOrderParameters,
      answer: (values, asked) => amendOrder(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'POST',
      path: '/api/v3/batchOrders',
      kind: 'order',
      weight: { from: 1, of: ({ batchOrders }) => batchOrders.length },
      orders: ({ batchOrders }) => batchOrders.length,
      needs: 'trade',
      about: 'Places up to 20 orders together; a malformed one refuses them all',
      parameters: batchOrdersParameters,
      answer: (values, asked) => placeBatch(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'DELETE',
      path: '/api/v3/batchOrders',
      kind: 'cancel',
      weight: { from: 1, of: weightOfCancels },
      needs: 'trade',
      about: 'Cancels up to 20 orders of a market together',
      parameters: batchCancelParameters,
      answer: (values, asked) => cancelBatch(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'DELETE',
      path: '/api/v3/openOrders',
      kind: 'cancel',
      weight: 1,
      isOnce: true,
      needs: 'trade',
      about: 'Cancels all open orders of a market',
      parameters: cancelAllParameters,
      answer: (values, asked) => cancelAllOrders(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'DELETE',
      path: '/api/v3/allOpenOrders',
      kind: 'cancel',
      weight: 1,
      isOnce: true,
      needs: 'trade',
      about: 'Cancels all open orders of all markets',
      parameters: cancelEverywhereParameters,
      answer: (values, asked) => cancelEverywhere(parts, values, asked),
    }),
    privateRoute(authenticator, {
      method: 'POST',
      path: '/api/v3/countdownCancelAll',
      kind: 'cancel',
      weight: 1,
      isOnce: true,
      needs: 'trade',
      about: 'Cancels all open orders unless this comes again in so many milliseconds; 0 = never',
      parameters: countdownParameters,
      answer: (values, asked) => countdownCancelAll(parts, values, asked),
    }),
  ]
}
