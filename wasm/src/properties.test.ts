// Properties of the core under random commands, by seed: invariants after every frame, and the same
// bytes and hash whatever the history, the size of the output or the step budget.
import { createHash } from 'node:crypto'
import * as protocol from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { outputBytesMin } from './capacities.js'
import { Engine } from './engine.js'
import { compileEngine, enginePath } from './node.js'
import * as write from './testing/commands.js'
import { type RandomFrame, randomFrames } from './testing/random.js'
import { openVenue, outcomesOf, recordsOf, type Venue } from './testing/venue.js'

const digest = (chunks: readonly Uint8Array[]): string => {
  const hash = createHash('sha256')
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}

/** Runs a seed's frames (invariants are checked after each); empty frames while work is left. */
function play(venue: Venue, seed: number, count = 150): Venue {
  for (const frame of randomFrames(seed, count)) {
    apply(venue, frame)
    venue.finish()
  }
  return venue
}

function apply(venue: Venue, { timestampUs, isEpoch, commands }: RandomFrame): void {
  venue.timestampUs = timestampUs
  if (isEpoch) venue.epoch()
  venue.frame(...commands)
}

for (let seed = 1; seed <= 12; seed++)
  test(`seed ${seed}: the invariants hold, each command has one outcome, a replay gives the same`, () => {
    const venue = play(openVenue(), seed)
    const again = play(openVenue(), seed)
    assert.is(digest(venue.chunks), digest(again.chunks))
    assert.is(venue.engine.stateHash(), again.engine.stateHash())
    const asked = randomFrames(seed, 150).flatMap(({ commands }) => commands).length
    const setUp = openVenue().chunks.flatMap(outcomesOf).length
    assert.is(venue.chunks.flatMap(outcomesOf).length, asked + setUp)
    const trades = venue.chunks
      .flatMap(recordsOf)
      .filter(({ kind }) => kind === protocol.Trade.kind)
    assert.ok(trades.length > 20, `${trades.length} trades`)
  })

test('the random streams meet every event and most rejects', () => {
  const kinds = new Set<number>()
  const rejects = new Set<number>()
  for (let seed = 1; seed <= 12; seed++)
    for (const chunk of play(openVenue(), seed).chunks) {
      for (const { kind } of recordsOf(chunk)) kinds.add(kind)
      for (const { reject } of outcomesOf(chunk)) rejects.add(reject)
    }
  const missing = [...protocol.eventSizes.entries()]
    .filter(([kind, size]) => kind >= protocol.Outcome.kind && size > 0 && !kinds.has(kind))
    .map(([kind]) => kind)
  assert.equal(missing, [])
  assert.ok(rejects.size > 40, `${rejects.size} rejects`)
})

test('when a frame is done no timer is due any more', () => {
  for (const seed of [61, 62, 63]) {
    const venue = openVenue({ stepsPerFrameMax: 3 })
    let armed = 0
    for (const frame of randomFrames(seed, 100)) {
      apply(venue, frame)
      venue.finish()
      const { nextDeadlineUs } = venue.engine
      if (nextDeadlineUs === undefined) continue
      armed++
      assert.ok(nextDeadlineUs > venue.timestampUs, `${nextDeadlineUs} at ${venue.timestampUs}`)
    }
    assert.ok(armed > 10)
  }
})

test('the checked core gives the same bytes as the released one', () => {
  const checked = compileEngine(enginePath.replace('.wasm', '.checked.wasm'))
  for (const seed of [71, 72]) {
    const [one, other] = [play(openVenue(), seed), play(openVenue({}, {}, checked), seed)]
    assert.is(digest(one.chunks), digest(other.chunks))
  }
})

test('a tiny output is drained in mid-command and gives the same bytes', () => {
  for (const seed of [21, 22, 23]) {
    const small = play(openVenue({}, { outputBytes: outputBytesMin }), seed)
    const large = play(openVenue(), seed)
    assert.ok(small.chunks.length > large.chunks.length + 50)
    assert.ok(small.chunks.every(({ length }) => length <= outputBytesMin))
    assert.is(digest(small.chunks), digest(large.chunks))
    assert.is(small.engine.stateHash(), large.engine.stateHash())
  }
})

test('a small step budget spreads work over frames and ends in the same state', () => {
  for (const seed of [31, 32, 33]) {
    const small = play(openVenue({ stepsPerFrameMax: 1 }), seed)
    const large = play(openVenue(), seed)
    assert.ok(small.engine.sequence > large.engine.sequence + 50)
    assert.is(small.engine.stateHash(), large.engine.stateHash())
  }
})

test('commands that wait for the budget come before those of the next frames, and none is lost', () => {
  const small = openVenue({ stepsPerFrameMax: 1 })
  const large = openVenue()
  const frames = randomFrames(41, 400)
  for (const { commands } of frames) {
    small.frame(...commands)
    large.frame(...commands)
  }
  assert.ok(small.engine.hasUnfinishedWork())
  small.finish()
  assert.is(small.engine.stateHash(), large.engine.stateHash())
  const results = (venue: Venue) => venue.chunks.flatMap(outcomesOf).map(({ reject }) => reject)
  assert.equal(results(small), results(large))
})

test('the budget never leaves more than one frame can hold', () => {
  const venue = openVenue({ stepsPerFrameMax: 1 })
  const asks = [1, 2, 3, 4, 5].map((lots) =>
    write.placeOrder({ account: 16, side: 1, priceTicks: 500, quantityLots: lots }),
  )
  venue.frame(...asks)
  const sweep = write.placeOrder({ account: 17, priceTicks: 500, quantityLots: 15 })
  const many = Array.from({ length: 5400 }, () => write.cancelOrder({ account: 16, orderId: 1 }))
  venue.frame(sweep, ...many)
  assert.ok(venue.engine.hasUnfinishedWork())
  for (let i = 0; i < 3; i++) venue.frame(...many)
  venue.finish()
  assert.is(venue.chunks.flatMap(outcomesOf).length, 5 + 1 + 4 * 5400 + 14)
})

test('a snapshot at any frame, in the middle of work too, goes on with the same events and hash', () => {
  for (const seed of [51, 52]) {
    const frames = randomFrames(seed, 60)
    const venue = openVenue({ stepsPerFrameMax: 2 })
    for (const [index, frame] of frames.entries()) {
      apply(venue, frame)
      if (index % 6 !== 0) continue
      const restored = Engine.restore(compileEngine(), venue.engine.snapshot())
      assert.is(restored.stateHash(), venue.engine.stateHash())
      const next = frames[index + 1] as RandomFrame
      const events = [venue.engine, restored].map((engine) => follow(engine, next))
      assert.is(events[0], events[1])
      assert.is(restored.stateHash(), venue.engine.stateHash())
      assert.is(digest([restored.snapshot()]), digest([venue.engine.snapshot()]))
    }
  }
})

function follow(engine: Engine, frame: RandomFrame): string {
  const chunks: Uint8Array[] = []
  const payload = write.frame(...frame.commands)
  const keep = (events: Uint8Array) => chunks.push(events.slice())
  engine.apply(engine.sequence + 1, frame.timestampUs, payload, keep, frame.isEpoch)
  return digest(chunks)
}

test('ids that follow each other do not crowd the index, however deep the book is', () => {
  const venue = openVenue()
  for (let priceTicks = 1; priceTicks <= 3; priceTicks++) {
    const order = write.placeOrder({ account: 16, priceTicks, quantityLots: 1 })
    venue.frame(...Array.from({ length: 1000 }, () => order))
  }
  assert.is(venue.engine.usage().orders.used, 3000)
})

test('the hash is of what is, not of how it came to be', () => {
  const order = (venue: Venue, priceTicks: number) =>
    venue.frame(write.placeOrder({ account: 16, priceTicks, quantityLots: 1 }))
  const cancel = (venue: Venue, orderId: number) =>
    venue.frame(write.cancelOrder({ account: 16, orderId }))
  const [one, other] = [openVenue(), openVenue()]
  for (const price of [100, 200, 300, 400]) for (const venue of [one, other]) order(venue, price)
  for (const id of [1, 2, 3]) cancel(one, id)
  for (const id of [3, 1, 2]) cancel(other, id)
  for (const price of [700, 800, 900]) for (const venue of [one, other]) order(venue, price)
  assert.is(one.engine.stateHash(), other.engine.stateHash())
  order(one, 950)
  assert.is.not(one.engine.stateHash(), other.engine.stateHash())
})

test('the hash sees when an order was made, where a retry would be told so', () => {
  const hashesOf = (clientOrderId: string) =>
    [1_000_000, 1_000_001].map((timestampUs) => {
      const venue = openVenue()
      venue.timestampUs = timestampUs
      const order = { account: 16, priceTicks: 90, quantityLots: 1, clientOrderId }
      venue.frame(write.placeOrder(order))
      return venue.engine.stateHash()
    })
  const [first, second] = hashesOf('named')
  assert.is.not(first, second)
  assert.is(new Set(hashesOf('')).size, 1)
})

const special = (terms: Partial<protocol.PlaceSpecialOrder>): Uint8Array =>
  write.placeSpecialOrder({ account: 16, quantityLots: 4, ...terms })

test('the hash sees every part of the state', () => {
  const changes: Record<string, Uint8Array> = {
    'an order': write.placeOrder({ account: 16, priceTicks: 90, quantityLots: 1 }),
    'a finished id': write.placeOrder({
      account: 16,
      priceTicks: 90,
      quantityLots: 1,
      timeInForce: 1,
      clientOrderId: 'x',
    }),
    'a balance': write.deposit({ account: 17, asset: 0, amountUnits: 1n, idempotencyKey: 'y' }),
    'a tier': write.setFeeTier(2, 1, 1),
    'an account': write.openAccount(9),
    'a session': write.openSession(1),
    'a market': write.listMarket({ market: 1 }),
    'a market’s rules': write.setMarketRules({ notionalMinUnits: 5n }),
    'a market’s state': write.setMarketState(1),
    'when an auction ends': write.setMarketState(1, { auctionUs: 5 }),
    'a reference price': write.command(protocol.SetReferencePrice, { priceTicks: 500 }),
    'a trade group': write.command(protocol.SetTradeGroup, { account: 16, tradeGroup: 1 }),
    'an asset’s switches': write.command(protocol.SetAssetSwitches, { asset: 0, switches: 1 }),
    'a dead man': write.command(protocol.SetDeadMan, { account: 16, timeoutUs: 5 }),
    'a withdrawal': write.reserveWithdrawal({ account: 16, amountUnits: 5n, idempotencyKey: 'z' }),
    'a stop': special({ orderType: protocol.OrderType.stopLoss, stopPriceTicks: 600 }),
    'a stop at another price': special({
      orderType: protocol.OrderType.stopLoss,
      stopPriceTicks: 601,
    }),
    'an iceberg': special({ priceTicks: 90, icebergLots: 2 }),
    'a date': special({ priceTicks: 90, timeInForce: 3, expiresUs: 9_000_000 }),
    'a day': special({ priceTicks: 90, timeInForce: 4 }),
    'a connection': special({ priceTicks: 90, connection: 3 }),
    'a list': write.placeOrderList(
      [
        { priceTicks: 90, quantityLots: 4 },
        { priceTicks: 91, quantityLots: 4 },
      ],
      { account: 16, contingency: protocol.Contingency.oto },
    ),
    'an asset': write.listAsset(2, 'ETH', 8),
  }
  const hashes = Object.values(changes).map((command) => {
    const venue = openVenue()
    assert.is(venue.reject(command), 'none')
    return venue.engine.stateHash()
  })
  assert.is(new Set([openVenue().engine.stateHash(), ...hashes]).size, hashes.length + 1)
})

test.run()
