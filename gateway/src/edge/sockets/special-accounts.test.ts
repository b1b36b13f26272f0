// An account's own events of special orders, lists, prevented trades and money that moves.
import {
  ActivationReason,
  CloseReason,
  Contingency,
  Deposited,
  OrderStatus,
  OrderType,
  SelfTradePrevention,
  Side,
  TimeInForce,
  Transferred,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { alice, bob, btc, encode, type OrderFields } from '../../views/testing/frames.js'
import {
  listAccepted,
  listClosed,
  orderActivated,
  orderAmended,
  specialAccepted,
  stopMoved,
  tradePrevented,
  withdrawal,
} from '../../views/testing/special-events.js'
import { type Client, Rig } from './testing/rig.js'

const done = { result: null, id: 1 }

async function withAlice(
  streams: readonly string[],
  work: (rig: Rig, client: Client) => Promise<void>,
): Promise<void> {
  const rig = await Rig.open({ messagesPerSecondMax: 1_000 })
  try {
    const client = await rig.connect()
    assert.equal(await client.ask('AUTHENTICATE', { token: 'alice-token' }), done)
    assert.equal(await client.ask('SUBSCRIBE', streams), done)
    await work(rig, client)
    await client.settle()
    assert.is(client.unread, 0)
    assert.equal(rig.errors, [])
  } finally {
    await rig.close()
  }
}

/** These fields of the next event. */
async function fields(client: Client, ...names: readonly string[]): Promise<unknown[]> {
  const event = await client.next()
  return names.map((name) => event[name])
}

const bid: OrderFields = {
  account: alice,
  orderId: 1,
  side: Side.buy,
  priceTicks: 6_500_000,
  quantityLots: 100,
  clientOrderId: 'bid',
}
const stop: OrderFields = {
  ...bid,
  orderId: 2,
  side: Side.sell,
  clientOrderId: 'stop',
  orderType: OrderType.stopLossLimit,
}

test('a trailing stop: placed, moved, triggered', () =>
  withAlice(['executions'], async (rig, client) => {
    const { stream } = rig
    const terms = { stopPriceTicks: 6_400_000, trailingBips: 100, isWaiting: true }
    rig.frame(specialAccepted(stream, stop, terms))
    rig.frame(stopMoved(stream, stop, 6_450_000))
    const movedMs = Math.floor(stream.timestampUs / 1_000)
    rig.frame(orderActivated(stream, stop))
    const workingMs = Math.floor(stream.timestampUs / 1_000)
    rig.flush()
    const names = ['x', 'X', 'o', 'P', 'd', 'D', 'w', 'W', 'C', 'accountEvent']
    assert.equal(await fields(client, ...names), [
      ...['NEW', 'NEW', 'STOP_LOSS_LIMIT', '64000.00000000'],
      ...[100, undefined, false, undefined, '', 1],
    ])
    assert.equal(await fields(client, ...names), [
      ...['REPLACED', 'NEW', 'STOP_LOSS_LIMIT', '64500.00000000'],
      ...[100, movedMs, false, undefined, '', 2],
    ])
    assert.equal(await fields(client, ...names), [
      ...['NEW', 'NEW', 'STOP_LOSS_LIMIT', '64500.00000000'],
      ...[100, movedMs, true, workingMs, '', 3],
    ])
  }))

test('an iceberg that is amended, and one whose time is over', () =>
  withAlice(['executions'], async (rig, client) => {
    const { stream } = rig
    const dated = { ...bid, timeInForce: TimeInForce.goodTillDate }
    rig.frame(specialAccepted(stream, dated, { icebergLots: 10, expiresUs: 5_000_000 }))
    rig.frame(orderAmended(stream, bid, 60))
    const smaller = { ...bid, quantityLots: 60 }
    rig.frame(stream.closed(smaller, 0, OrderStatus.expired, CloseReason.timeOver))
    rig.flush()
    const names = ['x', 'X', 'f', 'F', 'q', 'C', 'w', 'eR']
    assert.equal(await fields(client, ...names), [
      ...['NEW', 'NEW', 'GTD', '0.00010000', '0.00100000', '', true, undefined],
    ])
    assert.equal(await fields(client, ...names), [
      ...['REPLACED', 'NEW', 'GTD', '0.00010000', '0.00060000', 'bid', true, undefined],
    ])
    assert.equal(await fields(client, ...names), [
      ...['EXPIRED', 'EXPIRED', 'GTD', '0.00010000', '0.00060000', '', false],
      'TIME_IN_FORCE_EXPIRED',
    ])
  }))

test('a prevented trade says with whom, what was lost and what would have traded', () =>
  withAlice(['executions'], async (rig, client) => {
    const { stream } = rig
    const own = { ...bid, orderId: 3, side: Side.sell, quantityLots: 40, clientOrderId: '' }
    const mode = SelfTradePrevention.decrement
    const lots = { makerPreventedLots: 40, takerPreventedLots: 40 }
    rig.frame(stream.accepted(bid), stream.accepted(own))
    rig.frame(
      tradePrevented(stream, { preventedId: 7, mode, maker: bid, taker: own, ...lots }),
      stream.closed({ ...own, quantityLots: 0 }, 0, OrderStatus.expiredInMatch),
    )
    rig.flush()
    await client.next()
    await client.next()
    const names = ['x', 'X', 'i', 'v', 'A', 'B', 'u', 'U', 'Cs', 'pl', 'pL', 'pY']
    const prevented = ['BTCUSD', '0.00040000', '65000.00000000', '26.00000000']
    assert.equal(await fields(client, ...names), [
      ...['TRADE_PREVENTION', 'NEW', 1, 7, '0.00040000', '0.00040000', undefined, 3],
      ...prevented,
    ])
    assert.equal(await fields(client, ...names), [
      ...['TRADE_PREVENTION', 'EXPIRED_IN_MATCH', 3, 7, '0.00040000', '0.00040000', undefined, 1],
      ...prevented,
    ])
  }))

test('a maker that expires is told once, and the taker that lost nothing not at all', () =>
  withAlice(['executions'], async (rig, client) => {
    const { stream } = rig
    const own = { ...bid, orderId: 3, side: Side.sell, quantityLots: 40, clientOrderId: '' }
    const mode = SelfTradePrevention.expireMaker
    const lots = { makerPreventedLots: 100, takerPreventedLots: 0 }
    rig.frame(stream.accepted(bid), stream.accepted(own))
    rig.frame(
      tradePrevented(stream, { preventedId: 1, mode, maker: bid, taker: own, ...lots }),
      stream.closed(bid, 0, OrderStatus.expiredInMatch),
    )
    rig.flush()
    await client.next()
    await client.next()
    assert.equal(await fields(client, 'x', 'X', 'i', 'B', 'pl', 'accountEvent'), [
      ...['TRADE_PREVENTION', 'EXPIRED_IN_MATCH', 1, '0.00100000', '0.00040000', 5],
    ])
  }))

test('a list: its orders, its status, the leg that the other ended', () =>
  withAlice(['executions'], async (rig, client) => {
    const { stream } = rig
    const above = { ...bid, side: Side.sell, orderType: OrderType.limitMaker, clientOrderId: 'up' }
    rig.frame(
      specialAccepted(stream, above, { listId: 5 }),
      specialAccepted(stream, stop, { listId: 5, stopPriceTicks: 6_000_000, isWaiting: true }),
      listAccepted(stream, 5, [above, stop], Contingency.oco, 'both'),
    )
    const placedMs = Math.floor(stream.timestampUs / 1_000)
    const taker = { ...bid, account: bob, orderId: 9, clientOrderId: '' }
    rig.frame(
      stream.accepted(taker),
      stream.trade({ tradeId: 1, maker: above, taker, quantityLots: 100 }),
      stream.closed(stop, 0, OrderStatus.expired, CloseReason.otherLeg),
      listClosed(stream, 5, alice),
    )
    rig.flush()
    assert.equal(await fields(client, 'x', 'i', 'g', 'w'), ['NEW', 1, 5, true])
    assert.equal(await fields(client, 'x', 'i', 'g', 'w'), ['NEW', 2, 5, false])
    assert.equal(await client.next(), {
      e: 'listStatus',
      E: rig.time.wallUs() / 1_000,
      s: 'BTCUSD',
      g: 5,
      c: 'OCO',
      l: 'EXEC_STARTED',
      L: 'EXECUTING',
      r: 'NONE',
      C: 'both',
      T: placedMs,
      O: [
        { s: 'BTCUSD', i: 1, c: 'up' },
        { s: 'BTCUSD', i: 2, c: 'stop' },
      ],
      accountEvent: 3,
    })
    assert.equal(await fields(client, 'x', 'X', 'i'), ['TRADE', 'FILLED', 1])
    assert.equal(await fields(client, 'x', 'i', 'eR'), ['EXPIRED', 2, 'OCO_TRIGGER'])
    assert.equal(await fields(client, 'e', 'l', 'L', 'accountEvent'), [
      ...['listStatus', 'ALL_DONE', 'ALL_DONE', 6],
    ])
  }))

test('an order that waits for the first of its list, and goes to work', () =>
  withAlice(['executions'], async (rig, client) => {
    const { stream } = rig
    const second = { ...bid, orderId: 2, side: Side.sell, clientOrderId: 'second' }
    const terms = { listId: 5, status: OrderStatus.pending, isWaiting: true }
    rig.frame(
      specialAccepted(stream, bid, { listId: 5 }),
      specialAccepted(stream, second, terms),
      listAccepted(stream, 5, [bid, second], Contingency.oto),
    )
    const taker = { ...second, account: bob, orderId: 9, clientOrderId: '' }
    rig.frame(
      stream.accepted(taker),
      stream.trade({ tradeId: 1, maker: bid, taker, quantityLots: 100 }),
      orderActivated(stream, second, ActivationReason.firstFilled),
    )
    rig.flush()
    const names = ['x', 'X', 'i', 'w']
    assert.equal(await fields(client, ...names), ['NEW', 'NEW', 1, true])
    assert.equal(await fields(client, ...names), ['NEW', 'PENDING_NEW', 2, false])
    assert.equal(await fields(client, 'e', 'C'), ['listStatus', 'obl5'])
    assert.equal(await fields(client, ...names), ['TRADE', 'FILLED', 1, false])
    assert.equal(await fields(client, ...names), ['NEW', 'NEW', 2, true])
  }))

test('money that came, went or was paid, before the position that it left', () =>
  withAlice(['balances'], async (rig, client) => {
    const { stream } = rig
    const amounts = { account: alice, asset: btc, amountUnits: 500n, feeUnits: 20n }
    rig.frame(
      encode(Deposited, {
        account: alice,
        asset: btc,
        accountEvent: stream.nextEvent(alice),
        amountUnits: 1_000n,
        idempotencyKey: 'in',
      }),
      stream.balance(alice, btc, 1_000n),
    )
    const movedMs = Math.floor(stream.timestampUs / 1_000)
    rig.frame(
      withdrawal(stream, 'reserved', { ...amounts, withdrawalId: 1 }),
      stream.balance(alice, btc, 500n, 500n),
    )
    rig.frame(
      withdrawal(stream, 'settled', { ...amounts, withdrawalId: 1 }),
      stream.balance(alice, btc, 500n),
    )
    rig.frame(
      encode(Transferred, {
        account: bob,
        asset: btc,
        accountEvent: stream.nextEvent(bob),
        amountUnits: 70n,
        idempotencyKey: 'rent',
        toAccount: alice,
        toAccountEvent: stream.nextEvent(alice),
      }),
      stream.balance(alice, btc, 570n),
    )
    rig.flush()
    assert.equal(await client.next(), {
      e: 'balanceUpdate',
      E: rig.time.wallUs() / 1_000,
      a: 'BTC',
      d: '0.00001000',
      T: movedMs,
      accountEvent: 1,
    })
    const position = async () => {
      const { e, B } = await client.next()
      return [e, ...(B as { f: string; l: string }[]).flatMap(({ f, l }) => [f, l])]
    }
    const told = 'outboundAccountPosition'
    assert.equal(await position(), [told, '0.00001000', '0.00000000'])
    assert.equal(await position(), [told, '0.00000500', '0.00000500'])
    assert.equal(await fields(client, 'e', 'd'), ['balanceUpdate', '-0.00000500'])
    assert.equal(await position(), [told, '0.00000500', '0.00000000'])
    assert.equal(await fields(client, 'e', 'd'), ['balanceUpdate', '0.00000070'])
    assert.equal(await position(), [told, '0.00000570', '0.00000000'])
  }))

test.run()
