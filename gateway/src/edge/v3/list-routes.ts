// The signed routes of the dialect for lists of orders.
import type { Authenticator } from '../authentication.js'
import type { EdgeDependencies } from '../dependencies.js'
import type { Route } from '../route.js'
import { privateRoute, readRoute } from './dialect-route.js'
import {
  allLists,
  allListsParameters,
  cancelList,
  cancelListParameters,
  openLists,
  queryList,
  queryListParameters,
} from './list-queries.js'
import {
  ocoParameters,
  olderOcoParameters,
  otocoParameters,
  otoParameters,
  placeOco,
  placeOlderOco,
  placeOto,
  placeOtoco,
} from './place-list.js'

export const listRoutes = (
  parts: EdgeDependencies,
  authenticator: Authenticator,
): readonly Route[] => [
  privateRoute(authenticator, {
    method: 'POST',
    path: '/api/v3/orderList/oco',
    kind: 'order',
    weight: 1,
    orders: 2,
    needs: 'trade',
    about: 'Places two orders of which one cancels the other',
    parameters: ocoParameters,
    answer: (values, asked) => placeOco(parts, values, asked),
  }),
  privateRoute(authenticator, {
    method: 'POST',
    path: '/api/v3/orderList/oto',
    kind: 'order',
    weight: 1,
    orders: 2,
    needs: 'trade',
    about: 'Places an order that places another when it is filled',
    parameters: otoParameters,
    answer: (values, asked) => placeOto(parts, values, asked),
  }),
  privateRoute(authenticator, {
    method: 'POST',
    path: '/api/v3/orderList/otoco',
    kind: 'order',
    weight: 1,
    orders: 3,
    needs: 'trade',
    about: 'Places an order that places two when it is filled, of which one cancels the other',
    parameters: otocoParameters,
    answer: (values, asked) => placeOtoco(parts, values, asked),
  }),
  privateRoute(authenticator, {
    method: 'POST',
    path: '/api/v3/order/oco',
    kind: 'order',
    weight: 1,
    orders: 2,
    needs: 'trade',
    about: 'Places a limit order and a stop of which one cancels the other',
    parameters: olderOcoParameters,
    answer: (values, asked) => placeOlderOco(parts, values, asked),
  }),
  privateRoute(authenticator, {
    method: 'DELETE',
    path: '/api/v3/orderList',
    kind: 'cancel',
    weight: 1,
    needs: 'trade',
    about: 'Cancels all orders of a list, named by either id',
    parameters: cancelListParameters,
    answer: (values, asked) => cancelList(parts, values, asked),
  }),
  readRoute(authenticator, parts.freshness, {
    path: '/api/v3/orderList',
    weight: 4,
    about: 'A list of orders, named by either id',
    parameters: queryListParameters,
    answer: (values, asked) => queryList(parts, values, asked),
  }),
  readRoute(authenticator, parts.freshness, {
    path: '/api/v3/allOrderList',
    weight: 20,
    about: 'Open and finished lists of orders, oldest first',
    parameters: allListsParameters,
    answer: (values, asked) => allLists(parts, values, asked),
  }),
  readRoute(authenticator, parts.freshness, {
    path: '/api/v3/openOrderList',
    weight: 6,
    about: 'Open lists of orders',
    parameters: {},
    answer: (_, asked) => openLists(parts, asked),
  }),
]
