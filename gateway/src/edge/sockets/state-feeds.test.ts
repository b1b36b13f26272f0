// The stream of a market's states: every change, and what an auction would give, to who subscribed.
import {
  AuctionIndicated,
  AuctionUncrossed,
  MarketRulesSet,
  MarketState,
  MarketStateChanged,
  MarketStateReason,
  ReferencePriceSet,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { encode, market, plainRules } from '../../views/testing/frames.js'
import { Rig } from './testing/rig.js'

test('a market that stops, collects, indicates and trades again', async () => {
  const rig = await Rig.open({ messagesPerSecondMax: 1_000 })
  try {
    const client = await rig.connect('/ws/btcusd@state')
    const combined = await rig.connect('/stream?streams=btcusd@state')
    const deaf = await rig.connect('/ws/btcusd@trade')
    const { velocity, auctionEnd } = MarketStateReason
    const moved = (state: MarketState, reason: MarketStateReason, untilUs = 0) =>
      encode(MarketStateChanged, { market, state, reason, untilUs })
    const auction = { flags: 1, market, priceTicks: 6_500_000, volumeLots: 40, surplusLots: 3 }
    const nothing = { ...auction, priceTicks: 0, volumeLots: 0, surplusLots: 0 }
    const timeMs = () => Math.floor(rig.stream.timestampUs / 1_000)
    rig.frame(moved(MarketState.auction, velocity, rig.stream.timestampUs + 60_000_001))
    const sinceMs = timeMs()
    rig.frame(encode(MarketRulesSet, { market, ...plainRules }))
    rig.frame(encode(ReferencePriceSet, { market, priceTicks: 6_400_000 }))
    rig.frame(encode(AuctionIndicated, nothing))
    const nothingMs = timeMs()
    rig.frame(encode(AuctionIndicated, auction))
    const indicatedMs = timeMs()
    rig.frame(encode(AuctionUncrossed, auction), moved(MarketState.trading, auctionEnd))
    const tradingMs = timeMs()
    rig.flush()
    const collecting = {
      e: 'marketState',
      E: rig.time.wallUs() / 1_000,
      s: 'BTCUSD',
      status: 'AUCTION_MATCH',
      reason: 'VELOCITY',
      since: sinceMs,
      until: sinceMs + 60_000,
      referencePrice: null as string | null,
      indicative: null as unknown,
      uncrossed: null as unknown,
    }
    assert.equal(await client.next(), collecting)
    const { stream, data } = await combined.next()
    assert.equal([stream, data], ['btcusd@state', collecting])
    const referencePrice = '64000.00000000'
    const referred = { ...collecting, referencePrice }
    assert.equal(await client.next(), referred)
    const result = {
      price: null as string | null,
      volume: '0.00000000',
      surplus: '0.00000000',
      surplusSide: null,
      time: nothingMs,
    }
    assert.equal(await client.next(), { ...referred, indicative: result })
    const found = {
      price: '65000.00000000',
      volume: '0.00040000',
      surplus: '0.00003000',
      surplusSide: 'SELL',
      time: indicatedMs,
    }
    assert.equal(await client.next(), { ...referred, indicative: found })
    const uncrossed = { ...found, time: tradingMs }
    assert.equal(await client.next(), { ...referred, uncrossed })
    assert.equal(await client.next(), {
      ...referred,
      status: 'TRADING',
      reason: 'AUCTION_END',
      since: tradingMs,
      until: null,
      uncrossed,
    })
    await Promise.all([client.settle(), deaf.settle()])
    assert.is(client.unread + deaf.unread, 0)
    assert.equal(rig.errors, [])
  } finally {
    await rig.close()
  }
})

test.run()
