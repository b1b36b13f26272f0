// A venue from a plan: it trades, its first frame is a journal's, and a wrong plan is refused.
import {
  amountMax,
  Configure,
  EventCursor,
  ListAsset,
  ListMarket,
  limitOrder,
  limits,
  PlaceOrder,
  SetFeeTier,
  Side,
  Trade,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { beginVenue, CommandBatch, compileEngine, Engine, type VenuePlan } from './node.js'
import { smallCapacities } from './testing/commands.js'

const plan: VenuePlan = {
  assets: [
    { code: 'BTC', decimals: 8 },
    { code: 'USD', decimals: 2 },
  ],
  markets: [
    { baseAsset: 0, quoteAsset: 1, tickUnits: 100, lotUnits: 1_000_000, priceMaxTicks: 60_000 },
  ],
  accounts: 2,
  fundsUnits: [10n ** 9n, 1_000_000],
  takerPpm: 10_000,
}
const seller = limits.accountUserMin
const buyer = seller + 1
const fresh = () => new Engine(compileEngine(), smallCapacities)

test('its accounts trade, and pay their fees', () => {
  const engine = fresh()
  beginVenue(engine, plan, 7)
  assert.equal([engine.sequence, engine.timestampUs], [1, 7])
  const batch = new CommandBatch()
  const order = { ...limitOrder, priceTicks: 5_000, quantityLots: 10 }
  batch.add(PlaceOrder, { ...order, account: seller, side: Side.sell })
  batch.add(PlaceOrder, { ...order, account: buyer, side: Side.buy })
  const trades: Trade[] = []
  engine.apply(2, 7, batch.take(), (bytes) => {
    for (const events = new EventCursor(bytes); events.hasNext; )
      if (events.next() === Trade.kind) trades.push(events.read(Trade))
  })
  assert.is(trades.length, 1)
  assert.is(trades[0].quoteUnits, 50_000n)
  assert.is(engine.balance(buyer, 0).availableUnits, 1_009_900_000n)
  assert.is(engine.balance(seller, 1).availableUnits, 1_050_000n)
  assert.equal(engine.checkInvariants(), [])
})

test('its commands, applied to another core, make the same state', () => {
  const [one, other] = [fresh(), fresh()]
  const commands = beginVenue(one, plan)
  other.apply(1, 0, commands, () => undefined)
  assert.is(other.stateHash(), one.stateHash())
})

test('a market that states no largest quantity takes all that amounts can hold', () => {
  const [market] = plan.markets
  const list = (quantityMaxLots: number) =>
    beginVenue(fresh(), { ...plan, markets: [{ ...market, quantityMaxLots }] })
  // The quantity in units is the tighter bound here: a lot of a million, a notional of 60,000.
  const most = Number(amountMax / 1_000_000n)
  list(most)
  assert.throws(
    () => list(most + 1),
    ({ message }: Error) => message.includes('command 4: notionalMustFit'),
  )
  const commands = beginVenue(fresh(), plan)
  const before = [Configure, SetFeeTier, ListAsset, ListAsset]
  const at = before.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  assert.is(ListMarket.read(new DataView(commands.buffer), at).quantityMaxLots, most)
})

test('what is refused is named by its place and its rule', () => {
  const [market] = plan.markets
  const wrong: [Partial<VenuePlan>, string][] = [
    [{ markets: [{ ...market, tickUnits: 1, lotUnits: 1 }] }, 'command 4: notionalMustBeWhole'],
    [{ markets: [{ ...market, quoteAsset: 5 }] }, 'command 4: assetMustBeListed'],
    [{ assets: [...plan.assets, { code: '', decimals: 0 }] }, 'command 4: codeMustBeSet'],
    [{ limits: { ordersMax: 2 ** 30 } }, 'command 0: limitsMustFitCapacity'],
  ]
  for (const [part, words] of wrong)
    assert.throws(() => beginVenue(fresh(), { ...plan, ...part }), words)
  const engine = fresh()
  beginVenue(engine, plan)
  assert.throws(
    () => beginVenue(engine, plan),
    ({ message }: Error) => message.includes('command 0: configurationMustBeNew'),
  )
  assert.throws(() => beginVenue(fresh(), { ...plan, accounts: 10_000 }), /is full/)
})

test.run()
