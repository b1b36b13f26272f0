// Markets: rules, states, the reference price, auctions; and the dead man's switch of accounts.
import {
  AuctionIndicated,
  AuctionUncrossed,
  DeadManSet,
  FrameType,
  MarketRulesSet,
  MarketState,
  MarketStateChanged,
  MarketStateReason,
  ReferencePriceSet,
  Side,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { restoreViews } from './index.js'
import { alice, bob, encode, market, plainRules } from './testing/frames.js'
import { listed } from './testing/listed.js'

function listedMarket() {
  const stage = listed()
  return { ...stage, view: () => stage.views.markets()[market] }
}

const moved = (
  state: MarketState,
  reason: MarketStateReason = MarketStateReason.command,
  untilUs = 0,
) => encode(MarketStateChanged, { market, state, reason, untilUs })

const auction = (
  shape: typeof AuctionIndicated | typeof AuctionUncrossed,
  priceTicks: number,
  volumeLots: number,
  surplusLots: number,
  flags = 0,
) => {
  const record = { flags, market, priceTicks, volumeLots, surplusLots }
  return shape === AuctionIndicated
    ? encode(AuctionIndicated, record)
    : encode(AuctionUncrossed, record)
}

test('a market has all rules that it was listed with, and others when told', () => {
  const { fold, view } = listedMarket()
  for (const [name, value] of Object.entries(plainRules))
    assert.is(view()[name as keyof typeof plainRules], value)
  const rules = { ...plainRules, priceBandPpm: 50_000, stopsPerAccountMax: 7, reopenUs: 9 }
  const changes = fold(encode(MarketRulesSet, { market, ...rules }))
  assert.equal([view().priceBandPpm, view().stopsPerAccountMax, view().reopenUs], [50_000, 7, 9])
  assert.equal(changes.markets, [{ change: 'rules', market: view() }])
  assert.is(view().symbol, 'BTCUSD')
})

test('a state comes with its reason, its time, and when it ends', () => {
  const { stream, views, fold, view } = listedMarket()
  const untilUs = stream.timestampUs + 60_000_000
  const changes = fold(moved(MarketState.auction, MarketStateReason.velocity, untilUs))
  assert.is(view().state, MarketState.auction)
  assert.is(view().stateReason, MarketStateReason.velocity)
  assert.equal([view().stateSinceUs, view().stateUntilUs], [stream.timestampUs, untilUs])
  assert.equal(changes.markets, [{ change: 'state', market: view() }])
  assert.equal(restoreViews(views.snapshot()).markets(), views.markets())
})

test('the reference price is what was stated', () => {
  const { fold, view } = listedMarket()
  assert.is(view().referencePriceTicks, 0)
  fold(encode(ReferencePriceSet, { market, priceTicks: 4_200 }))
  assert.is(view().referencePriceTicks, 4_200)
})

test('an auction is indicated while it is on, and told when it is over', () => {
  const { stream, views, fold, view } = listedMarket()
  fold(moved(MarketState.auction))
  const bid = { account: alice, orderId: 1, side: Side.buy, priceTicks: 110, quantityLots: 5 }
  const ask = { account: bob, orderId: 2, side: Side.sell, priceTicks: 90, quantityLots: 8 }
  const changes = fold(
    stream.accepted(bid),
    stream.levels(Side.buy, [[110, 5]]),
    stream.accepted(ask),
    stream.levels(Side.sell, [[90, 8]]),
    auction(AuctionIndicated, 100, 5, 3, 1),
  )
  const indicated = {
    priceTicks: 100,
    volumeLots: 5,
    surplusLots: 3,
    surplusSide: Side.sell,
    timestampUs: stream.timestampUs,
  }
  assert.equal(view().auction, indicated)
  assert.is(changes.markets[0].change, 'indicated')
  const { bids, asks } = views.depth(market, 5)
  assert.equal([bids[0].priceTicks, asks[0].priceTicks], [110, 90], 'the book is crossed')
  assert.equal(restoreViews(views.snapshot()).markets(), views.markets())
  const maker = { ...bid, priceTicks: 100 }
  const over = fold(
    stream.trade({ tradeId: 1, maker, taker: ask, quantityLots: 5, isAuction: true }),
    auction(AuctionUncrossed, 100, 5, 3, 1),
    moved(MarketState.trading, MarketStateReason.auctionEnd),
    stream.levels(Side.buy, [[110, 0]]),
    stream.levels(Side.sell, [[90, 3]]),
  )
  assert.is(view().auction, undefined)
  assert.equal(view().uncrossed, { ...indicated, timestampUs: stream.timestampUs })
  assert.equal(
    over.markets.map(({ change }) => change),
    ['uncrossed', 'state'],
  )
  assert.equal(restoreViews(views.snapshot()).markets(), views.markets())
})

test('an auction that is halted leaves no indication', () => {
  const { fold, view } = listedMarket()
  fold(moved(MarketState.auction), auction(AuctionIndicated, 0, 0, 0))
  assert.is(view().auction?.volumeLots, 0)
  fold(moved(MarketState.halted, MarketStateReason.killSwitch))
  assert.is(view().auction, undefined)
})

test('a dead man’s switch is armed, starts again with an epoch, and is over at its time', () => {
  const { stream, views, fold } = listedMarket()
  const set = (timeoutUs: number) => {
    const deadlineUs = timeoutUs === 0 ? 0 : stream.timestampUs + 1 + timeoutUs
    const accountEvent = stream.nextEvent(alice)
    fold(encode(DeadManSet, { account: alice, accountEvent, timeoutUs, deadlineUs }))
  }
  const armed = () => {
    const account = views.account(alice)
    return [account?.deadManTimeoutUs, account?.deadManDeadlineUs]
  }
  set(5_000)
  assert.equal(armed(), [5_000, stream.timestampUs + 5_000])
  stream.timestampUs += 3_000
  views.fold({ ...stream.frame(), type: FrameType.epoch })
  assert.equal(armed(), [5_000, stream.timestampUs + 5_000])
  const restored = restoreViews(views.snapshot())
  stream.timestampUs += 4_999
  const frame = stream.frame()
  views.fold(frame)
  restored.fold(frame)
  assert.equal(armed(), [0, 0])
  assert.is(restored.account(alice)?.deadManTimeoutUs, 0)
  set(5_000)
  set(0)
  assert.equal(armed(), [0, 0])
})

test.run()
