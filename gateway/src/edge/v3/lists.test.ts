// Lists of orders over the wire: oco, oto, otoco, the older oco, their answers, queries and ends.
import * as assert from 'uvu/assert'
import type { Client, Parameters } from '../../testing/small-edge.js'
import { done, limit, order, symbol, timeMs, twoTraders } from './testing/two-traders.js'

const test = twoTraders('lists')

type Json = Record<string, unknown>
interface ListJson extends Json {
  readonly orderListId: number
  readonly orders: readonly { readonly orderId: number; readonly clientOrderId: string }[]
  readonly orderReports: readonly Json[]
}

const ocoPath = '/api/v3/orderList/oco'
const listPath = '/api/v3/orderList'

/** Makes 100 the last price, by orders 1 and 2. */
async function trade(buyer: Client, seller: Client, price = '100'): Promise<void> {
  await done(buyer, 'POST', order, limit('BUY', '0.1', price))
  await done(seller, 'POST', order, limit('SELL', '0.1', price))
}

const oco: Parameters = {
  symbol,
  side: 'SELL',
  quantity: '1',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '110',
  belowType: 'STOP_LOSS_LIMIT',
  belowStopPrice: '90',
  belowPrice: '89',
  belowTimeInForce: 'GTC',
}

const placed = (client: Client, path: string, parameters: Parameters) =>
  done<ListJson>(client, 'POST', path, parameters)
const find = (client: Client, orderId: unknown) =>
  done(client, 'GET', order, { symbol, orderId: orderId as number })
const statuses = (list: ListJson) => list.orderReports.map(({ status }) => status)
const locked = async (client: Client, asset: string) => {
  const { balances } = await done<{ balances: { asset: string; locked: string }[] }>(
    client,
    'GET',
    '/api/v3/account',
    {},
  )
  return balances.find((balance) => balance.asset === asset)?.locked
}

const report = {
  symbol,
  orderListId: 1,
  transactTime: timeMs,
  origQty: '1.00000000',
  executedQty: '0.00000000',
  origQuoteOrderQty: '0.00000000',
  cummulativeQuoteQty: '0.00000000',
  status: 'NEW',
  timeInForce: 'GTC',
  side: 'SELL',
  selfTradePreventionMode: 'EXPIRE_MAKER',
}

test('an oco as the dialect tells it: the stop first', async ({ buyer, seller }) => {
  await trade(buyer, seller)
  const list = await placed(seller, ocoPath, { ...oco, listClientOrderId: 'mine' })
  const head = {
    orderListId: 1,
    contingencyType: 'OCO',
    listStatusType: 'EXEC_STARTED',
    listOrderStatus: 'EXECUTING',
    listClientOrderId: 'mine',
    transactionTime: timeMs,
    symbol,
    orders: [
      { symbol, orderId: 3, clientOrderId: 'ob3' },
      { symbol, orderId: 4, clientOrderId: 'ob4' },
    ],
  }
  const stop = {
    ...report,
    orderId: 3,
    clientOrderId: 'ob3',
    price: '89.00000000',
    type: 'STOP_LOSS_LIMIT',
    stopPrice: '90.00000000',
    workingTime: -1,
  }
  const maker = {
    ...report,
    orderId: 4,
    clientOrderId: 'ob4',
    price: '110.00000000',
    type: 'LIMIT_MAKER',
    workingTime: timeMs,
  }
  assert.equal(list, { ...head, orderReports: [stop, maker] })
  assert.is(await locked(seller, 'BTC'), '1.00000000', 'once for both')
  for (const name of [{ orderListId: 1 }, { origClientOrderId: 'mine' }])
    assert.equal(await done(seller, 'GET', listPath, name), head)
  assert.equal(await done(seller, 'GET', '/api/v3/openOrderList', {}), [head])
  assert.equal(await done(seller, 'GET', '/api/v3/allOrderList', { fromId: 1 }), [head])
  const cancelled = await done<ListJson>(seller, 'DELETE', listPath, {
    symbol,
    listClientOrderId: 'mine',
    newClientOrderId: 'the-cancel',
  })
  const ended = { status: 'CANCELED', clientOrderId: 'the-cancel' }
  const { workingTime: _, ...stopJson } = stop
  const { workingTime: __, ...makerJson } = maker
  assert.equal(cancelled, {
    ...head,
    listStatusType: 'ALL_DONE',
    listOrderStatus: 'ALL_DONE',
    orderReports: [
      { ...stopJson, ...ended, origClientOrderId: 'ob3' },
      { ...makerJson, ...ended, origClientOrderId: 'ob4' },
    ],
  })
  assert.equal(await done(seller, 'GET', '/api/v3/openOrderList', {}), [])
  const known = await done(seller, 'GET', listPath, { orderListId: 1 })
  assert.is(known.listOrderStatus, 'ALL_DONE')
  assert.is(await locked(seller, 'BTC'), '0.00000000')
})

test('one leg of an oco ends the other, and it says why', async ({ buyer, seller }) => {
  await trade(buyer, seller)
  const { orders } = await placed(seller, ocoPath, oco)
  await done(buyer, 'POST', order, limit('BUY', '0.5', '110'))
  const [stop, maker] = await Promise.all(orders.map(({ orderId }) => find(seller, orderId)))
  assert.equal([stop?.status, stop?.expiryReason], ['EXPIRED', 'OCO_TRIGGER'])
  assert.equal([maker?.status, maker?.orderListId], ['PARTIALLY_FILLED', 1])
  const [fill] = await done<Json[]>(seller, 'GET', '/api/v3/myTrades', { symbol, orderId: 4 })
  assert.is(fill?.orderListId, 1)
})

test('a leg that is left alone is an order like any other', async ({ buyer, seller }) => {
  await trade(buyer, seller)
  const { orders } = await placed(seller, ocoPath, oco)
  await done(buyer, 'POST', order, limit('BUY', '0.5', '110'))
  const orderId = orders[1]?.orderId as number
  const cancelled = await done(seller, 'DELETE', order, { symbol, orderId })
  assert.equal([cancelled.orderId, cancelled.status], [orderId, 'CANCELED'])
  assert.not.ok('orderReports' in cancelled)
})

test('a list ends with its connection', async ({ edge, buyer, seller }) => {
  await trade(buyer, seller)
  const connectionId = edge.connections.open(17)
  const { orders } = await placed(seller, ocoPath, { ...oco, connectionId })
  edge.connections.end(connectionId)
  await new Promise((resolve) => setImmediate(resolve))
  for (const { orderId } of orders)
    assert.is((await find(seller, orderId)).expiryReason, 'CONNECTION_ENDED')
})

test('a cancelled leg takes its list with it; both ways of naming agree', async ({
  buyer,
  seller,
}) => {
  await trade(buyer, seller)
  const first = await placed(seller, ocoPath, oco)
  assert.is(first.listClientOrderId, 'obl1', 'a made one')
  const one = await done<ListJson>(seller, 'DELETE', order, { symbol, orderId: 4 })
  assert.equal([one.orderListId, one.listOrderStatus], [1, 'ALL_DONE'])
  assert.equal(
    one.orderReports.map(({ orderId, status }) => [orderId, status]),
    [
      [4, 'CANCELED'],
      [3, 'CANCELED'],
    ],
  )
  await placed(seller, ocoPath, oco)
  const made = await done<ListJson>(seller, 'DELETE', listPath, {
    symbol,
    listClientOrderId: 'obl2',
  })
  assert.is(made.orderListId, 2)
  const refusals: readonly (readonly [Client, Parameters, number, string])[] = [
    [seller, { symbol, orderListId: 2 }, -2011, 'Unknown order sent.'],
    [seller, { symbol, orderListId: 9 }, -2011, 'Unknown order sent.'],
    [buyer, { symbol, orderListId: 2 }, -2011, 'Unknown order sent.'],
    [seller, { symbol: 'ETHUSDT', orderListId: 2 }, -2011, 'Unknown order sent.'],
    [
      seller,
      { symbol },
      -1102,
      "Param 'orderListId' or 'listClientOrderId' must be sent, but both were empty/null!",
    ],
  ]
  for (const [client, parameters, code, msg] of refusals) {
    const { status, body } = await client.signed('DELETE', listPath, parameters)
    assert.equal([status, body], [400, { code, msg }], JSON.stringify(parameters))
  }
  const unknown = await seller.signed('GET', listPath, { orderListId: 9 })
  assert.equal(unknown.body, { code: -2013, msg: 'Order list does not exist.' })
})

test('openOrders are cancelled with their lists as lists', async ({ buyer, seller }) => {
  await trade(buyer, seller)
  await done(seller, 'POST', order, limit('SELL', '1', '120'))
  await placed(seller, ocoPath, oco)
  const ended = await done<ListJson[]>(seller, 'DELETE', '/api/v3/openOrders', { symbol })
  assert.equal(
    ended.map((entry) => [entry.orderId, entry.orderListId, entry.orderReports?.length]),
    [
      [3, -1, undefined],
      [undefined, 1, 2],
    ],
  )
})

const working: Parameters = {
  symbol,
  workingType: 'LIMIT',
  workingTimeInForce: 'GTC',
  workingSide: 'BUY',
  workingPrice: '100',
  workingQuantity: '1',
}

test('an oto: the pending order comes when the working one is filled', async ({
  buyer,
  seller,
}) => {
  const list = await placed(buyer, '/api/v3/orderList/oto', {
    ...working,
    pendingType: 'LIMIT',
    pendingTimeInForce: 'GTC',
    pendingSide: 'SELL',
    pendingPrice: '105',
    pendingQuantity: '0.9',
  })
  assert.is(list.contingencyType, 'OTO')
  assert.equal(statuses(list), ['NEW', 'PENDING_NEW'])
  const waiting = await find(buyer, 2)
  assert.equal([waiting.isWorking, waiting.workingTime], [false, -1])
  await done(seller, 'POST', order, limit('SELL', '1', '100'))
  const works = await find(buyer, 2)
  assert.equal([works.status, works.isWorking, works.workingTime], ['NEW', true, timeMs])
  const known = await done(buyer, 'GET', listPath, { orderListId: 1 })
  assert.is(known.listOrderStatus, 'ALL_DONE')
})

test('an otoco: three orders, and what ends when the first is cancelled', async ({ buyer }) => {
  const list = await placed(buyer, '/api/v3/orderList/otoco', {
    ...working,
    pendingSide: 'SELL',
    pendingQuantity: '0.9',
    pendingAboveType: 'LIMIT_MAKER',
    pendingAbovePrice: '110',
    pendingBelowType: 'STOP_LOSS',
    pendingBelowStopPrice: '90',
  })
  assert.is(list.contingencyType, 'OTO', 'as the dialect says it')
  assert.equal(statuses(list), ['NEW', 'PENDING_NEW', 'PENDING_NEW'])
  const { orderReports } = await done<ListJson>(buyer, 'DELETE', order, { symbol, orderId: 1 })
  assert.is(orderReports.length, 3)
})

test('pending orders of a working one that is not filled say so', async ({ buyer, seller }) => {
  await done(seller, 'POST', order, limit('SELL', '0.5', '100'))
  const list = await placed(buyer, '/api/v3/orderList/oto', {
    ...working,
    workingTimeInForce: 'IOC',
    pendingType: 'MARKET',
    pendingSide: 'SELL',
    pendingQuantity: '0.5',
  })
  assert.equal(statuses(list), ['EXPIRED', 'EXPIRED'])
  assert.is((await find(buyer, 3)).expiryReason, 'OTO_PHASE_ONE_EXPIRED')
})

test('the older oco, and a retry of it', async ({ buyer, seller }) => {
  await trade(buyer, seller)
  const older = {
    symbol,
    side: 'SELL',
    quantity: '1',
    price: '110',
    stopPrice: '90',
    limitClientOrderId: 'limit-leg',
    stopClientOrderId: 'stop-leg',
    listClientOrderId: 'list',
  }
  const list = await placed(seller, '/api/v3/order/oco', older)
  assert.equal(
    list.orderReports.map(({ type, clientOrderId }) => [type, clientOrderId]),
    [
      ['STOP_LOSS', 'stop-leg'],
      ['LIMIT_MAKER', 'limit-leg'],
    ],
  )
  const again = await placed(seller, '/api/v3/order/oco', older)
  assert.equal(again, list)
  assert.is((await done<Json[]>(seller, 'GET', '/api/v3/openOrders', { symbol })).length, 2)
})

test('what a list must not be', async ({ buyer, seller }) => {
  await trade(buyer, seller)
  const refusals: readonly (readonly [Parameters, number, string])[] = [
    [{ ...oco, belowStopPrice: '100' }, -2010, 'Order would trigger immediately.'],
    [{ ...oco, quantity: '11' }, -2010, 'Account has insufficient balance for requested action.'],
    [{ ...oco, aboveClientOrderId: 'x', belowClientOrderId: 'x' }, -2010, 'Duplicate order sent.'],
    [{ ...oco, side: 'BUY' }, -1165, 'A limit order in a buy OCO must be below.'],
    [{ ...oco, quantity: '0' }, -1013, 'Filter failure: LOT_SIZE'],
    [{ ...oco, symbol: 'NOPE' }, -1121, 'Invalid symbol.'],
    [{ ...oco, connectionId: 3 }, -1130, "Data sent for parameter 'connectionId' is not valid."],
  ]
  for (const [parameters, code, msg] of refusals) {
    const { status, body } = await seller.signed('POST', ocoPath, parameters)
    assert.equal([status, body], [400, { code, msg }], JSON.stringify(parameters))
  }
  await done(buyer, 'POST', order, limit('BUY', '1', '100'))
  const { body } = await seller.signed('POST', ocoPath, { ...oco, abovePrice: '100' })
  assert.equal(body, { code: -2010, msg: 'Order would immediately match and take.' })
})

test.run()
