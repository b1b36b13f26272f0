// The flows of the full core: the exchange takes all of them as they are meant.
import type { Engine } from '@openbell/engine'
import * as protocol from '@openbell/protocol'
import { forEachRecord, Outcome, ReportTrade, rejectNames, Trade } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { applyBatches, batchesOf } from '../benchmark-core.js'
import { applyFrames } from '../core-run.js'
import { reportBytes } from '../report-hash.js'
import { generateOrders } from '../workload/generate-orders.js'
import { allAlike, byZipf, Crowd } from './crowd.js'
import { EndlessCommands } from './endless-commands.js'
import type { Venue } from './venue.js'
import { stepUs, venueMaker } from './venue-core.js'
import { workloadCommands } from './workload-commands.js'

const venue: Venue = { assets: 2, markets: 1, accounts: 100, traders: 100, ordersMax: 10_000 }
const orders = generateOrders({ scenario: 'swing-25', orders: 3_000, seed: 5 })

/** Quantities at prices, and how often each reject was the answer. */
function run(core: Engine, frames: readonly Uint8Array[]) {
  const trades: string[] = []
  const rejects: Record<string, number> = {}
  applyFrames(core, frames, stepUs, (events) =>
    forEachRecord(events, (kind, view, at) => {
      if (kind === Trade.kind) {
        const { quantityLots, priceTicks } = Trade.read(view, at)
        trades.push(`${quantityLots}@${priceTicks}`)
      }
      if (kind !== Outcome.kind) return
      const name = rejectNames[Outcome.read(view, at).reject]
      rejects[name] = (rejects[name] ?? 0) + 1
    }),
  )
  assert.equal(core.checkInvariants(), [])
  return { trades, rejects }
}

function benchmarkTrades(): string[] {
  const trades: string[] = []
  applyBatches(batchesOf(orders, 256), (reports) => {
    const view = new DataView(reports.buffer, reports.byteOffset, reports.length)
    for (let at = 0; at < reports.length; at += reportBytes)
      if (view.getUint8(at) === ReportTrade.kind) {
        const { quantity, priceTicks } = ReportTrade.read(view, at)
        trades.push(`${quantity}@${priceTicks}`)
      }
  })
  return trades
}

test('the same orders trade the same, by the exchange’s rules and by the benchmark’s', () => {
  const makeCore = venueMaker(venue)
  const expected = benchmarkTrades()
  assert.ok(expected.length > 100)
  for (const clientOrderIds of [false, true]) {
    const list = workloadCommands(protocol, venue, orders, { clientOrderIds, marketOrders: false })
    const { trades, rejects } = run(makeCore(), list.batches(100))
    assert.equal(trades, expected)
    // A cancel that comes again, or after the order was filled.
    assert.equal(Object.keys(rejects).sort(), ['none', 'orderMustBeOpen'])
  }
})

test('a workload repeated is new commands each time', () => {
  const list = workloadCommands(protocol, venue, orders, {
    clientOrderIds: false,
    marketOrders: false,
  })
  const endless = new EndlessCommands(list, 100)
  const frames: Uint8Array[] = []
  let count = 0
  while (count < 3 * list.count) {
    const next = endless.next()
    frames.push(next.bytes.slice())
    count += next.count
  }
  assert.is(count, 3 * list.count)
  const { rejects } = run(venueMaker(venue)(), frames)
  assert.equal(Object.keys(rejects).sort(), ['none', 'orderMustBeOpen'])
  assert.is(rejects.none + rejects.orderMustBeOpen, count)
  assert.ok(rejects.orderMustBeOpen < count / 20, `${rejects.orderMustBeOpen} of ${count}`)
})

test('a crowd trades in all markets, and its book keeps its size', () => {
  const many = { assets: 4, markets: 12, accounts: 1_000, traders: 50, ordersMax: 6_000 }
  for (const draw of [byZipf(many), allAlike(many)]) {
    const crowd = new Crowd(many, 9, draw)
    crowd.fill(5_000)
    assert.is(crowd.core.usage().orders.used, 5_000 + 2 * many.markets)
    const { trades, rejects } = run(crowd.core, crowd.flow(10_000, 256))
    assert.ok(trades.length > 100, `${trades.length} trades`)
    assert.equal(Object.keys(rejects).sort(), ['none', 'orderMustBeOpen'])
    const { used } = crowd.core.usage().orders
    assert.ok(used > 4_000 && used < 6_000, `${used} orders`)
    for (let market = 0; market < many.markets; market++)
      assert.ok((crowd.core.bestBid(market) ?? 0) > 30_000, `market ${market}`)
  }
})

test('a workload goes on between the halves of a full book and leaves nothing there', () => {
  const many = { assets: 4, markets: 12, accounts: 1_000, traders: 50, ordersMax: 8_000 }
  const crowd = new Crowd(many, 9, byZipf(many), { bidBelowTicks: 15_000, askAboveTicks: 85_000 })
  crowd.fill(5_000)
  const resting = crowd.core.usage().orders.used
  for (let round = 0; round < 2; round++) {
    const { commands, frames } = crowd.workload(orders, 256)
    const { trades, rejects } = run(crowd.core, frames)
    assert.ok(trades.length > 100, `${trades.length} trades`)
    assert.ok(trades.every((trade) => Number(trade.split('@')[1]) > 15_000))
    assert.is(rejects.none + rejects.orderMustBeOpen, commands)
    assert.ok(rejects.orderMustBeOpen < commands / 10)
  }
  crowd.workload(new Uint8Array(), 256)
  assert.is(crowd.core.usage().orders.used, resting)
})

test.run()
