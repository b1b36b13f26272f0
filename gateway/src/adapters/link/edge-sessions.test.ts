// Edges that go and come back, over real sockets: when their sessions end, and what that means for
// whoever had orders under way. Graces pass as the tests say.
import {
  CloseReason,
  forEachRecord,
  Lane,
  OrderClosed,
  Outcome,
  OutcomeStatus,
  PlaceSpecialOrder,
} from '@openbell/protocol'
import { deposit } from '@openbell/sim/world/commands.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { CommandError } from '../../ports.js'
import {
  LinkedWorld,
  openAccountVia,
  placeVia,
  TestLeader,
  type WorldEdge,
} from '../../testing/linked-world.js'
import type { TcpProxy } from '../../testing/tcp-proxy.js'

let world: LinkedWorld

test.before.each(async () => {
  world = await LinkedWorld.open()
  world.leader.name(world.address)
})

test.after.each(() => world.close())

async function open(number: number): Promise<WorldEdge> {
  const edge = world.edge(number)
  await edge.commands.open()
  return edge
}

/** An edge with a wire that the test cuts, and a leader of its own, so that it stays away. */
async function openWired(number: number) {
  const wire = await world.wire()
  const leader = new TestLeader()
  const address = `127.0.0.1:${wire.port}`
  leader.name(address)
  const edge = world.edge(number, leader)
  await edge.commands.open()
  const leave = () => {
    leader.name(undefined)
    return cut(wire)
  }
  return { edge, wire, leave, comeBack: () => leader.name(address) }
}

const goneOnce = () => world.words.filter((word) => word.endsWith('is gone')).length

/** Cuts a wire, and waits until the core knows. */
async function cut(wire: TcpProxy): Promise<void> {
  const before = goneOnce()
  wire.cut()
  await world.until('the core knows', () => goneOnce() > before)
}

async function fund(edge: WorldEdge): Promise<number> {
  const account = await openAccountVia(edge, 70)
  world.put(deposit(account, 0, 1_000_000n, 'first'))
  return account
}

/** An order that rests until its connection ends; resolves with its id. */
async function placeConnected({ commands }: WorldEdge, account: number, priceTicks: number) {
  const { outcome } = await commands.send(
    PlaceSpecialOrder,
    { account, market: 0, deadlineMs: 0 },
    {
      priceTicks,
      quantityLots: 2,
      side: 0,
      orderType: 0,
      timeInForce: 0,
      selfTradePrevention: 0,
      clientOrderId: '',
      quoteUnits: 0n,
      stopPriceTicks: 0,
      icebergLots: 0,
      expiresUs: 0,
      trailingBips: 0,
      connection: 1,
    },
  )
  assert.is(outcome.status, OutcomeStatus.done)
  return outcome.result
}

/** Ids of orders that an edge has read of as ended with their connections. */
function closedBy({ frames }: WorldEdge): number[] {
  const closed: number[] = []
  for (const { parts } of frames)
    for (const part of parts)
      forEachRecord(part, (kind, view, at) => {
        if (kind !== OrderClosed.kind) return
        const { orderId, reason } = OrderClosed.read(view, at)
        if (reason === CloseReason.connectionEnded) closed.push(orderId)
      })
  return closed
}

const faultOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    ({ fault }: CommandError) => fault,
  )

test('an edge that dies loses its session after the grace, and the orders of its connections with it', async () => {
  const [one, two] = [await open(1), await open(2)]
  const account = await fund(one)
  const first = await placeConnected(one, account, 100)
  await placeVia(one, account)
  const other = await placeConnected(two, account, 99)
  one.close()
  await world.until('gone', () => goneOnce() === 1)
  await openAccountVia(two, 71)
  assert.equal([world.sessions, closedBy(two)], [[1, 2], []], 'not before the grace is over')
  world.passGrace()
  await world.until('the end of its orders', () => closedBy(two).length > 0)
  await openAccountVia(two, 72)
  assert.equal([world.sessions, closedBy(two)], [[2], [first]])
  assert.is.not(first, other)
})

test('an edge whose link is cut for a moment keeps its session and its orders', async () => {
  const { edge, wire } = await openWired(1)
  const account = await fund(edge)
  await placeConnected(edge, account, 100)
  const session = edge.commands.sessionNumber()
  await cut(wire)
  await world.until('linked again', () => world.served?.edges() === 1)
  world.passGrace()
  world.passGrace()
  await placeConnected(edge, account, 101)
  assert.equal([world.sessions, closedBy(edge)], [[1], []])
  assert.is(edge.commands.sessionNumber(), session)
})

test('a new leader ends the sessions of edges that do not come to it, and no other', async () => {
  const [one, two] = [await open(1), await open(2)]
  const account = await fund(one)
  const first = await placeConnected(one, account, 100)
  await placeConnected(two, account, 99)
  await world.die()
  one.close()
  await world.lead()
  world.leader.name(world.address)
  await openAccountVia(two, 71)
  assert.equal([world.sessions, closedBy(two)], [[1, 2], []])
  world.passGrace()
  await world.until('the end of its orders', () => closedBy(two).length > 0)
  await openAccountVia(two, 72)
  assert.equal([world.sessions, closedBy(two)], [[2], [first]])
})

test('where the ring has no room the end is put as soon as it has', async () => {
  const [one, two] = [await open(1), await open(2)]
  const { link } = world.exchange as NonNullable<LinkedWorld['exchange']>
  const put = link.put.bind(link)
  let refused = 0
  link.put = (lane, command) =>
    lane === Lane.cancels && refused++ < 3 ? false : put(lane, command)
  one.close()
  await world.until('gone', () => goneOnce() === 1)
  world.passGrace()
  await world.until('ended', () => world.sessions.length === 1)
  assert.equal(world.sessions, [2])
  assert.is(refused, 4)
  await openAccountVia(two, 71)
})

test('an edge that comes back too late opens another session; each request has its one answer', async () => {
  const witness = await open(9)
  const { edge, leave, comeBack } = await openWired(1)
  const account = await fund(edge)
  const first = await placeConnected(edge, account, 100)
  const session = edge.commands.sessionNumber()
  const { read } = edge
  edge.read = () => {}
  const decided = [placeVia(edge, account), placeVia(edge, account)].map(faultOf)
  await world.until('decided', () => outcomesOf(witness, session) === 4)
  await leave()
  world.passGrace()
  await world.until('ended', () => world.sessions.length === 1)
  const held = [placeVia(edge, account), placeVia(edge, account)].map(faultOf)
  edge.read = read
  comeBack()
  assert.equal(await Promise.all(decided), ['answered', 'answered'], 'before its end')
  assert.equal(await Promise.all(held), ['unreachable', 'unreachable'], 'and never carried out')
  await world.until('opened', () => edge.commands.sessionNumber() !== 0)
  assert.is.not(edge.commands.sessionNumber(), session)
  assert.is(edge.commands.statistics.pending, 0)
  const next = await placeConnected(edge, account, 101)
  assert.equal(closedBy(edge), [first])
  assert.ok(next > first)
  assert.is(world.words.filter((word) => word.includes('cut off')).length, 0)
})

/** How many outcomes of a session an edge has read. */
function outcomesOf({ frames }: WorldEdge, session: number): number {
  let count = 0
  for (const { parts } of frames)
    for (const part of parts)
      forEachRecord(part, (kind, view, at) => {
        if (kind === Outcome.kind && Outcome.read(view, at).session === session) count++
      })
  return count
}

test('an edge keeps its session however many start and end beside it', async () => {
  const living = await open(1)
  const session = living.commands.sessionNumber()
  for (let number = 2; number < 22; number++) {
    const edge = await open(number)
    edge.close()
    await world.until('gone', () => goneOnce() === number - 1)
    world.passGrace()
    await world.until('ended', () => world.sessions.length === 1)
  }
  assert.is(await faultOf(openAccountVia(living, 71)), 'answered')
  assert.is(living.commands.sessionNumber(), session)
  assert.equal(world.sessions, [1])
})

test('where every place is taken the next edge is told so, and nobody loses his', async () => {
  const places = world.exchange?.path.core.usage().sessions.capacity ?? 0
  const edges = await Promise.all(Array.from({ length: places }, (_, index) => open(index + 1)))
  const late = world.edge(places + 1)
  const why = await late.commands.open().catch(({ message }: Error) => message)
  assert.is(why, 'the core gave no session: sessionsExhausted')
  for (const edge of edges) await openAccountVia(edge, 71)
  edges[1].close()
  await world.until('gone', () => goneOnce() === 1)
  world.passGrace()
  await world.until('ended', () => world.sessions.length < places)
  await late.commands.open()
  assert.ok(late.commands.sessionNumber() > places, 'a number that nobody has had')
})

test.run()
