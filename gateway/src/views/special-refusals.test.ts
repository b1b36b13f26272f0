// What the fold refuses of special orders, lists, prevented trades, markets and withdrawals.
import {
  ActivationReason,
  AuctionIndicated,
  AuctionUncrossed,
  CloseReason,
  Contingency,
  DeadManSet,
  MarketState,
  MarketStateChanged,
  OrderStatus,
  SelfTradePrevention,
  Transferred,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ViewError } from './index.js'
import { alice, bob, btc, encode, type FrameStream, market } from './testing/frames.js'
import { bid, listed, own, stop } from './testing/listed.js'
import {
  listAccepted,
  listClosed,
  orderActivated,
  orderAmended,
  specialAccepted,
  stopMoved,
  tradePrevented,
  withdrawal,
} from './testing/special-events.js'

const waiting = { stopPriceTicks: 90, isWaiting: true }
const pending = { listId: 4, status: OrderStatus.pending, isWaiting: true }

/** Folds a frame that must be refused at its last record. */
function refused(expected: RegExp, make: (stream: FrameStream) => Uint8Array[]): void {
  const { stream, views } = listed()
  const records = make(stream)
  const refusal = () => views.fold(stream.frameOfParts(records))
  assert.throws(refusal, (error: unknown) => {
    assert.instance(error, ViewError)
    assert.match((error as ViewError).message, expected)
    assert.is((error as ViewError).record, records.length - 1)
    return true
  })
}

test('orders: waiting without a trigger, pending without a list, trading while they wait', () => {
  refused(/order 1 makes no sense/, (stream) => [specialAccepted(stream, bid, waiting)])
  refused(/order 3 makes no sense/, (stream) => [specialAccepted(stream, stop)])
  refused(/order 1 makes no sense/, (stream) => [
    specialAccepted(stream, bid, { ...pending, listId: 0 }),
  ])
  refused(/order 1 makes no sense/, (stream) => [
    specialAccepted(stream, bid, { status: OrderStatus.partiallyFilled }),
  ])
  refused(/order 3 waits, and trades/, (stream) => [
    stream.accepted({ ...bid, account: bob }),
    specialAccepted(stream, stop, waiting),
    stream.trade({
      tradeId: 1,
      maker: { ...bid, account: bob },
      taker: stop,
      quantityLots: 1,
    }),
  ])
})

test('activations: of what does not wait, or for another reason', () => {
  refused(/order 1 goes to work/, (stream) => [stream.accepted(bid), orderActivated(stream, bid)])
  refused(/order 3 goes to work/, (stream) => [
    specialAccepted(stream, stop, waiting),
    orderActivated(stream, stop, ActivationReason.firstFilled),
  ])
  refused(/order 1 goes to work/, (stream) => [
    specialAccepted(stream, bid, pending),
    orderActivated(stream, bid, ActivationReason.triggered),
  ])
  refused(/order 1 goes to work/, (stream) => [
    specialAccepted(stream, bid, pending),
    orderActivated(stream, bid, ActivationReason.firstFilled, true),
  ])
  refused(/stop price of order 3 cannot move/, (stream) => [
    specialAccepted(stream, stop, waiting),
    stopMoved(stream, stop, 91),
  ])
})

test('amendments that do not reduce, and of orders in lists', () => {
  for (const lots of [50, 51, 0])
    refused(/is amended to/, (stream) => [stream.accepted(bid), orderAmended(stream, bid, lots)])
  refused(/is amended to 3 of 40/, (stream) => [
    stream.accepted(bid),
    orderAmended(stream, bid, 40, 3),
  ])
  refused(/order 1 is amended in its list 4/, (stream) => [
    specialAccepted(stream, bid, { listId: 4 }),
    specialAccepted(stream, own, pending),
    listAccepted(stream, 4, [bid, own], Contingency.oto),
    orderAmended(stream, bid, 40),
  ])
  refused(/order 1 ends with 50 lots for 0, not 40 for 0/, (stream) => [
    stream.accepted(bid),
    orderAmended(stream, bid, 40),
    stream.closed(bid),
  ])
})

test('prevented trades: other lots, strangers, ids left out, endings that nothing explains', () => {
  const both = (stream: FrameStream, taker = own) => [stream.accepted(bid), stream.accepted(taker)]
  const maker = { preventedId: 1, mode: SelfTradePrevention.expireMaker, maker: bid }
  refused(/order 1 with 50 of 50 lots left loses 49/, (stream) => [
    ...both(stream),
    tradePrevented(stream, {
      ...maker,
      taker: own,
      makerPreventedLots: 49,
      takerPreventedLots: 0,
    }),
  ])
  refused(/order 2 with 30 of 30 lots left loses 31/, (stream) => [
    ...both(stream),
    tradePrevented(stream, {
      ...maker,
      mode: SelfTradePrevention.decrement,
      taker: own,
      makerPreventedLots: 31,
      takerPreventedLots: 31,
    }),
  ])
  const lots = { makerPreventedLots: 50, takerPreventedLots: 0 }
  refused(/is of mode 4/, (stream) => [
    ...both(stream),
    tradePrevented(stream, { ...maker, ...lots, taker: own, mode: SelfTradePrevention.none }),
  ])
  const foreign = { ...own, account: bob }
  refused(/is of accounts 16 and 17/, (stream) => [
    ...both(stream, foreign),
    tradePrevented(stream, { ...maker, ...lots, taker: foreign }),
  ])
  refused(/prevented trade 3 follows 1/, (stream) => [
    ...both(stream),
    tradePrevented(stream, { ...maker, ...lots, taker: own }),
    stream.closed(bid, 0, OrderStatus.expiredInMatch),
    stream.accepted({ ...bid, orderId: 9 }),
    tradePrevented(stream, {
      ...maker,
      ...lots,
      preventedId: 3,
      maker: { ...bid, orderId: 9 },
      taker: own,
    }),
  ])
  refused(/by a trade that nobody prevented/, (stream) => [
    stream.accepted(bid),
    stream.closed(bid, 0, OrderStatus.expiredInMatch),
  ])
  refused(/ends with status 3 for selfTradePrevented/, (stream) => [
    stream.accepted(bid),
    stream.closed(bid, 0, OrderStatus.cancelled, CloseReason.selfTradePrevented),
  ])
  refused(/ends for reason 99/, (stream) => [
    stream.accepted(bid),
    stream.closed(bid, 0, OrderStatus.cancelled, 99 as CloseReason),
  ])
})

test('lists: of orders that are not theirs, of a wrong count, ended too early', () => {
  const legs = (stream: FrameStream) => [
    specialAccepted(stream, bid, { listId: 4 }),
    specialAccepted(stream, own, pending),
  ]
  refused(/order 2 is not of list 5/, (stream) => [
    specialAccepted(stream, bid, { listId: 5 }),
    specialAccepted(stream, own, pending),
    listAccepted(stream, 5, [bid, own], Contingency.oto),
  ])
  refused(/of contingency 2 has order 0/, (stream) => [
    ...legs(stream),
    listAccepted(stream, 4, [bid, own], Contingency.otoco),
  ])
  refused(/of contingency 7/, (stream) => [
    ...legs(stream),
    listAccepted(stream, 4, [bid, own], 7 as Contingency),
  ])
  refused(/list 4 ends with 2 orders open/, (stream) => [
    ...legs(stream),
    listAccepted(stream, 4, [bid, own], Contingency.oto),
    listClosed(stream, 4, alice),
  ])
  refused(/list 4 ends with 1 orders open/, (stream) => [
    ...legs(stream),
    listAccepted(stream, 4, [bid, own], Contingency.oto),
    stream.closed(bid),
    listClosed(stream, 4, alice),
  ])
  refused(/account 16 has no open list 4/, (stream) => [listClosed(stream, 4, alice)])
})

test('markets: states that do not follow, auctions where none is, trades of the wrong kind', () => {
  const moved = (state: MarketState) =>
    encode(MarketStateChanged, { market, state, reason: 0, untilUs: 0 })
  const auction = { market, priceTicks: 100, volumeLots: 5, surplusLots: 0 }
  refused(/goes from trading to preOpen/, () => [moved(MarketState.preOpen)])
  refused(/goes from halted to trading/, () => [
    moved(MarketState.halted),
    moved(MarketState.trading),
  ])
  refused(/goes from delisted to halted/, () => [
    moved(MarketState.delisted),
    moved(MarketState.halted),
  ])
  refused(/state reason 9 is unknown/, () => [
    encode(MarketStateChanged, { market, state: MarketState.halted, reason: 9, untilUs: 0 }),
  ])
  refused(/market 0 is in no auction/, () => [encode(AuctionIndicated, auction)])
  refused(/market 0 trades already/, () => [encode(AuctionUncrossed, auction)])
  refused(/gives 5 lots at 0/, () => [
    moved(MarketState.auction),
    encode(AuctionIndicated, { ...auction, priceTicks: 0 }),
  ])
  const orders = (stream: FrameStream) => [
    stream.accepted(bid),
    stream.accepted({ ...own, account: bob }),
  ]
  const trade = { tradeId: 1, maker: bid, taker: { ...own, account: bob }, quantityLots: 30 }
  refused(/trade 1 is of an auction/, (stream) => [
    ...orders(stream),
    stream.trade({ ...trade, isAuction: true }),
  ])
  refused(/trade 1 is outside an auction/, (stream) => [
    ...orders(stream),
    moved(MarketState.auction),
    stream.trade(trade),
  ])
})

test('money: withdrawals that were not reserved like this, and payments to oneself', () => {
  const one = { withdrawalId: 1, account: alice, asset: btc, amountUnits: 100n, feeUnits: 5n }
  refused(/withdrawal 1 was not reserved/, (stream) => [withdrawal(stream, 'settled', one)])
  for (const other of [{ amountUnits: 99n }, { feeUnits: 4n }, { account: bob }, { asset: 1 }])
    refused(/withdrawal 1 was not reserved/, (stream) => [
      withdrawal(stream, 'reserved', one),
      withdrawal(stream, 'released', { ...one, ...other }),
    ])
  refused(/withdrawal 3 follows 1/, (stream) => [
    withdrawal(stream, 'withdrawn', one),
    withdrawal(stream, 'reserved', { ...one, withdrawalId: 3 }),
  ])
  refused(/withdrawal 1 of 5 costs 5/, (stream) => [
    withdrawal(stream, 'reserved', { ...one, amountUnits: 5n }),
  ])
  refused(/account 16 pays itself/, () => [
    encode(Transferred, {
      account: alice,
      asset: btc,
      accountEvent: 1,
      amountUnits: 1n,
      idempotencyKey: 'mine',
      toAccount: alice,
      toAccountEvent: 2,
    }),
  ])
  refused(/7 us from .* on are not 9/, (stream) => [
    encode(DeadManSet, {
      account: alice,
      accountEvent: stream.nextEvent(alice),
      timeoutUs: 7,
      deadlineUs: 9,
    }),
  ])
})

test.run()
