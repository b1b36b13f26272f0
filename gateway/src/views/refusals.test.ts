// What the fold cannot explain: an error that names the frame and the record, and nothing after it.
import { MarketStateChanged, OrderStatus, Outcome, ReportTrade, Side } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { EventFrame } from '../ports.js'
import { type FoldedViews, ViewError } from './index.js'
import { alice, bob, btc, encode, type FrameStream, type OrderFields } from './testing/frames.js'
import { listed } from './testing/listed.js'

const ask: OrderFields = {
  account: alice,
  orderId: 1,
  side: Side.sell,
  priceTicks: 100,
  quantityLots: 10,
}
const bid: OrderFields = { ...ask, account: bob, orderId: 2, side: Side.buy }
const trade = { tradeId: 1, maker: ask, taker: bid, quantityLots: 10 }

function errorOf(views: FoldedViews, frame: EventFrame): ViewError {
  try {
    views.fold(frame)
  } catch (error) {
    if (error instanceof ViewError) return error
    throw error
  }
  throw new Error('the frame was folded')
}

/** Folds a frame that must be refused at its last record. */
function refused(expected: RegExp, make: (stream: FrameStream) => Uint8Array[]): void {
  const { stream, views } = listed()
  const records = make(stream)
  const error = errorOf(views, stream.frameOfParts(records))
  assert.match(error.message, expected)
  assert.is(error.sequence, 2)
  assert.is(error.record, records.length - 1)
}

test('a gap in the sequence, a frame that comes twice, a time that goes back', () => {
  const gap = listed()
  gap.stream.sequence++
  const error = errorOf(gap.views, gap.stream.frame())
  assert.is(error.message, 'event frame 3: it follows frame 1')
  assert.is(error.record, undefined)
  const twice = listed()
  twice.stream.sequence--
  assert.match(errorOf(twice.views, twice.stream.frame()).message, /frame 1: it follows frame 1/)
  const back = listed()
  back.stream.timestampUs -= 2
  assert.match(errorOf(back.views, back.stream.frame()).message, /lies before/)
})

test('orders: accepted twice, unknown, of another account, or executed otherwise', () => {
  refused(/order 1 is accepted twice/, (stream) => [stream.accepted(ask), stream.accepted(ask)])
  refused(/has no open order 1/, (stream) => [stream.closed(ask)])
  refused(/has no open order 1/, (stream) => [stream.accepted(bid), stream.trade(trade)])
  refused(/has no open order 1/, (stream) => [
    stream.accepted(ask),
    stream.closed({ ...ask, account: bob }),
  ])
  refused(/ends with 3 lots executed, not 0/, (stream) => [
    stream.accepted(ask),
    stream.closed(ask, 3),
  ])
  refused(/ends with status 2/, (stream) => [
    stream.accepted(ask),
    stream.closed(ask, 0, OrderStatus.filled),
  ])
  refused(/order 1 makes no sense/, (stream) => [
    stream.accepted({ ...ask, side: 9 as Side, orderId: 1 }),
  ])
})

test('trades: sums that do not go on, the same side twice', () => {
  refused(/has 0 lots, gets 10, has 13/, (stream) => [
    stream.accepted({ ...ask, quantityLots: 100 }),
    stream.accepted(bid),
    stream.trade({ ...trade, makerBeforeLots: 3 }),
  ])
  refused(/has 10 of 100 lots; filled: true/, (stream) => [
    stream.accepted({ ...ask, quantityLots: 100 }),
    stream.accepted(bid),
    stream.trade(trade),
  ])
  refused(/order 2 is of another market or side/, (stream) => [
    stream.accepted(ask),
    stream.accepted({ ...bid, side: Side.sell }),
    stream.trade(trade),
  ])
})

test('accounts: unknown, opened twice, events left out, balances below zero', () => {
  refused(/account 99 is not open/, (stream) => [stream.balance(99, btc, 1n)])
  refused(/account 16 is opened twice/, (stream) => [stream.openAccount(alice)])
  refused(/asset 7 is not listed/, (stream) => [stream.balance(alice, 7, 1n)])
  refused(/has -1 available/, (stream) => [stream.balance(alice, btc, -1n)])
  refused(/-1 locked/, (stream) => [stream.balance(alice, btc, 0n, -1n)])
  refused(/event 2 of account 16 follows 0/, (stream) => {
    stream.deposit(alice, btc, 1n)
    return [stream.balance(alice, btc, 1n)]
  })
})

test('the catalogue: listed twice, unknown, or in no known state', () => {
  refused(/asset 0 is listed twice/, (stream) => [stream.listAsset(btc, 'BTC')])
  refused(/market 0 is listed twice/, (stream) => [stream.listMarket(0, 'ETHUSD', 0, 1)])
  refused(/symbol BTCUSD is listed twice/, (stream) => [stream.listMarket(1, 'BTCUSD', 0, 1)])
  refused(/asset 5 is not listed/, (stream) => [stream.listMarket(1, 'ETHUSD', 5, 1)])
  const moved = (market: number, state: number) =>
    encode(MarketStateChanged, { market, state, reason: 0, untilUs: 0 })
  refused(/market 5 is not listed/, () => [moved(5, 2)])
  refused(/market state 77 is unknown/, () => [moved(0, 77)])
})

test('bytes: cut off, unknown, or of the benchmark', () => {
  refused(/needs 40 bytes of 39/, (stream) => [stream.balance(alice, btc, 1n).subarray(0, 39)])
  refused(/kind 99 is unknown/, () => [new Uint8Array(16).fill(99)])
  const report = new Uint8Array(ReportTrade.sizeBytes)
  report[0] = ReportTrade.kind
  refused(/kind 1 is no event of an exchange/, () => [report])
})

test('what failed stays failed, and gives no snapshot', () => {
  const { stream, views } = listed()
  const error = errorOf(views, stream.frame(stream.closed(ask)))
  assert.is(errorOf(views, stream.frame()), error)
  assert.throws(() => views.snapshot(), /has no open order 1/)
})

test('outcomes change no view', () => {
  const { stream, views } = listed()
  const before = views.snapshot().length
  const outcome = { session: 1, lane: 0, status: 1, reject: 3, laneSequence: 9, result: 0 }
  views.fold(stream.frame(encode(Outcome, outcome)))
  assert.is(views.snapshot().length, before)
})

test.run()
