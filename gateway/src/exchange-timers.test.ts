// Timers of the core on the real path: a frame comes when one is due, be it empty, also in a quiet
// market and after a restart, and it comes once.
import {
  CloseReason,
  closeReasonNames,
  FrameType,
  forEachRecord,
  limits,
  MarketState,
  MarketStateChanged,
  MarketStateReason,
  OrderClosed,
  type PlaceSpecialOrder,
  SetDeadMan,
  SetMarketState,
  Side,
  TimeInForce,
} from '@openbell/protocol'
import {
  deposit,
  encodeCommand,
  openAccount,
  placeOrder,
  placeSpecialOrder,
} from '@openbell/sim/world/commands.js'
import type { SimExchange } from '@openbell/sim/world/exchange.js'
import { type SmallRules, smallGenesis, smallRules } from '@openbell/sim/world/small-genesis.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { EventFrame } from './ports.js'
import { events, PathWorld, textsOf } from './testing/path-world.js'

const alice = limits.accountUserMin
const second = 1_000_000
const midnightUs = 1_700_006_400 * second

interface Closed {
  readonly orderId: number
  readonly reason: string
  readonly timestampUs: number
  readonly type: FrameType
}

const closedIn = (frames: readonly EventFrame[]): Closed[] =>
  frames.flatMap(({ parts, timestampUs, type }) => {
    const closed: Closed[] = []
    for (const part of parts)
      forEachRecord(part, (kind, view, at) => {
        if (kind !== OrderClosed.kind) return
        const { orderId, reason } = OrderClosed.read(view, at)
        closed.push({ orderId, reason: closeReasonNames[reason], timestampUs, type })
      })
    return closed
  })

/** An exchange in which alice has money, and the sequence from which on something happens. */
function opened(changes: Partial<SmallRules> = {}) {
  const world = new PathWorld()
  const genesis = () => smallGenesis({ ...smallRules, ...changes })
  const exchange = world.start({}, { genesis })
  world.frame(exchange, openAccount(1), deposit(alice, 0, 1_000_000n, 'usd'))
  return { world, exchange, sequence: exchange.path.sequence }
}

/** Turns and sleeps until so much time has passed; returns how often a frame was made. */
function pass({ clock }: PathWorld, { path }: SimExchange, us: number): number {
  const endUs = clock.wallUs() + us
  let frames = 0
  while (clock.wallUs() < endUs)
    if (path.turn()) frames++
    else path.wait()
  while (path.turn()) frames++
  return frames
}

const goodTill = (expiresUs: number, fields: Partial<PlaceSpecialOrder> = {}) =>
  placeSpecialOrder({
    account: alice,
    timeInForce: TimeInForce.goodTillDate,
    expiresUs,
    ...fields,
  })

test('in a quiet market an order expires at its time, by one frame without commands', () => {
  const { world, exchange, sequence } = opened()
  const expiresUs = world.clock.wallUs() + 5 * second
  world.frame(exchange, goodTill(expiresUs))
  assert.is(exchange.path.core.nextDeadlineUs, expiresUs)
  assert.is(pass(world, exchange, 60 * second), 1)
  const frames = exchange.framesAfter(sequence)
  const expected = { orderId: 1, reason: 'timeOver', timestampUs: expiresUs }
  assert.equal(closedIn(frames), [{ ...expected, type: FrameType.commands }])
  assert.is(exchange.path.core.nextDeadlineUs, undefined)
  const { commands, seal } = FrameType
  assert.equal(
    frames.map(({ type }) => type),
    [commands, seal, commands, seal],
  )
  assert.equal(
    frames.map(({ commandCount }) => commandCount),
    [1, 0, 0, 0],
  )
})

test('a sleep ends with the next timer, and each timer costs one frame', () => {
  const { world, exchange, sequence } = opened()
  const startUs = world.clock.wallUs()
  const dates = [7_001, 300_500, 300_500, 2_999_999, 40 * second].map((us) => startUs + us)
  world.frame(exchange, ...dates.map((expiresUs) => goodTill(expiresUs)))
  assert.is(pass(world, exchange, 60 * second), 4)
  const closed = closedIn(exchange.framesAfter(sequence))
  assert.equal(
    closed.map(({ orderId }) => orderId),
    [1, 2, 3, 4, 5],
  )
  for (const [index, { timestampUs }] of closed.entries()) {
    const lateUs = timestampUs - (dates[index] as number)
    assert.ok(lateUs >= 0 && lateUs < 1000, `${lateUs} µs late`)
  }
})

test('an order that expired does not trade with a command of the same frame', () => {
  const { world, exchange, sequence } = opened()
  const expiresUs = world.clock.wallUs() + second
  world.frame(exchange, deposit(alice, 1, 1_000_000n, 'btc'), goodTill(expiresUs))
  world.clock.advance(second)
  world.frame(exchange, placeOrder({ account: alice, side: Side.sell }))
  const { core } = exchange.path
  assert.equal([core.bestBid(0), core.bestAsk(0)], [undefined, 100])
  assert.is(closedIn(exchange.framesAfter(sequence)).length, 1)
})

test('what was due while the exchange was down happens at its start, and never again', () => {
  const { world, exchange, sequence } = opened()
  const expiresUs = world.clock.wallUs() + 5 * second
  world.frame(exchange, goodTill(expiresUs), goodTill(expiresUs + 60 * second))
  world.clock.advance(9 * second)
  const next = world.start()
  const closed = closedIn(next.framesAfter(sequence))
  assert.equal(
    closed.map(({ orderId, type }) => [orderId, type]),
    [[1, FrameType.epoch]],
  )
  const seen = textsOf(next.framesAfter(0))
  for (const name of world.files.list(events)) world.files.remove(`${events}/${name}`)
  const third = world.start()
  assert.equal(textsOf(third.framesAfter(0)).slice(0, seen.length), seen)
  assert.is(pass(world, third, 120 * second), 1)
  assert.equal(
    closedIn(third.framesAfter(sequence)).map(({ orderId }) => orderId),
    [1, 2],
  )
})

test('a dead man’s switch begins again with the exchange, and then works once', () => {
  const { world, exchange, sequence } = opened()
  const setDeadMan = encodeCommand(SetDeadMan, { account: alice, timeoutUs: 5 * second })
  world.frame(exchange, placeOrder({ account: alice }), placeOrder({ account: alice }), setDeadMan)
  pass(world, exchange, 4 * second)
  const firstUs = world.clock.wallUs() + 5 * second
  assert.is(world.start().path.core.nextDeadlineUs, firstUs)
  world.clock.advance(4 * second)
  const third = world.start()
  const dueUs = firstUs + 4 * second
  assert.is(third.path.core.nextDeadlineUs, dueUs)
  assert.equal(closedIn(third.framesAfter(sequence)), [])
  pass(world, third, 60 * second)
  const closed = closedIn(third.framesAfter(sequence))
  assert.equal(
    closed.map(({ orderId, reason, timestampUs }) => [orderId, reason, timestampUs]),
    [1, 2].map((orderId) => [orderId, 'deadMan', dueUs]),
  )
  assert.is(world.start().path.core.nextDeadlineUs, undefined)
})

test('a clock set back makes a sleeper late, and not restless', () => {
  const { world, exchange } = opened()
  world.clock.jump(-3600 * second)
  pass(world, exchange, 11 * second)
  const { path } = exchange
  world.frame(exchange, openAccount(2))
  const expiresUs = path.core.timestampUs + 5000
  world.frame(exchange, goodTill(expiresUs))
  assert.is(path.core.nextDeadlineUs, expiresUs)
  let turns = 0
  for (const endUs = world.clock.wallUs() + 3590 * second; world.clock.wallUs() < endUs; turns++)
    if (!path.turn()) path.wait()
  assert.ok(turns < 4000, `${turns} turns in an hour`)
  pass(world, exchange, 60 * second)
  assert.is(path.core.nextDeadlineUs, undefined)
})

test('a switch that comes again in time cancels nothing', () => {
  const { world, exchange, sequence } = opened()
  const setDeadMan = (timeoutUs: number) => encodeCommand(SetDeadMan, { account: alice, timeoutUs })
  world.frame(exchange, placeOrder({ account: alice }))
  for (let beat = 0; beat < 5; beat++) {
    world.frame(exchange, setDeadMan(3 * second))
    pass(world, exchange, 2 * second)
  }
  world.frame(exchange, setDeadMan(0))
  pass(world, exchange, 60 * second)
  assert.equal(closedIn(exchange.framesAfter(sequence)), [])
})

test('an order for the day ends at midnight UTC', () => {
  const { world, exchange, sequence } = opened()
  world.frame(exchange, placeSpecialOrder({ account: alice, timeInForce: TimeInForce.day }))
  assert.is(exchange.path.core.nextDeadlineUs, midnightUs)
  world.clock.advance(midnightUs - world.clock.wallUs() - 1)
  assert.is(exchange.path.turn(), false)
  world.clock.advance(1)
  assert.is(exchange.path.turn(), true)
  const [closed] = closedIn(exchange.framesAfter(sequence))
  assert.is(closed?.timestampUs, midnightUs)
  world.frame(exchange, placeSpecialOrder({ account: alice, timeInForce: TimeInForce.day }))
  assert.is(exchange.path.core.nextDeadlineUs, midnightUs + 24 * 3600 * second)
})

test('an auction ends by itself', () => {
  const { world, exchange, sequence } = opened()
  const auction = { state: MarketState.auction, auctionUs: 2 * second }
  world.frame(exchange, encodeCommand(SetMarketState, auction))
  assert.ok(pass(world, exchange, 10 * second) <= 2)
  const moves: unknown[] = []
  for (const { parts } of exchange.framesAfter(sequence))
    for (const part of parts)
      forEachRecord(part, (kind, view, at) => {
        if (kind !== MarketStateChanged.kind) return
        const { state, reason } = MarketStateChanged.read(view, at)
        moves.push([state, reason])
      })
  assert.equal(moves, [
    [MarketState.auction, MarketStateReason.command],
    [MarketState.trading, MarketStateReason.auctionEnd],
  ])
})

test('timers go on where the disk is nearly full', () => {
  const world = new PathWorld()
  const exchange = world.start({ freeBytesMin: 10_000 })
  world.frame(exchange, openAccount(1), deposit(alice, 0, 1_000_000n, 'usd'))
  const { sequence } = exchange.path
  world.frame(exchange, goodTill(world.clock.wallUs() + 5 * second))
  world.files.capacityBytes = world.files.usedBytes + 9_000
  pass(world, exchange, 10 * second)
  assert.ok(world.words.includes('the disk is nearly full: cancels only'))
  assert.equal(
    closedIn(exchange.framesAfter(sequence)).map(({ reason }) => reason),
    [closeReasonNames[CloseReason.timeOver]],
  )
})

test('work that a timer begins and the step budget cuts is gone on with', () => {
  const { world, exchange, sequence } = opened({ stepsPerFrameMax: 2 })
  const expiresUs = world.clock.wallUs() + second
  world.frame(exchange, ...Array.from({ length: 9 }, () => goodTill(expiresUs)))
  pass(world, exchange, 3 * second)
  assert.is(closedIn(exchange.framesAfter(sequence)).length, 9)
  assert.is(exchange.path.core.nextDeadlineUs, undefined)
  assert.equal(exchange.path.core.checkInvariants(), [])
})

test.run()
