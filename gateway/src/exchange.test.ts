// The path, whole: from a batch to its events, its seals and snapshots, and what a crash at any of its
// steps leaves.
import { FrameType, Lane, limits, Outcome, OutcomeStatus } from '@openbell/protocol'
import { Chance } from '@openbell/sim/world/chance.js'
import { deposit, openAccount, placeOrder } from '@openbell/sim/world/commands.js'
import type { SimExchange } from '@openbell/sim/world/exchange.js'
import type { Step } from '@openbell/sim/world/files.js'
import {
  type SmallRules,
  smallCapacities,
  smallGenesis,
  smallRules,
} from '@openbell/sim/world/small-genesis.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { scanJournal } from './journal/scan.js'
import type { EventFrame } from './ports.js'
import { journal, PathWorld, textsOf } from './testing/path-world.js'

const alice = limits.accountUserMin

const rulesOf = (changes: Partial<SmallRules>): Uint8Array =>
  smallGenesis({ ...smallRules, ...changes })

const outcomesIn = (frames: readonly EventFrame[]): Outcome[] =>
  frames.flatMap(({ parts }) =>
    parts.flatMap((part) => {
      const view = new DataView(part.buffer, part.byteOffset, part.length)
      const found: Outcome[] = []
      for (let at = 0; at < part.length; at += view.getUint16(at + 2, true))
        if (view.getUint8(at) === Outcome.kind) found.push(Outcome.read(view, at))
      return found
    }),
  )

const typesAfter = (exchange: SimExchange, sequence: number): FrameType[] =>
  exchange.framesAfter(sequence).map(({ type }) => type)

test('a new exchange begins with an epoch and its genesis, which is accepted whole', () => {
  const exchange = new PathWorld().start()
  assert.equal(typesAfter(exchange, 0), [FrameType.epoch, FrameType.commands])
  const outcomes = outcomesIn(exchange.framesAfter(0))
  assert.ok(outcomes.length > 8)
  assert.ok(outcomes.every(({ status }) => status === OutcomeStatus.done))
})

test('every start is an epoch, and the genesis comes but once', () => {
  const world = new PathWorld()
  for (let epoch = 1; epoch <= 4; epoch++) {
    const { path } = world.start()
    assert.is(path.sequence, epoch + 1)
  }
  const frames = world.start().framesAfter(0)
  assert.equal(
    frames.map((frame) => frame.epoch),
    [1, 1, 2, 3, 4, 5],
  )
})

test('commands that arrive together are one frame, and each has its outcome', () => {
  const world = new PathWorld()
  const exchange = world.start()
  const { sequence } = exchange.path
  world.frame(exchange, openAccount(1), openAccount(2), openAccount(3))
  const frames = exchange.framesAfter(sequence)
  assert.is(frames.length, 1)
  assert.is(frames[0].commandCount, 3)
  assert.equal(
    outcomesIn(frames).map(({ result }) => result),
    [alice, alice + 1, alice + 2],
  )
})

test('nothing is published before its frame is durable', () => {
  const world = new PathWorld()
  const exchange = world.start()
  const steps: Step[] = []
  world.files.watch = (step) => steps.push(step)
  world.frame(exchange, openAccount(1))
  const synced = steps.findIndex(
    ({ action, path, moment }) =>
      action === 'sync' && moment === 'after' && path.startsWith(journal),
  )
  const told = steps.findIndex(
    ({ action, path }) => action === 'write' && path.includes('/events/'),
  )
  assert.ok(synced >= 0 && told > synced)
})

test('at rest, one seal records the last commit', () => {
  const world = new PathWorld()
  const exchange = world.start()
  const { path, link } = exchange
  world.frame(exchange, openAccount(1))
  const { sequence } = path
  assert.is(path.turn(), false)
  assert.is(path.sequence, sequence, 'not at once')
  for (let i = 0; i < 5; i++) {
    path.wait()
    assert.is(path.turn(), false)
  }
  assert.equal(typesAfter(exchange, sequence), [FrameType.seal])
  link.put(Lane.orders, openAccount(2))
  link.publish()
  assert.is(path.turn(), true)
})

test('an end in good order is the last frame, and comes once', () => {
  const world = new PathWorld()
  const exchange = world.start()
  const { sequence } = exchange.path
  exchange.path.close()
  assert.equal(typesAfter(exchange, sequence), [FrameType.closed])
  const next = world.start()
  assert.equal(typesAfter(next, sequence + 1), [FrameType.epoch])
})

test('work that the step budget leaves is gone on with at once, frame by frame', () => {
  const world = new PathWorld()
  const exchange = world.start({}, { genesis: () => rulesOf({ stepsPerFrameMax: 2 }) })
  const { path, link } = exchange
  world.frame(exchange, openAccount(1), openAccount(2))
  world.frame(exchange, deposit(alice, 0, 1_000_000n, 'u'), deposit(alice + 1, 1, 1_000_000n, 'b'))
  while (path.turn());
  for (let i = 0; i < 9; i++)
    link.put(Lane.orders, placeOrder({ account: alice + 1, side: 1, quantityLots: 2 }))
  link.put(Lane.orders, placeOrder({ account: alice, quantityLots: 18 }))
  link.publish()
  const { sequence } = path
  let turns = 0
  while (path.turn()) turns++
  assert.ok(turns > 3, `${turns} frames`)
  const frames = exchange.framesAfter(sequence)
  assert.is(outcomesIn(frames).length, 10)
  assert.equal(
    frames.slice(1).map(({ commandCount }) => commandCount),
    Array(turns - 1).fill(0),
  )
  assert.is(world.start().path.core.stateHash(), path.core.stateHash())
})

test('a crash in the middle of unfinished work goes on with it', () => {
  const world = new PathWorld()
  const exchange = world.start({}, { genesis: () => rulesOf({ stepsPerFrameMax: 2 }) })
  world.frame(exchange, openAccount(1), openAccount(2))
  world.frame(exchange, deposit(alice, 0, 1_000_000n, 'u'), deposit(alice + 1, 1, 1_000_000n, 'b'))
  while (exchange.path.turn());
  for (let i = 0; i < 9; i++)
    world.frame(exchange, placeOrder({ account: alice + 1, side: 1, quantityLots: 2 }))
  world.frame(exchange, placeOrder({ account: alice, quantityLots: 18, clientOrderId: 'sweep' }))
  assert.ok(exchange.path.core.hasUnfinishedWork())
  const next = world.start()
  while (next.path.turn());
  const outcome = outcomesIn(next.framesAfter(0)).at(-1)
  assert.is(outcome?.status, OutcomeStatus.done)
  assert.equal(next.path.core.checkInvariants(), [])
  assert.is(next.path.core.hasUnfinishedWork(), false)
})

test('a sweep whose events exceed a part is one frame of several parts, live and made again', () => {
  const world = new PathWorld()
  const orders = 3000
  const parts = {
    genesis: () =>
      rulesOf({
        ordersMax: orders + 1,
        ordersPerAccountMax: orders + 1,
        stepsPerFrameMax: 2 * orders,
      }),
    capacities: { ...smallCapacities, orders: 4096 },
  }
  const exchange = world.start({}, parts)
  world.frame(exchange, openAccount(1), openAccount(2))
  world.frame(exchange, deposit(alice, 0, 10n ** 9n, 'u'), deposit(alice + 1, 1, 10n ** 9n, 'b'))
  const maker = placeOrder({ account: alice + 1, side: 1, quantityLots: 2 })
  world.frame(exchange, ...Array.from({ length: orders }, () => maker))
  for (let lots = 2 * orders; lots > 0; lots -= 500)
    exchange.link.put(Lane.orders, placeOrder({ account: alice, quantityLots: 500 }))
  exchange.link.publish()
  exchange.path.turn()
  const last = exchange.framesAfter(exchange.path.sequence - 1)[0]
  assert.ok(last.parts.length > 1, `${last.parts.length} parts`)
  const seen = textsOf(exchange.framesAfter(0))
  const { files } = world
  for (const name of files.list('data/events')) files.remove(`data/events/${name}`)
  const next = world.start({}, parts)
  assert.equal(textsOf(next.framesAfter(0)).slice(0, seen.length), seen)
})

test('a snapshot is asked for when it is due, and again when the keeper is busy', () => {
  const world = new PathWorld()
  const exchange = world.start({ snapshotCommands: 30 })
  world.trade(exchange, 3)
  assert.is(exchange.keeper.isBusy, false)
  world.trade(exchange, 10)
  assert.is(exchange.keeper.isBusy, true)
  world.trade(exchange, 20)
  const first = exchange.keeper.work() as number
  world.frame(exchange, openAccount(9))
  const second = exchange.keeper.work() as number
  assert.ok(first < second)
  assert.is(second, exchange.path.sequence)
})

test('commands replayed at a start count towards the next snapshot', () => {
  const world = new PathWorld()
  world.trade(world.start(), 20)
  const exchange = world.start({ snapshotCommands: 30 })
  assert.ok(exchange.keeper.isBusy)
  exchange.keeper.work()
  assert.is(world.start().path.recovery.commands, 0)
})

test('a snapshot of a closed exchange is all that its next start needs', () => {
  const world = new PathWorld()
  const exchange = world.start({ snapshotCommands: 1 })
  world.trade(exchange, 5)
  exchange.keeper.work()
  world.frame(exchange, openAccount(9))
  exchange.keeper.work()
  const { path } = world.start()
  assert.is(path.recovery.commands, 0)
})

test('where the disk is nearly full only cancels get through, until there is room again', () => {
  const world = new PathWorld()
  const exchange = world.start({ freeBytesMin: 10_000 })
  const { path, link } = exchange
  const refused: string[] = []
  link.onRefused((_session, _lane, laneSequence, refusal) =>
    refused.push(`${laneSequence} ${refusal}`),
  )
  world.files.capacityBytes = 12_000
  world.clock.advance(2_000_000)
  link.put(Lane.orders, placeOrder({ account: alice, laneSequence: 5 }))
  link.publish()
  path.turn()
  link.deliverRefusals()
  assert.equal(refused, ['5 cancelOnly'])
  world.files.capacityBytes = Number.MAX_SAFE_INTEGER
  world.clock.advance(2_000_000)
  path.turn()
  world.frame(exchange, openAccount(1))
  assert.equal(
    world.words.filter((word) => /disk|orders/.test(word)),
    ['the disk is nearly full: cancels only', 'orders are taken again'],
  )
})

test('a failed sync ends the path, and nobody was told', () => {
  const world = new PathWorld()
  const exchange = world.start()
  const { sequence } = exchange
  world.files.failsSync = (path) => path.startsWith(journal)
  assert.throws(() => world.frame(exchange, openAccount(1)), /EIO/)
  assert.is(exchange.sequence, sequence)
  world.files.failsSync = () => false
  world.trade(world.start(), 2)
})

test('a full disk ends the path, and it goes on when there is room', () => {
  const world = new PathWorld()
  const exchange = world.start()
  world.files.capacityBytes = 12_000
  assert.throws(() => world.trade(exchange, 100), /ENOSPC/)
  const seen = textsOf(exchange.framesAfter(0))
  world.files.capacityBytes = Number.MAX_SAFE_INTEGER
  const next = world.start()
  assert.equal(textsOf(next.framesAfter(0)).slice(0, seen.length), seen)
})

test('a crash at every step of three frames and a snapshot: what was told is there', () => {
  const odds = { kept: 2, dropped: 2, torn: 1, garbage: 1 }
  for (let number = 1; ; number++) {
    const world = new PathWorld()
    const exchange = world.start({ snapshotCommands: 20, segmentBytes: 1024 })
    world.trade(exchange, 3)
    let steps = 0
    world.files.watch = () => {
      if (++steps === number) throw new Error('crash')
    }
    let isWhole = false
    try {
      for (let i = 0; i < 3; i++) world.trade(exchange, 1)
      exchange.keeper.work()
      isWhole = true
    } catch (error) {
      assert.match((error as Error).message, 'crash')
    }
    world.files.restart()
    const seen = textsOf(exchange.framesAfter(0))
    world.files.losePower(new Chance(number), odds)
    const next = world.start({ segmentBytes: 1024 })
    assert.equal(textsOf(next.framesAfter(0)).slice(0, seen.length), seen, `step ${number}`)
    assert.equal(next.path.core.checkInvariants(), [])
    if (!isWhole) continue
    assert.ok(number > 100, `${number} steps`)
    break
  }
})

test('what scans the journal sees the frames that readers of events see', () => {
  const world = new PathWorld()
  const exchange = world.start()
  world.trade(exchange, 10)
  const chains: string[] = []
  scanJournal(world.files, journal, ({ chain }) => chains.push(Buffer.from(chain).toString('hex')))
  assert.equal(
    exchange.framesAfter(0).map(({ chain }) => chain),
    chains,
  )
})

test.run()
