// Snapshots that must be refused, and what a trap does to an instance.
import { createHash } from 'node:crypto'
import { Contingency, limits, OrderType, SetDeadMan, TimeInForce } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  compileEngine,
  Engine,
  EngineInvariantError,
  EngineSnapshotError,
  EngineTrapError,
  readSnapshotHead,
} from './node.js'
import * as write from './testing/commands.js'
import { openVenue } from './testing/venue.js'

const order = (priceTicks: number, side = 0) =>
  write.placeOrder({ account: 16, side, priceTicks, quantityLots: 5 })

function traded() {
  const venue = openVenue()
  venue.frame(order(100), order(101), order(200, 1))
  return venue
}

const snapshot = (): Uint8Array => traded().engine.snapshot()

const refused = (pattern: RegExp) => (error: unknown) =>
  error instanceof EngineSnapshotError && pattern.test(error.message)

test('the head says whose it is', () => {
  const head = readSnapshotHead(snapshot())
  assert.is(head.engineHash, compileEngine().hash)
  assert.is(head.sequence, 2)
  assert.is(head.timestampUs, 1_000_000)
  assert.is(head.capacities.orders, 4096)
})

test('a restored core answers as before', () => {
  const engine = Engine.restore(compileEngine(), snapshot(), write.smallCapacities)
  assert.equal([engine.bestBid(0), engine.bestAsk(0)], [101, 200])
  assert.is(engine.depthAt(0, 0, 100), 5)
  assert.is(engine.depthAt(0, 0, 99_999), 0)
  assert.equal(engine.balance(16, 0), { availableUnits: 9_999_500n, lockedUnits: 500n })
  assert.equal(engine.balance(99, 9), { availableUnits: 0n, lockedUnits: 0n })
  assert.equal(engine.usage().orders, { used: 3, capacity: 4096 })
  assert.is(engine.sequence, 2)
})

test('the door says when the next timer is over, and none when there is none', () => {
  const venue = openVenue()
  const { engine } = venue
  assert.is(engine.nextDeadlineUs, undefined)
  const dated = (expiresUs: number) =>
    write.placeSpecialOrder({
      account: 16,
      priceTicks: 100,
      quantityLots: 5,
      timeInForce: TimeInForce.goodTillDate,
      expiresUs,
    })
  venue.frame(dated(3_000_000), dated(2_000_000), dated(limits.idMax))
  assert.is(engine.nextDeadlineUs, 2_000_000)
  venue.timestampUs = 2_000_000
  venue.frame()
  assert.is(engine.nextDeadlineUs, 3_000_000)
  assert.equal(engine.usage().specialOrders, { used: 2, capacity: engine.capacities.specialOrders })
  venue.timestampUs = 4_000_000
  venue.frame()
  assert.is(engine.nextDeadlineUs, limits.idMax)
  venue.frame(write.cancelAllOrders({ account: 16 }))
  assert.is(engine.nextDeadlineUs, undefined)
})

test('an epoch begins the timer of a dead man’s switch anew, another frame does not', () => {
  const venue = openVenue()
  venue.frame(write.command(SetDeadMan, { account: 16, timeoutUs: 500_000 }))
  venue.timestampUs += 300_000
  venue.frame()
  assert.is(venue.engine.nextDeadlineUs, 1_500_000)
  venue.epoch()
  assert.is(venue.engine.nextDeadlineUs, 1_800_000)
})

test('what waits, hides, expires or is locked to go out goes on after a restore as without it', () => {
  const venue = openVenue()
  const leg = { side: 1, quantityLots: 4 }
  const profit = { ...leg, orderType: OrderType.limitMaker, priceTicks: 120 }
  const stop = {
    ...leg,
    orderType: OrderType.stopLossLimit,
    priceTicks: 79,
    stopPriceTicks: 80,
  }
  venue.frame(
    order(100),
    write.placeSpecialOrder({
      account: 17,
      side: 1,
      priceTicks: 110,
      quantityLots: 9,
      icebergLots: 2,
      timeInForce: TimeInForce.goodTillDate,
      expiresUs: 2_000_000,
    }),
    write.placeSpecialOrder({
      account: 18,
      orderType: OrderType.stopLoss,
      stopPriceTicks: 110,
      priceTicks: 0,
      quantityLots: 3,
    }),
    write.placeOrderList([profit, stop], { account: 16 }),
    write.reserveWithdrawal({ account: 17, asset: 1, amountUnits: 50n, idempotencyKey: 'w' }),
    write.command(SetDeadMan, { account: 16, timeoutUs: 5_000_000 }),
  )
  const { engine } = venue
  const used = Object.entries(engine.usage()).filter(([, pool]) => pool.used > 0)
  for (const pool of ['specialOrders', 'orderLists', 'withdrawals'])
    assert.ok(
      used.some(([name]) => name === pool),
      pool,
    )
  const restored = Engine.restore(compileEngine(), engine.snapshot(), write.smallCapacities)
  assert.is(restored.nextDeadlineUs, engine.nextDeadlineUs)
  const next = [
    [1_500_000, write.placeOrder({ account: 17, priceTicks: 110, quantityLots: 3 })],
    [2_500_000, write.placeOrder({ account: 17, side: 1, priceTicks: 79, quantityLots: 2 })],
    [9_000_000, new Uint8Array()],
  ] as const
  for (const [timestampUs, command] of next) {
    const run = (one: Engine) => {
      const events: Uint8Array[] = []
      one.apply(one.sequence + 1, timestampUs, command, (part) => events.push(part.slice()))
      return Buffer.concat(events).toString('hex')
    }
    assert.is(run(restored), run(engine))
    assert.is(restored.stateHash(), engine.stateHash())
  }
})

test('a copy is no snapshot before it was sealed, and then the very one that the core makes', () => {
  const { engine } = traded()
  const expected = engine.snapshot()
  const room = new Uint8Array(engine.copyBytes + 64).fill(7)
  const copy = engine.copyState(room)
  assert.is(copy.buffer, room.buffer)
  assert.is(copy.length, expected.length)
  assert.throws(() => Engine.restore(compileEngine(), copy), refused(/checksum/))
  const restored = Engine.seal(compileEngine(), copy)
  assert.is(restored.stateHash(), engine.stateHash())
  assert.is(Buffer.compare(copy, expected), 0)
  assert.is(Engine.restore(compileEngine(), copy).stateHash(), engine.stateHash())
  assert.ok(room.subarray(copy.length).every((byte) => byte === 7))
  assert.throws(() => engine.copyState(room.subarray(0, 999)), /has room for 999/)
})

test('what waits for the first of its list is in the state hash, wherever it lies in memory', () => {
  const pairOf = (priceTicks: number) => {
    const first = { side: 0, quantityLots: 3, priceTicks: 90, orderType: OrderType.limit }
    const waiting = { side: 1, quantityLots: 3, priceTicks, orderType: OrderType.limit }
    return write.placeOrderList([first, waiting], { account: 16, contingency: Contingency.oto })
  }
  const hashOf = (...priceTicks: readonly number[]) => {
    const venue = traded()
    venue.frame(...priceTicks.map(pairOf))
    return venue.engine.stateHash()
  }
  assert.is(hashOf(300, 310), hashOf(300, 310))
  assert.is.not(hashOf(300, 310), hashOf(300, 311))
  assert.is.not(hashOf(300, 310), hashOf(310, 300))
  const afterCancels = (orderIds: readonly number[]) => {
    const venue = traded()
    const terms = { account: 16, timeInForce: TimeInForce.goodTillDate, expiresUs: 9_000_000 }
    const dated = write.placeSpecialOrder({ ...terms, priceTicks: 50, quantityLots: 1 })
    venue.frame(dated, dated, dated, dated)
    venue.frame(...orderIds.map((orderId) => write.cancelOrder({ account: 16, orderId })))
    assert.is(venue.engine.usage().specialOrders.used, 0)
    venue.frame(pairOf(300), pairOf(310))
    return venue.engine
  }
  const [one, other] = [
    [4, 5, 6, 7],
    [7, 6, 5, 4],
  ].map(afterCancels) as [Engine, Engine]
  assert.is(one.stateHash(), other.stateHash())
  assert.is.not(Buffer.compare(one.snapshot(), other.snapshot()), 0)
})

test('a copy holds the state of its moment, whatever the core does then', () => {
  const venue = traded()
  const { engine } = venue
  const copy = engine.copyState(new Uint8Array(engine.copyBytes))
  const hash = engine.stateHash()
  venue.frame(order(90), order(300, 1))
  const restored = Engine.seal(compileEngine(), copy)
  assert.is(restored.stateHash(), hash)
  assert.is.not(engine.stateHash(), hash)
})

test('a copy whose core is not sound gets no seal', () => {
  const { engine } = traded()
  const good = engine.copyState(new Uint8Array(engine.copyBytes))
  const seal = (change: (copy: DataView) => void, module = compileEngine()) => {
    const copy = good.slice()
    change(new DataView(copy.buffer))
    const before = copy.slice()
    try {
      return Engine.seal(module, copy)
    } finally {
      assert.is(Buffer.compare(copy, before), 0)
    }
  }
  const other = { ...compileEngine(), hash: '00'.repeat(32) }
  assert.throws(() => seal(() => undefined, other), refused(/is not this one/))
  const setU32 = (at: number, value: number) => (copy: DataView) => copy.setUint32(at, value, true)
  assert.throws(() => seal(setU32(0, 1)), refused(/no snapshot/))
  assert.throws(() => seal(setU32(4, 200)), refused(/format 200/))
  assert.throws(() => seal(setU32(40, 77)), refused(/it ends at 2, its head says 77/))
  const ranges = 112
  assert.throws(() => seal(setU32(ranges, 1e9)), refused(/ranges do not fit/))
  assert.throws(() => seal(setU32(ranges + 4, 0xfffffff0)), refused(/another layout wrote it/))
  const { availableUnits } = engine.balance(16, 0)
  const earn = (copy: DataView) => {
    let at = 0
    while (copy.getBigInt64(at, true) !== availableUnits) at += 4
    copy.setBigInt64(at, availableUnits + 1n, true)
  }
  assert.throws(() => seal(earn), refused(/an invariant is/))
})

test('a copy that nobody can look at is one whose invariants are broken, or no copy', () => {
  const { engine } = traded()
  const copy = engine.copyState(new Uint8Array(engine.copyBytes))
  const seal = (at: number, value: number) => {
    const bad = copy.slice()
    new DataView(bad.buffer).setUint32(at, value, true)
    return Engine.seal(compileEngine(), bad)
  }
  // A side of a book: bestKey, bestLevel, 4 words of its directory, priceMaxTicks, side, market, isAscending.
  const words = new Uint32Array(copy.slice(0, copy.length & ~3).buffer)
  const sells = words.findIndex((_, at) => [10_000, 1, 0, 1].every((w, i) => words[at + i] === w))
  const bestLevel = (sells - 5) * 4
  const isBroken = (error: unknown) =>
    error instanceof EngineInvariantError && error.cause instanceof EngineTrapError
  assert.throws(() => seal(bestLevel, 0xfffffff0), isBroken)
  const ordersCapacity = 80
  assert.throws(() => seal(ordersCapacity, 0x7fffffff), refused(/do not fit into the core/))
  assert.throws(() => seal(ordersCapacity, 0), refused(/capacity orders must be a count/))
})

test('a seal that does not state the truth is refused, and so is one of another core', () => {
  const sealed = snapshot()
  sealed[60] = (sealed[60] as number) ^ 1
  assert.throws(() => Engine.seal(compileEngine(), sealed), refused(/checksum/))
  const end = sealed.length - 32
  sealed.set(createHash('sha256').update(sealed.subarray(0, end)).digest(), end)
  for (const door of [Engine.seal, Engine.restore])
    assert.throws(() => door(compileEngine(), sealed), refused(/its state hash is/))
})

test('a flipped bit, a cut end and something else are refused', () => {
  const good = snapshot()
  for (const at of [300, 2000, good.length >> 1, good.length - 1]) {
    const bad = good.slice()
    bad[at] = (bad[at] as number) ^ 4
    assert.throws(() => Engine.restore(compileEngine(), bad), refused(/checksum/))
  }
  const cut = good.subarray(0, good.length - 100)
  assert.throws(() => Engine.restore(compileEngine(), cut), refused(/checksum/))
  assert.throws(() => Engine.restore(compileEngine(), good.subarray(0, 9)), refused(/cut/))
  assert.throws(() => Engine.restore(compileEngine(), new Uint8Array(999)), refused(/no snapshot/))
})

test('another format, engine or capacity is refused', () => {
  const good = snapshot()
  const version = good.slice()
  version[4] = 200
  assert.throws(() => Engine.restore(compileEngine(), version), refused(/format 200/))
  const other = { ...compileEngine(), hash: '00'.repeat(32) }
  assert.throws(() => Engine.restore(other, good), refused(/is not this one/))
  const capacity = () => Engine.restore(compileEngine(), good, { orders: 77 })
  assert.throws(capacity, refused(/capacity orders was 4096, not 77/))
})

test('a reader that fails in the middle of a frame poisons the instance', () => {
  const { engine } = openVenue()
  const fail = () => {
    throw new Error('the reader is full')
  }
  const trap = (error: unknown) => error instanceof EngineTrapError
  assert.throws(() => engine.apply(2, 1_000_000, order(100), fail), trap)
  assert.throws(() => engine.apply(3, 1_000_001, new Uint8Array(), () => undefined), trap)
  assert.throws(() => engine.snapshot(), trap)
})

test('while a reader has events nothing writes where they lie, and no half of a frame is kept', () => {
  const { engine } = openVenue({}, { outputBytes: 2048 })
  const room = new Uint8Array(engine.copyBytes + 65_536)
  const calls = [
    () => engine.apply(3, 1_000_000, order(100), () => undefined),
    () => engine.openEdges(),
    () => engine.exportState(),
    () => engine.copyState(room),
    () => engine.snapshot(),
    () => engine.digestEvents(new Uint8Array(8)),
  ]
  let parts = 0
  engine.apply(2, 1_000_000, write.frame(...new Array(50).fill(order(100))), (events) => {
    const before = events.slice()
    for (const call of calls) assert.throws(call, /events are handed over/)
    engine.digestEvents(events)
    assert.is(engine.bestBid(0), 100)
    assert.equal(events, before)
    parts++
  })
  assert.ok(parts > 1)
  assert.is(engine.depthAt(0, 0, 100), 250)
  for (const call of calls) call()
  assert.is(engine.sequence, 3)
})

test.run()
