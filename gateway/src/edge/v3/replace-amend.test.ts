// cancelReplace in all its outcomes, and amendments that keep an order's place.
import * as assert from 'uvu/assert'
import type { Client, Parameters } from '../../testing/small-edge.js'
import { done, limit, order, resting, symbol, timeMs, twoTraders } from './testing/two-traders.js'

const test = twoTraders('replacing and amending')

type Json = Record<string, unknown>
const path = '/api/v3/order/cancelReplace'
const unknown = { code: -2011, msg: 'Unknown order sent.' }
const noMoney = { code: -2010, msg: 'Account has insufficient balance for requested action.' }

const replacing = (cancelOrderId: number, more: Parameters = {}): Parameters => ({
  ...limit('BUY', '2', '99'),
  cancelReplaceMode: 'STOP_ON_FAILURE',
  cancelOrderId,
  ...more,
})
const openIds = async (client: Client) =>
  (await done<Json[]>(client, 'GET', '/api/v3/openOrders', { symbol })).map(
    ({ orderId }) => orderId,
  )

test('both halves: the old order and the new one', async ({ buyer }) => {
  await done(buyer, 'POST', order, { ...limit('BUY', '2', '100'), newClientOrderId: 'first' })
  const replaced = await done(buyer, 'POST', path, {
    ...replacing(1),
    newClientOrderId: 'second',
    cancelNewClientOrderId: 'the-cancel',
  })
  const { workingTime: _, ...common } = resting
  assert.equal(replaced, {
    cancelResult: 'SUCCESS',
    newOrderResult: 'SUCCESS',
    cancelResponse: {
      ...common,
      origClientOrderId: 'first',
      clientOrderId: 'the-cancel',
      status: 'CANCELED',
    },
    newOrderResponse: {
      ...resting,
      orderId: 2,
      clientOrderId: 'second',
      price: '99.00000000',
      fills: [],
    },
  })
  assert.equal(await openIds(buyer), [2])
})

test('the new order may be of another kind, and what it gets is told', async ({
  buyer,
  seller,
}) => {
  await done(seller, 'POST', order, limit('SELL', '0.5', '101'))
  await done(buyer, 'POST', order, limit('BUY', '2', '100'))
  const { newOrderResponse } = await done<{ newOrderResponse: Json }>(buyer, 'POST', path, {
    symbol,
    side: 'BUY',
    type: 'MARKET',
    quoteOrderQty: '50.5',
    cancelReplaceMode: 'STOP_ON_FAILURE',
    cancelOrigClientOrderId: 'ob2',
  })
  assert.equal(
    [newOrderResponse.status, newOrderResponse.executedQty, newOrderResponse.origQuoteOrderQty],
    ['FILLED', '0.50000000', '50.50000000'],
  )
  assert.is((newOrderResponse.fills as unknown[]).length, 1)
})

const failed = 'Order cancel-replace failed.'
const partly = 'Order cancel-replace partially failed.'

test('a cancel that fails stops the new order, unless it may fail', async ({ buyer }) => {
  const stopped = await buyer.signed('POST', path, replacing(7))
  assert.equal(
    [stopped.status, stopped.body],
    [
      400,
      {
        code: -2022,
        msg: failed,
        data: {
          cancelResult: 'FAILURE',
          newOrderResult: 'NOT_ATTEMPTED',
          cancelResponse: unknown,
          newOrderResponse: null,
        },
      },
    ],
  )
  const anyway = { cancelReplaceMode: 'ALLOW_FAILURE', newOrderRespType: 'ACK' }
  const placed = await buyer.signed('POST', path, replacing(7, anyway))
  assert.equal(
    [placed.status, placed.body],
    [
      409,
      {
        code: -2021,
        msg: partly,
        data: {
          cancelResult: 'FAILURE',
          newOrderResult: 'SUCCESS',
          cancelResponse: unknown,
          newOrderResponse: {
            symbol,
            orderId: 1,
            orderListId: -1,
            clientOrderId: 'ob1',
            transactTime: timeMs,
          },
        },
      },
    ],
  )
  const neither = await buyer.signed('POST', path, replacing(7, { ...anyway, quantity: '5000' }))
  assert.equal(
    [neither.status, neither.body],
    [
      400,
      {
        code: -2022,
        msg: failed,
        data: {
          cancelResult: 'FAILURE',
          newOrderResult: 'FAILURE',
          cancelResponse: unknown,
          newOrderResponse: noMoney,
        },
      },
    ],
  )
})

test('a new order that is refused leaves the old one cancelled', async ({ buyer }) => {
  await done(buyer, 'POST', order, limit('BUY', '2', '100'))
  const { status, body } = await buyer.signed('POST', path, replacing(1, { quantity: '5000' }))
  const { data, ...rest } = body as { data: Json }
  assert.equal([status, rest], [409, { code: -2021, msg: partly }])
  assert.equal(
    [data.cancelResult, data.newOrderResult, data.newOrderResponse],
    ['SUCCESS', 'FAILURE', noMoney],
  )
  assert.is((data.cancelResponse as Json).status, 'CANCELED')
  assert.equal(await openIds(buyer), [])
})

test('filters are looked at before anything is cancelled; restrictions count', async ({
  buyer,
  seller,
}) => {
  await done(buyer, 'POST', order, limit('BUY', '2', '100'))
  const small = await buyer.signed('POST', path, replacing(1, { quantity: '0' }))
  assert.equal([small.status, small.body], [400, { code: -1013, msg: 'Filter failure: LOT_SIZE' }])
  await done(seller, 'POST', order, limit('SELL', '1', '100'))
  for (const cancelReplaceMode of ['STOP_ON_FAILURE', 'ALLOW_FAILURE']) {
    const { body } = await buyer.signed('POST', path, {
      ...replacing(1, { cancelReplaceMode, quantity: '5000' }),
      cancelRestrictions: 'ONLY_NEW',
    })
    assert.equal((body as { data: Json }).data.cancelResponse, {
      code: -2011,
      msg: 'Order was not canceled due to cancel restrictions.',
    })
  }
  assert.equal(await openIds(buyer), [1])
  const bad: readonly (readonly [Parameters, number])[] = [
    [{ ...limit('BUY', '2', '99'), cancelReplaceMode: 'STOP_ON_FAILURE' }, -1102],
    [{ ...limit('BUY', '2', '99'), cancelOrderId: 1 }, -1102],
    [replacing(1, { cancelReplaceMode: 'MAYBE' }), -1130],
    [replacing(1, { cancelRestrictions: 'MAYBE' }), -1145],
  ]
  for (const [parameters, code] of bad) {
    const answer = await buyer.signed('POST', path, parameters)
    assert.is((answer.body as { code: number }).code, code, JSON.stringify(parameters))
  }
})

test('a retry places nothing again', async ({ buyer }) => {
  await done(buyer, 'POST', order, limit('BUY', '2', '100'))
  const request = replacing(1, { newClientOrderId: 'again' })
  const first = await done(buyer, 'POST', path, request)
  const again = await done(buyer, 'POST', path, request)
  assert.equal(again, first)
  assert.equal(await openIds(buyer), [2])
})

const amendPath = '/api/v3/order/amend/keepPriority'
const amend = (client: Client, parameters: Parameters) =>
  client.signed('PUT', amendPath, { symbol, ...parameters })

test('an amendment: the answer, the place in line, and the list of them', async ({
  edge,
  buyer,
  seller,
}) => {
  const other = await edge.client()
  await other.deposit('USDT', '1000')
  await done(buyer, 'POST', order, { ...limit('BUY', '2', '100'), newClientOrderId: 'first' })
  await done(other, 'POST', order, limit('BUY', '1', '100'))
  const { status, text, body } = await amend(buyer, { origClientOrderId: 'first', newQty: '1.5' })
  assert.is(status, 200, text)
  const { executionId, ...rest } = body as { executionId: number }
  const amended = {
    symbol,
    orderId: 1,
    orderListId: -1,
    origClientOrderId: 'first',
    clientOrderId: 'first',
    price: '100.00000000',
    qty: '1.50000000',
    executedQty: '0.00000000',
    preventedQty: '0.00000000',
    quoteOrderQty: '0.00000000',
    cumulativeQuoteQty: '0.00000000',
    status: 'NEW',
    timeInForce: 'GTC',
    type: 'LIMIT',
    side: 'BUY',
    workingTime: timeMs,
    selfTradePreventionMode: 'EXPIRE_MAKER',
  }
  assert.equal(rest, { transactTime: timeMs, amendedOrder: amended })
  await done(seller, 'POST', order, limit('SELL', '1', '100'))
  const first = await done(buyer, 'GET', order, { symbol, orderId: 1 })
  assert.equal([first.origQty, first.executedQty], ['1.50000000', '1.00000000'])
  const again = await amend(buyer, { orderId: 1, newQty: '1.2', newClientOrderId: 'first' })
  const second = again.body as { executionId: number; amendedOrder: Json }
  assert.is(second.amendedOrder.status, 'PARTIALLY_FILLED')
  const amendments = (query: Parameters) =>
    done(buyer, 'GET', '/api/v3/order/amendments', { symbol, orderId: 1, ...query })
  const both = [
    [executionId, '2.00000000', '1.50000000'],
    [second.executionId, '1.50000000', '1.20000000'],
  ].map(([executionId, origQty, newQty]) => ({
    symbol,
    orderId: 1,
    executionId,
    origClientOrderId: 'first',
    newClientOrderId: 'first',
    origQty,
    newQty,
    time: timeMs,
  }))
  assert.equal(await amendments({}), both)
  assert.equal(await amendments({ fromExecutionId: second.executionId }), both.slice(1))
  assert.equal(await amendments({ limit: 1 }), both.slice(1))
})

test('what cannot be amended', async ({ buyer, seller }) => {
  await done(buyer, 'POST', order, { ...limit('BUY', '2', '100'), newClientOrderId: 'first' })
  await done(seller, 'POST', order, limit('SELL', '1', '100'))
  const nothing = 'The requested action would change no state; rejecting.'
  const cases: readonly (readonly [Client, Parameters, number, string])[] = [
    [
      buyer,
      { orderId: 1, newQty: '3' },
      -2038,
      'Order amend (quantity increase) is not supported.',
    ],
    [buyer, { orderId: 1, newQty: '2' }, -2038, nothing],
    [
      buyer,
      { orderId: 1, newQty: '1' },
      -2038,
      'Order amend (quantity not above what is executed) is not supported.',
    ],
    [buyer, { orderId: 1, newQty: '0' }, -1013, 'Filter failure: LOT_SIZE'],
    [buyer, { orderId: 1, newQty: '1.000001' }, -1013, 'Filter failure: LOT_SIZE'],
    [
      buyer,
      { orderId: 1, newQty: '1.0000000001' },
      -1111,
      "Parameter 'newQty' has too much precision.",
    ],
    [buyer, { orderId: 9, newQty: '1' }, -2038, 'Unknown order sent.'],
    [seller, { orderId: 1, newQty: '1' }, -2038, 'Unknown order sent.'],
    [
      buyer,
      { orderId: 1, newQty: '1.5', newClientOrderId: 'other' },
      -1130,
      "Data sent for parameter 'newClientOrderId' is not valid.",
    ],
    [
      buyer,
      { newQty: '1.5' },
      -1102,
      "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!",
    ],
  ]
  for (const [client, parameters, code, msg] of cases) {
    const { status, body } = await amend(client, parameters)
    assert.equal([status, body], [400, { code, msg }], JSON.stringify(parameters))
  }
  const found = await done(buyer, 'GET', order, { symbol, orderId: 1 })
  assert.is(found.origQty, '2.00000000')
})

test('an order of a list is not amended', async ({ buyer }) => {
  await done(buyer, 'POST', '/api/v3/orderList/oto', {
    symbol,
    workingType: 'LIMIT_MAKER',
    workingSide: 'BUY',
    workingPrice: '100',
    workingQuantity: '1',
    pendingType: 'MARKET',
    pendingSide: 'SELL',
    pendingQuantity: '1',
  })
  const { body } = await amend(buyer, { orderId: 1, newQty: '0.5' })
  assert.equal(body, { code: -2038, msg: 'Order amend (order list) is not supported.' })
})

test.run()
