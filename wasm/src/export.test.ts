// Canonical exports: the same bytes wherever the state lies, the same events after an import.
import { randomBytes } from 'node:crypto'
import * as protocol from '@openbell/protocol'
import { ExportHead, StateOrder, StateStanding, StateWork } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Capacities } from './capacities.js'
import { capacityNames, compileEngine, Engine, EngineExportError, enginePath } from './node.js'
import { loadBenchmarkEngine } from './testing/benchmark-engine.js'
import * as write from './testing/commands.js'
import {
  fillVenue,
  putTogether,
  recordsOf,
  seal,
  stopInTheMiddle,
  takeApart,
} from './testing/exports.js'
import { randomFrames } from './testing/random.js'
import { openVenue, type Venue } from './testing/venue.js'

const module = compileEngine()
const checked = compileEngine(enginePath.replace('.wasm', '.checked.wasm'))

const importInto = (bytes: Uint8Array, given: Partial<Capacities> = {}): Engine =>
  Engine.importState(module, bytes, { ...write.smallCapacities, ...given })

const refused = (pattern: RegExp) => (error: unknown) =>
  error instanceof EngineExportError && pattern.test(error.message)

const areEqual = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0

function eventsOf(engine: Engine, timestampUs: number, commands: Uint8Array, isEpoch = false) {
  const parts: Uint8Array[] = []
  const keep = (part: Uint8Array) => parts.push(part.slice())
  engine.apply(engine.sequence + 1, timestampUs, commands, keep, isEpoch)
  return Buffer.concat(parts)
}

/** Both apply a frame, and empty ones while work is left. */
function playBoth(one: Engine, other: Engine, frame: readonly [number, Uint8Array, boolean?]) {
  assert.ok(eventsOf(one, ...frame).equals(eventsOf(other, ...frame)))
  assert.is(one.hasUnfinishedWork(), other.hasUnfinishedWork())
  assert.is(one.stateHash(), other.stateHash())
}

test('the head says where the core was, and how many records of each kind follow', () => {
  const { engine } = fillVenue()
  const bytes = engine.exportState()
  const head = ExportHead.read(new DataView(bytes.buffer), 0)
  assert.is(head.sequence, engine.sequence)
  assert.is(head.timestampUs, engine.timestampUs)
  assert.is(Buffer.from(head.stateHash).toString('hex'), engine.stateHash())
  assert.is(head.orderCount, engine.usage().orders.used - 2, 'two are triggers of anchors')
  assert.is(head.listCount, 2)
  assert.is(head.withdrawalCount, 1)
  assert.is(head.workCount, 0)
  const kinds = recordsOf(bytes).map(({ kind }) => kind)
  assert.equal(
    kinds,
    kinds.toSorted((a, b) => a - b),
  )
})

test('an imported core has the same state, and exports the same bytes', () => {
  for (const { engine } of [fillVenue(), stopInTheMiddle()]) {
    const bytes = engine.exportState()
    for (const larger of [{}, { orders: 9000, accounts: 999, sessions: 7, outputBytes: 2048 }]) {
      const imported = importInto(bytes, larger)
      assert.is(imported.stateHash(), engine.stateHash())
      assert.is(imported.sequence, engine.sequence)
      assert.is(imported.nextDeadlineUs, engine.nextDeadlineUs)
      assert.is(imported.hasUnfinishedWork(), engine.hasUnfinishedWork())
      assert.equal(imported.usage().specialOrders, engine.usage().specialOrders)
      assert.ok(areEqual(imported.exportState(), bytes))
    }
  }
})

test('a core that has applied nothing, or nothing but empty frames, can be imported too', () => {
  const fresh = new Engine(module, write.smallCapacities)
  assert.is(importInto(fresh.exportState()).sequence, 0)
  eventsOf(fresh, 5, new Uint8Array())
  const imported = importInto(fresh.exportState())
  assert.equal([imported.sequence, imported.timestampUs], [1, 5])
  playBoth(fresh, imported, [6, write.configure()])
})

test('an export disturbs nothing', () => {
  const [one, other] = [stopInTheMiddle(), stopInTheMiddle()]
  one.engine.exportState()
  for (const venue of [one, other]) venue.finish()
  assert.ok(areEqual(Buffer.concat(one.chunks), Buffer.concat(other.chunks)))
})

for (const [name, steps] of [
  ['frames that are done', 1_000_000],
  ['frames with work left', 3],
] as const)
  test(`random commands, ${name}: equal events after an import at any point`, () => {
    for (let seed = 1; seed <= 8; seed++) {
      const { engine } = openVenue({ stepsPerFrameMax: steps })
      let goesOn = importInto(engine.exportState())
      const play = (...frame: readonly [number, Uint8Array, boolean?]) => {
        const given = { orders: 4096 + goesOn.sequence, specialOrders: 2048 }
        if (goesOn.sequence % 5 === 0) goesOn = importInto(goesOn.exportState(), given)
        playBoth(engine, goesOn, frame)
      }
      for (const { timestampUs, isEpoch, commands } of randomFrames(seed, 80)) {
        if (isEpoch) play(timestampUs, new Uint8Array(), true)
        play(timestampUs, write.frame(...commands))
        while (seed % 2 === 0 && engine.hasUnfinishedWork()) play(timestampUs, new Uint8Array())
      }
      assert.ok(areEqual(goesOn.exportState(), engine.exportState()))
    }
  })

test('work is exported wherever the step budget stops it', () => {
  const met = new Set<string>()
  for (let seed = 1; seed <= 40; seed++) {
    const { engine } = openVenue({ stepsPerFrameMax: 1 })
    for (const { timestampUs, commands } of randomFrames(seed, 30)) {
      eventsOf(engine, timestampUs, write.frame(...commands))
      const bytes = engine.exportState()
      const work = recordsOf(bytes).find(({ kind }) => kind === StateWork.kind)
      if (!work) continue
      const { phase, agenda } = StateWork.read(new DataView(bytes.buffer), work.at)
      const isNew = !met.has(`phase ${phase}`) || !met.has(`agenda ${agenda}`)
      met.add(`phase ${phase}`).add(`agenda ${agenda}`)
      if (isNew) importInto(bytes)
    }
  }
  for (const phase of [2, 4, 5, 6]) assert.ok(met.has(`phase ${phase}`), `phase ${phase}`)
  for (const agenda of [1, 2, 4, 8]) assert.ok(met.has(`agenda ${agenda}`), `agenda ${agenda}`)
})

/** Rounds of equal meaning that use and free the places of the pools in another order. */
function churn(venue: Venue, order: readonly number[]): Engine {
  const dated = { timeInForce: protocol.TimeInForce.goodTillDate, expiresUs: 9_000_000 }
  const place = { account: 16, priceTicks: 50, quantityLots: 1, ...dated }
  const reserve = (key: number) =>
    write.reserveWithdrawal({ account: 16, asset: 0, amountUnits: 5n, idempotencyKey: `w${key}` })
  venue.frame(
    ...[1, 2, 3, 4].map(() => write.placeSpecialOrder(place)),
    ...[1, 2, 3, 4].map(reserve),
  )
  const orderOf = (index: number) => write.cancelOrder({ account: 16, orderId: 1 + index })
  const withdrawalOf = (index: number) =>
    write.command(protocol.ReleaseWithdrawal, { account: 16, withdrawalId: 1 + index })
  venue.frame(...order.map(orderOf), ...order.map(withdrawalOf))
  const again = (index: number) =>
    write.placeSpecialOrder({ ...place, priceTicks: 60 + index, expiresUs: 9_000_000 - index })
  venue.frame(...[1, 2, 3, 4].map(again), ...[5, 6, 7, 8].map(reserve))
  return venue.engine
}

test('where a state lies in memory is not told: other histories, pools and builds, equal bytes', () => {
  const expected = churn(openVenue(), [0, 1, 2, 3])
  const others = [
    churn(openVenue(), [3, 1, 0, 2]),
    churn(openVenue({}, { orders: 9999, withdrawals: 99, accounts: 77, tiers: 9 }), [2, 3, 1, 0]),
    churn(openVenue({}, {}, checked), [1, 0, 3, 2]),
  ]
  for (const other of others) {
    assert.not(areEqual(other.snapshot(), expected.snapshot()))
    assert.ok(areEqual(other.exportState(), expected.exportState()))
  }
})

test('more than one part of the output, and of the input', () => {
  const venue = openVenue({}, { outputBytes: 4096 })
  venue.isScanned = false
  for (let i = 0; i < 3500; i += 500)
    venue.frame(
      ...Array.from({ length: 500 }, (_, index) =>
        write.placeOrder({
          account: 16 + (index % 3),
          priceTicks: 1 + (index % 90),
          quantityLots: 1,
          clientOrderId: `o ${i + index}`,
        }),
      ),
    )
  const bytes = venue.engine.exportState()
  assert.ok(bytes.length > protocol.limits.framePayloadBytesMax)
  assert.ok(areEqual(importInto(bytes).exportState(), bytes))
})

test('a book of the benchmark’s rules', () => {
  const order = (orderId: number, side: number, priceTicks: bigint) => {
    const bytes = new Uint8Array(protocol.BenchmarkNew.sizeBytes)
    const record = {
      side,
      immediateOrCancel: 0,
      quantity: 3,
      sequence: orderId,
      orderId,
      priceTicks,
    }
    protocol.BenchmarkNew.write(new DataView(bytes.buffer), 0, record)
    return bytes
  }
  const engine = loadBenchmarkEngine()
  const first = [order(9, 0, 10n), order(7, 0, 10n), order(8, 0, 9n), order(5, 1, 12n)]
  eventsOf(engine, 0, write.frame(...first))
  const bytes = engine.exportState()
  const standing = recordsOf(bytes).filter(({ kind }) => kind === StateStanding.kind)
  const view = new DataView(bytes.buffer)
  const ids = standing.map(({ at }) => StateStanding.read(view, at).orderId)
  assert.equal(ids, [9, 7, 8, 5])
  playBoth(engine, Engine.importState(module, bytes), [0, write.frame(order(11, 1, 9n))])
})

test('pools that are too small are refused by name', () => {
  const bytes = fillVenue().engine.exportState()
  const limits = { ...write.smallCapacities, accounts: 32 }
  importInto(bytes, limits)
  for (const name of capacityNames) {
    if (name === 'outputBytes') continue
    const small = { [name]: limits[name] - 1 }
    const pattern = new RegExp(
      `capacity ${name} is ${limits[name] - 1}, the limit of the venue is ${limits[name]}`,
    )
    assert.throws(() => importInto(bytes, small), refused(pattern))
  }
})

test('a flipped bit anywhere, a cut anywhere, and something else are refused', () => {
  const good = stopInTheMiddle().engine.exportState()
  for (let bit = 0; bit < good.length * 8; bit++) {
    const bad = good.slice()
    bad[bit >> 3] = (bad[bit >> 3] as number) ^ (1 << (bit & 7))
    assert.throws(() => importInto(bad), refused(/digest|no export|version/))
  }
  for (let length = 0; length < good.length; length++)
    assert.throws(() => importInto(good.subarray(0, length)), refused(/./))
  assert.throws(() => importInto(randomBytes(good.length)), refused(/no export/))
})

/** What the state hash does not cover: the place of the frame, and the step budget. */
const beyondHash = (bytes: Uint8Array, at: number): boolean => {
  const venueAt = recordsOf(bytes)[0]?.at as number
  const steps = venueAt + protocol.StateVenue.offset.stepsPerFrameMax
  return at < ExportHead.offset.stateHash || (at >= steps && at < steps + 4)
}

test('a flipped bit whose digest was made to fit is refused, or was no part of the hash', () => {
  let named = 0
  for (const good of [fillVenue().engine.exportState(), stopInTheMiddle().engine.exportState()]) {
    for (let at = 0; at < good.length - 32; at += 3) {
      const bad = good.slice()
      bad[at] = (bad[at] as number) ^ (1 << ((at * 5) & 7))
      seal(bad)
      try {
        const imported = Engine.importState(checked, bad, write.smallCapacities)
        assert.ok(beyondHash(good, at), `byte ${at}`)
        assert.ok(areEqual(imported.exportState(), bad))
      } catch (error) {
        assert.instance(error, EngineExportError, `byte ${at}: ${error}`)
        if (/^record \d+: /.test((error as Error).message)) named++
      }
    }
  }
  assert.ok(named > 300, `${named} by the number of their record`)
})

test('records that are lost, doubled or out of their order are refused by their number', () => {
  const good = stopInTheMiddle().engine.exportState()
  const importOf = (some: readonly Uint8Array[]) => importInto(putTogether(good, some))
  const all = takeApart(good)
  assert.is(
    importOf(all).sequence,
    fillVenue().engine.sequence + stopInTheMiddle().engine.sequence - fillVenue().engine.sequence,
  )
  for (let index = 0; index < all.length; index++) {
    assert.throws(() => importOf(all.toSpliced(index, 1)), refused(/./))
    assert.throws(() => importOf(all.toSpliced(index, 0, all[index] as Uint8Array)), refused(/./))
    const next = all[index + 1]
    if (!next || areEqual(next, all[index] as Uint8Array)) continue
    const swapped = all.with(index, next).with(index + 1, all[index] as Uint8Array)
    assert.throws(() => importOf(swapped), refused(/./))
  }
  const second = all.findIndex(([kind]) => kind === StateOrder.kind) + 1
  const doubled = all.toSpliced(second, 0, all[second - 1] as Uint8Array)
  assert.throws(() => importOf(doubled), refused(new RegExp(`record ${second + 1}: what it tells`)))
})

test.run()
