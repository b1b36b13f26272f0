// The signed routes of the dialect for lists of orders.
import type { Authenticator } from '../authentication.js'
import type { EdgeDependencies } from '../dependencies.js'
import type { Route } from '../route.js'
import { privateRoute } from './dialect-route.js'
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
    needs: 'trade',
    about: 'Places two orders of which one cancels the other',
    parameters: ocoParameters,
    answer: (values, asked) => placeOco(parts, values, asked),
  }),
  privateRoute(authenticator, {
    method: 'POST',
    path: '/api/v3/orderList/oto',
    needs: 'trade',
    about: 'Places an order that places another when it is filled',
    parameters: otoParameters,
    answer: (values, asked) => placeOto(parts, values, asked),
  }),
  privateRoute(authenticator, {
    method: 'POST',
    path: '/api/v3/orderList/otoco',
    needs: 'trade',
    about: 'Places an order that places two when it is filled, of which one cancels the other',
    parameters: otocoParameters,
    answer: (values, asked) => placeOtoco(parts, values, asked),
  }),
  privateRoute(authenticator, {
    method: 'POST',
    path: '/api/v3/order/oco',
    needs: 'trade',
    about: 'Places a limit order and a stop of which one cancels the other',
    parameters: olderOcoParameters,
    answer: (values, asked) => placeOlderOco(parts, values, asked),
  }),
  privateRoute(authenticator, {
    method: 'DELETE',
    path: '/api/v3/orderList',
    needs: 'trade',
    about: 'Cancels all orders of a list, named by either id',
    parameters: cancelListParameters,
    answer: (values, asked) => cancelList(parts, values, asked),
  }),
  privateRoute(authenticator, {
    method: 'GET',
    path: '/api/v3/orderList',
    needs: 'read',
    about: 'A list of orders, named by either id',
    parameters: queryListParameters,
    answer: (values, asked) => queryList(parts, values, asked),
  }),
  privateRoute(authenticator, {
    method: 'GET',
    path: '/api/v3/allOrderList',
    needs: 'read',
    about: 'Open and finished lists of orders, oldest first',
    parameters: allListsParameters,
    answer: (values, asked) => allLists(parts, values, asked),
  }),
  privateRoute(authenticator, {
    method: 'GET',
    path: '/api/v3/openOrderList',
    needs: 'read',
    about: 'Open lists of orders',
    parameters: {},
    answer: (_, asked) => openLists(parts, asked),
  }),
]
