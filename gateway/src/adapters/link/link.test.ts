// The link over real sockets: several edges and one core, refusals, cuts, bad peers, and leaders that change.
import { connect, type Socket } from 'node:net'
import {
  CancelAllOrders,
  forEachRecord,
  Lane,
  limits,
  Outcome,
  OutcomeStatus,
  PlaceOrder,
  Reject,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Freshness } from '../../edge/freshness.js'
import type { CommandError } from '../../ports.js'
import {
  LinkedWorld,
  linkKey,
  openAccountVia,
  placeVia,
  TestLeader,
  type WorldEdge,
} from '../../testing/linked-world.js'
import { systemTimers } from '../system.js'
import { helloFrame, proofFrame, proofOf } from './handshake.js'
import { endSessionOf } from './records.js'
import { creditsAtStart, FrameKind, frameOf, headBytes } from './wire.js'

const worlds: LinkedWorld[] = []

async function openWorld(): Promise<LinkedWorld> {
  const world = await LinkedWorld.open()
  worlds.push(world)
  return world
}

test.after.each(async () => {
  for (const world of worlds.splice(0)) await world.close()
})

async function linked(edges: number) {
  const world = await openWorld()
  world.leader.name(world.address)
  const all = Array.from({ length: edges }, (_, i) => world.edge(i + 1))
  await Promise.all(all.map(({ commands }) => commands.open()))
  return { world, edges: all }
}

const faultOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    ({ fault }: CommandError) => fault,
  )

const cancelAll = ({ commands }: WorldEdge, account: number) =>
  commands.send(
    CancelAllOrders,
    { account, market: 0, deadlineMs: 0 },
    { allMarkets: 1, sides: 0, reason: 0, connection: 0, connectionSession: 0, listId: 0 },
  )

/** Every delivery of a session that was decided, and how often. */
function decided({ frames, commands }: WorldEdge): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { parts } of frames)
    for (const part of parts)
      forEachRecord(part, (kind, view, at) => {
        if (kind !== Outcome.kind) return
        const { session, lane, laneSequence, reject } = Outcome.read(view, at)
        if (session !== commands.sessionNumber()) return
        assert.is.not(reject, Reject.laneSequenceMustIncrease)
        const name = `${lane}/${laneSequence}`
        counts.set(name, (counts.get(name) ?? 0) + 1)
      })
  return counts
}

test('edges on sockets of their own get their sessions, their outcomes and their refusals', async () => {
  const { edges } = await linked(2)
  const [one, two] = edges as [WorldEdge, WorldEdge]
  assert.is.not(one.commands.sessionNumber(), two.commands.sessionNumber())
  const account = await openAccountVia(one, 7)
  assert.is(await openAccountVia(two, 7), account, 'the same account')
  const past = 1
  const answers = await Promise.all([
    faultOf(placeVia(one, account)),
    faultOf(placeVia(two, account, past)),
    faultOf(placeVia(one, account, past)),
    faultOf(placeVia(two, account)),
    faultOf(placeVia(two, account)),
  ])
  assert.equal(answers, ['answered', 'deadlinePassed', 'deadlinePassed', 'answered', 'answered'])
  assert.is(one.commands.statistics.pending + two.commands.statistics.pending, 0)
})

test('a leader that dies costs nobody a request: each has one outcome, in the next epoch', async () => {
  const { world, edges } = await linked(2)
  const [one, two] = edges as [WorldEdge, WorldEdge]
  const account = await openAccountVia(one, 7)
  world.isHeld = true
  const sent = Array.from({ length: 50 }, (_, i) => placeVia(i % 2 ? one : two, account))
  await new Promise((resolve) => setTimeout(resolve, 5))
  await world.die()
  sent.push(placeVia(one, account), placeVia(two, account))
  await world.lead()
  world.isHeld = false
  world.leader.name(world.address)
  const answers = await Promise.all(sent)
  assert.is(answers.length, 52)
  for (const edge of [one, two]) assert.ok([...decided(edge).values()].every((n) => n === 1))
})

test('what one leader refused counts for no other: its edges are linked with the next', async () => {
  const { world, edges } = await linked(2)
  const [refused, other] = edges as [WorldEdge, WorldEdge]
  const account = await openAccountVia(refused, 7)
  const past = 1
  for (let leaders = 0; leaders < 3; leaders++) {
    assert.is(await faultOf(placeVia(refused, account, past)), 'deadlinePassed')
    assert.is(await faultOf(placeVia(refused, account, past)), 'deadlinePassed')
    await world.die()
    await world.lead()
    world.leader.name(world.address)
    await world.until('both are linked', () => world.served?.edges() === 2)
    await placeVia(refused, account)
    await placeVia(other, account)
  }
  assert.is(
    world.words.find((word) => word.includes('cut off')),
    undefined,
  )
})

test('a refusal that its leader took along is told by the next, and once', async () => {
  const { world, edges } = await linked(1)
  const [edge] = edges as [WorldEdge]
  const account = await openAccountVia(edge, 7)
  const exchange = world.exchange as NonNullable<LinkedWorld['exchange']>
  let isRefused = false
  exchange.link.deliverRefusals = () => {
    isRefused = true
  }
  const heard = placeVia(edge, account)
  const sent = [faultOf(placeVia(edge, account, 1)), faultOf(placeVia(edge, account, 1))]
  await heard
  await world.until('refused, and nobody told', () => isRefused)
  assert.is(edge.commands.statistics.pending, 2)
  await world.die()
  await world.lead()
  world.leader.name(world.address)
  assert.equal(await Promise.all(sent), ['deadlinePassed', 'deadlinePassed'])
  await placeVia(edge, account)
  assert.is(decided(edge).size, 3)
})

test('a leader that only stands still is left when the lease names another', async () => {
  const { world, edges } = await linked(1)
  const [edge] = edges as [WorldEdge]
  const account = await openAccountVia(edge, 7)
  world.stop()
  const sent = [placeVia(edge, account), placeVia(edge, account)]
  await world.lead()
  world.leader.name(world.address)
  await Promise.all(sent)
  assert.is(edge.frames.at(-1)?.epoch, 2)
  assert.ok([...decided(edge).values()].every((n) => n === 1))
})

test('an edge never goes back to a leader whose epoch is over', async () => {
  const { world, edges } = await linked(1)
  const [edge] = edges as [WorldEdge]
  const account = await openAccountVia(edge, 7)
  const old = world.address
  world.stop()
  await world.lead()
  world.leader.name(world.address)
  await placeVia(edge, account)
  world.leader.name(old)
  const sent = faultOf(placeVia(edge, account))
  await world.until('refused', () => world.words.some((word) => word.includes('epoch 1 is over')))
  world.leader.name(world.address)
  assert.is(await sent, 'answered')
  assert.ok([...decided(edge).values()].every((n) => n === 1))
})

test('what was written through one edge is read through another that reads late', async () => {
  const { edges } = await linked(2)
  const [writer, reader] = edges as [WorldEdge, WorldEdge]
  const { read } = reader
  reader.read = () => {}
  const views = { sequence: () => reader.frames.at(-1)?.sequence ?? 0 }
  const latest = () => reader.link.latest()
  const freshness = new Freshness({ views, timers: systemTimers, latest })
  await openAccountVia(writer, 7)
  const written = writer.frames.at(-1)?.sequence as number
  assert.ok(views.sequence() < written)
  const reached = freshness.reached()
  // From now on it reads whatever comes, as the seal of a core at rest.
  reader.read = () => {
    read()
    freshness.onFolded()
  }
  reader.read()
  await reached
  assert.ok(views.sequence() >= written)
})

test('a session is opened although its leader dies meanwhile', async () => {
  const world = await openWorld()
  world.isHeld = true
  world.leader.name(world.address)
  const edge = world.edge(1)
  const opening = edge.commands.open()
  await world.until('linked', () => world.served?.edges() === 1)
  await world.die()
  await world.lead()
  world.isHeld = false
  world.leader.name(world.address)
  await opening
  assert.ok(edge.commands.sessionNumber() > 0)
})

test('a wire cut anywhere, again and again, loses nothing and doubles nothing', async () => {
  const world = await openWorld()
  const wire = await world.wire()
  const leader = new TestLeader()
  leader.name(`127.0.0.1:${wire.port}`)
  const edge = world.edge(1, leader)
  await edge.commands.open()
  const account = await openAccountVia(edge, 7)
  let answered = 0
  let refused = 0
  for (let round = 0; round < 40; round++) {
    wire.cutAfter(1 + ((round * 977) % 4000))
    const sent = Array.from({ length: 40 }, (_, i) =>
      placeVia(edge, account, i % 8 === 0 ? 1 : 0).then(
        () => answered++,
        ({ fault }: CommandError) => {
          assert.is(fault, 'deadlinePassed')
          refused++
        },
      ),
    )
    if (round % 5 === 0) wire.cut()
    await Promise.all(sent)
  }
  assert.is(answered, 40 * 35)
  assert.is(refused, 40 * 5)
  const counts = decided(edge)
  assert.is(counts.size, answered + 1)
  assert.ok([...counts.values()].every((n) => n === 1))
})

test('a process that does not lead turns edges away, until it leads', async () => {
  const world = await openWorld()
  world.isLeading = false
  world.leader.name(world.address)
  const edge = world.edge(1)
  const opening = edge.commands.open()
  await world.until('turned away', () => world.words.some((word) => word.includes('not lead')))
  world.isLeading = true
  await opening
})

test('whoever has another key is not heard, and neither is a core that has another', async () => {
  const { world, edges } = await linked(1)
  const stranger = world.edge(9, world.leader, new Uint8Array(32).fill(3))
  await world.until('named', () => world.words.some((word) => word.includes('OPENBELL_LINK_KEY')))
  assert.is(world.served?.edges(), 1)
  stranger.close()
  await openAccountVia(edges[0] as WorldEdge, 7)
})

test('what the core published last is asked now', async () => {
  const { world, edges } = await linked(1)
  const [edge] = edges as [WorldEdge]
  for (let n = 1; n < 5; n++) {
    await openAccountVia(edge, n)
    const sequence = world.exchange?.sequence as number
    const [latest, same] = await Promise.all([edge.link.latest(), edge.link.latest()])
    assert.ok(latest >= sequence)
    assert.is(same, latest)
  }
  await world.die()
  const later = edge.link.latest()
  await world.lead()
  world.leader.name(world.address)
  assert.ok((await later) > 0, 'asked again where the link was down')
  edge.close()
  assert.is(await edge.link.latest().catch(() => 'closed'), 'closed')
})

test('a core that is slow is sent no more than its credits, and cancels still get through', async () => {
  const { world, edges } = await linked(1)
  const [edge] = edges as [WorldEdge]
  const account = await openAccountVia(edge, 7)
  const { link } = world.exchange as NonNullable<LinkedWorld['exchange']>
  const onRing = { [Lane.orders]: 0, [Lane.cancels]: 0 }
  const put = link.put.bind(link)
  let room = 100
  link.put = (lane, command) => {
    if (lane === Lane.orders && room === 0) return false
    if (lane === Lane.orders) room--
    onRing[lane]++
    return put(lane, command)
  }
  const sent = Array.from({ length: 6000 }, () => faultOf(placeVia(edge, account)))
  await cancelAll(edge, account)
  assert.is(onRing[Lane.cancels], 1)
  assert.is(onRing[Lane.orders], 100)
  room = Number.POSITIVE_INFINITY
  const answers = await Promise.all(sent)
  assert.is(answers.filter((answer) => answer === 'answered').length, 6000)
  assert.ok(6000 > creditsAtStart, 'credits were granted again')
})

/** A peer that has the key, and does not keep to the rules. */
async function badPeer(world: LinkedWorld, number: number, ...frames: Uint8Array[]) {
  const socket: Socket = connect({ port: Number(world.address.split(':')[1]), host: '127.0.0.1' })
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const edge = new Uint8Array(16).fill(number)
  const nonce = new Uint8Array(32)
  const hello = helloFrame({ shard: 0, edge, nonce, epoch: 0, refusalsHeard: 0 })
  socket.write(hello)
  const challenge = await new Promise<Buffer>((resolve) => socket.once('data', resolve))
  const theirs = challenge.subarray(headBytes, headBytes + 32)
  socket.write(proofFrame(proofOf(linkKey, 'edge', hello.subarray(headBytes), theirs)))
  for (const frame of frames) socket.write(frame)
  socket.resume()
  await closed
}

const bundle = (lane: number, ...records: Uint8Array[]): Uint8Array => {
  const bytes = Buffer.concat(records)
  const frame = frameOf(FrameKind.commands, bytes.length, undefined, lane)
  frame.set(bytes, headBytes)
  return frame
}

function order(session: number, laneSequence: number, lane: Lane = Lane.orders): Uint8Array {
  const bytes = new Uint8Array(PlaceOrder.sizeBytes)
  const head = { lane, session, laneSequence, deadlineMs: 0, account: 16, market: 0 }
  const terms = { priceTicks: 1, quantityLots: 1, side: 0, orderType: 0, timeInForce: 0 }
  PlaceOrder.write(new DataView(bytes.buffer), 0, {
    ...head,
    ...terms,
    selfTradePrevention: 0,
    clientOrderId: '',
  })
  return bytes
}

test('a bad peer is cut off and named, and nobody else suffers', async () => {
  const { world, edges } = await linked(1)
  const [edge] = edges as [WorldEdge]
  await openAccountVia(edge, 6)
  const session = edge.commands.sessionNumber()
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ['a frame of kind 77 is unknown', new Uint8Array([8, 0, 0, 0, 77, 0, 0, 0])],
    ['has 4294967288 bytes', new Uint8Array([248, 255, 255, 255, 6, 0, 0, 0])],
    ['has 12 bytes', new Uint8Array([12, 0, 0, 0, 6, 0, 0, 0])],
    ['a command of kind 0 is unknown', bundle(0, new Uint8Array(40))],
    ['a command of kind 255 is unknown', bundle(0, new Uint8Array(40).fill(255))],
    ['is not whole', bundle(0, order(9, 1).subarray(0, 40))],
    ['came on lane 1', bundle(1, order(9, 1, Lane.cancels))],
    ['came on lane 7', bundle(7, order(9, 1))],
    [`speaks for session ${session}`, bundle(0, order(session, 1))],
    ['speaks for session 0', bundle(0, order(0, 1))],
    ['ends a session', bundle(1, endSessionOf(new Uint8Array(16).fill(1)))],
    ['came after 5', bundle(0, order(9, 5), order(9, 5))],
    ["is not an edge's to send", frameOf(FrameKind.pong, 8)],
    ['heard 1 refusals', frameOf(FrameKind.ping, 8, (view) => view.setUint8(0, 1))],
  ]
  for (const [index, [fault, frame]] of cases.entries()) {
    await badPeer(world, 100 + index, frame)
    assert.ok(
      world.words.some((word) => word.includes('cut off') && word.includes(fault)),
      `${fault}\n${world.words.join('\n')}`,
    )
  }
  await openAccountVia(edge, 7)
  assert.is(world.served?.edges(), 1)
})

test('as many as an edge may have under way wait for a leader, and no more', async () => {
  const { world, edges } = await linked(1)
  const [edge] = edges as [WorldEdge]
  const account = await openAccountVia(edge, 7)
  await world.die()
  await world.until('down', () => world.words.some((word) => word.includes('hands over')))
  const sent = Array.from({ length: limits.linkSlots + 10 }, () => faultOf(placeVia(edge, account)))
  assert.equal(await Promise.all(sent.slice(-10)), new Array(10).fill('unreachable'))
  await world.lead()
  world.leader.name(world.address)
  const answers = await Promise.all(sent)
  assert.is(answers.filter((answer) => answer === 'answered').length, limits.linkSlots)
})

test('a rejected command is an outcome like another', async () => {
  const { edges } = await linked(1)
  const { outcome } = await placeVia(edges[0] as WorldEdge, 39)
  assert.is(outcome.status, OutcomeStatus.rejected)
})

test.run()
