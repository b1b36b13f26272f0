// Commands that mean harm: at the edges of pools, numbers and turns the core neither traps nor forgets.
import * as protocol from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileEngine, type EngineModule, enginePath } from './node.js'
import { loadBenchmarkEngine } from './testing/benchmark-engine.js'
import * as write from './testing/commands.js'
import { randomNumbers } from './testing/random.js'
import { openVenue, Venue } from './testing/venue.js'

const { MarketState, OrderType, Side } = protocol

test('the last market that there is room for has four books of its own', () => {
  const venue = openVenue()
  const markets = [1, 2, 3]
  venue.frame(...markets.map((market) => write.listMarket({ market })))
  for (const market of [0, ...markets]) {
    const order = { account: 16, market, quantityLots: 1 }
    const stop = { ...order, orderType: OrderType.stopLoss, trailingBips: 100 }
    venue.frame(
      write.placeOrder({ ...order, side: Side.sell, priceTicks: 500 }),
      write.placeOrder({ ...order, account: 17, priceTicks: 500 }),
      write.placeSpecialOrder({ ...stop, stopPriceTicks: 9000, clientOrderId: `up ${market}` }),
      write.placeSpecialOrder({ ...stop, side: Side.sell, clientOrderId: `down ${market}` }),
    )
  }
  assert.is(venue.engine.usage().orders.used, 4 * 4)
  venue.frame(write.command(protocol.KillSwitch, { scope: protocol.KillScope.everything }))
  assert.is(venue.engine.usage().orders.used, 0)
})

/** A market of whole coins, of which fewer exist than buyers ask for. */
function openCoins(): Venue {
  const venue = new Venue()
  const deposit = (account: number, asset: number, amountUnits: bigint) =>
    write.deposit({ account, asset, amountUnits, idempotencyKey: 'all' })
  venue.frame(
    write.configure(),
    write.listAsset(0, 'COIN', 10),
    write.listAsset(1, 'USD', 8),
    write.setFeeTier(0, 0, 0),
    write.listMarket({
      tickUnits: 1n,
      lotUnits: 10_000_000_000n,
      priceMaxTicks: 10,
      quantityMaxLots: 900_000_000,
    }),
    write.openAccount(1),
    write.openAccount(2),
    deposit(16, 1, 100_000_000_000n),
    deposit(17, 0, 9_000_000_000_000_000_000n),
  )
  return venue
}

test('a sell by quote quantity into bids for more than exists never counts beyond 64 bits', () => {
  // With 1,844,674,408 lots what is to be locked would be a small number again.
  for (const quoteUnits of [1_844_674_408n, 7_400_000_000n, 9_223_372_036_854_775_807n]) {
    const venue = openCoins()
    for (let i = 0; i < 12; i++)
      venue.frame(write.placeOrder({ account: 16, priceTicks: 1, quantityLots: 900_000_000 }))
    const sell = { account: 17, side: Side.sell, orderType: OrderType.market, quoteUnits }
    assert.is(venue.reject(write.placeSpecialOrder(sell)), 'none')
    assert.is(venue.engine.depthAt(0, Side.buy, 1), 11 * 900_000_000)
    assert.equal(venue.engine.balance(17, 0), { availableUnits: 0n, lockedUnits: 0n })
  }
})

test('buys at the market that wait lock nothing, so they may add up to any number of lots', () => {
  const venue = new Venue()
  const quantityLots = 2 ** 61 - 1024
  venue.frame(
    write.configure(),
    write.listAsset(0, 'COIN', 0),
    write.listAsset(1, 'USD', 0),
    write.setFeeTier(0, 0, 0),
    write.listMarket({
      tickUnits: 1n,
      lotUnits: 1n,
      priceMaxTicks: 4,
      quantityMaxLots: quantityLots,
    }),
    write.openAccount(1),
  )
  const stop = { account: 16, orderType: OrderType.stopLoss, stopPriceTicks: 3, quantityLots }
  for (let i = 0; i < 9; i++) assert.is(venue.reject(write.placeSpecialOrder(stop)), 'none')
  venue.frame(write.cancelAllOrders({ account: 16 }))
})

test('the hash tells apart what a retry tells apart', () => {
  const venueOf = (quantityLots: number) => {
    const venue = openVenue()
    const order = { account: 16, priceTicks: 100, quantityLots, clientOrderId: 'a' }
    venue.frame(write.placeOrder(order))
    venue.frame(write.amendOrder({ account: 16, orderId: 1, quantityLots: 5 }))
    return venue
  }
  const [ten, eight] = [venueOf(10), venueOf(8)]
  const hashes = [ten, eight].map(({ engine }) => engine.stateHash())
  const retry = write.placeOrder({
    account: 16,
    priceTicks: 100,
    quantityLots: 10,
    clientOrderId: 'a',
  })
  assert.is(ten.outcomes(retry)[0]?.status, protocol.OutcomeStatus.repeated)
  assert.is(eight.outcomes(retry)[0]?.status, protocol.OutcomeStatus.rejected)
  assert.is.not(hashes[0], hashes[1])
})

test('an auction that is over leaves no trace of when it was told of', () => {
  const play = (stepsPerFrameMax: number) => {
    const venue = openVenue({ stepsPerFrameMax })
    const orders = [100, 101, 102].map((priceTicks) =>
      write.placeOrder({ account: 16, priceTicks, quantityLots: 1 }),
    )
    venue.frame(...orders)
    venue.finish()
    venue.frame(write.cancelAllOrders({ account: 16 }), write.setMarketState(MarketState.auction))
    venue.frame(write.setMarketState(MarketState.trading))
    venue.finish()
    return venue.engine.stateHash()
  }
  assert.is(play(1), play(1_000_000))
})

test('a limit that makes the core count an account’s orders takes a step for each of them', () => {
  const venue = openVenue({ stepsPerFrameMax: 5 })
  venue.frame(write.setMarketRules({ positionMaxLots: 2_000_000 }), write.listMarket({ market: 1 }))
  const order = { account: 16, priceTicks: 1, quantityLots: 1 }
  const elsewhere = write.placeOrder({ ...order, market: 1 })
  venue.frame(...Array.from({ length: 5 }, () => elsewhere))
  venue.finish()
  const buy = write.placeOrder({ ...order, timeInForce: protocol.TimeInForce.immediateOrCancel })
  assert.is(venue.outcomes(buy, buy, buy).length, 1)
  assert.is(venue.outcomes().length, 1)
  venue.finish()
})

test('looking ahead minds no account, market, price or number that a command may name', () => {
  const checked = compileEngine(enginePath.replace('.wasm', '.checked.wasm'))
  const numbers = [0, 1, 16, 18, 100, 9999, 10_000, 2 ** 20, 2 ** 23 + 1, 2 ** 31 - 1, 2 ** 32 - 1]
  const random = randomNumbers(7)
  const anyOf = (values: readonly number[]) => values[random(values.length)]
  const hostile = (): Uint8Array => {
    const clientOrderId = anyOf([0, 0, 1]) === 0 ? '' : `id ${anyOf(numbers)}`
    const named = { account: anyOf([16, 17, anyOf(numbers)]), market: anyOf([0, anyOf(numbers)]) }
    const price = { priceTicks: anyOf(numbers), side: anyOf([0, 1, 255]), quantityLots: 1 }
    if (random(20) === 0) return new Uint8Array(protocol.BenchmarkNew.sizeBytes).fill(2, 1)
    return random(3) > 0
      ? write.placeOrder({ ...named, ...price, clientOrderId })
      : write.cancelOrder({ ...named, orderId: anyOf([0, 1, 2, 3, 2 ** 53 - 1]), clientOrderId })
  }
  const frames = Array.from({ length: 60 }, () => Array.from({ length: 100 }, hostile))
  const play = (module?: EngineModule) => {
    const venue = openVenue({}, {}, module)
    for (const frame of frames) venue.frame(...frame)
    return Buffer.concat(venue.chunks)
  }
  assert.ok(play(checked).equals(play()))
})

test('by the benchmark’s rules a frame ends where its bytes are no record', () => {
  const size = protocol.BenchmarkNew.sizeBytes
  const order = new Uint8Array(size)
  protocol.BenchmarkNew.write(new DataView(order.buffer), 0, {
    side: 0,
    immediateOrCancel: 0,
    quantity: 1,
    sequence: 1,
    orderId: 1,
    priceTicks: 100n,
  })
  const unknown = new Uint8Array(size).fill(9)
  const { kind: outcome } = protocol.Outcome
  for (const rest of [order.subarray(0, size - 1), order.subarray(0, 1), unknown]) {
    const engine = loadBenchmarkEngine()
    const kinds: number[] = []
    const keep = (events: Uint8Array) => {
      for (let at = 0; at < events.length; at += protocol.eventSizes[events[at]])
        kinds.push(events[at])
    }
    engine.apply(2, 0, Buffer.concat([order, rest]), keep)
    assert.equal(kinds, [protocol.ReportOrderAck.kind, outcome])
    engine.apply(3, 0, order, keep)
    assert.equal(kinds.slice(2), [protocol.ReportCancelReject.kind], 'the id is in use')
    assert.is(engine.depthAt(0, 0, 100), 1)
    assert.equal(engine.checkInvariants(), [])
  }
})

test.run()
