// The edge's end of the link: sessions, lanes, answers over several frames, refusals and silence.
import {
  AccountOpened,
  AmendOrder,
  Balance,
  BookLevel,
  Deposit,
  KillSwitch,
  Lane,
  limits,
  OpenSession,
  OrderAccepted,
  OutcomeStatus,
  PlaceOrder,
  Reject,
  SetDeadMan,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  cancel,
  faultOf,
  frame,
  outcome,
  place,
  plain,
  record,
  ScriptedLink,
  wallUs,
  scriptedWorld as world,
} from '../testing/scripted-link.js'
import { LinkCommands } from './commands.js'

const accepted = (orderId: number, commandIndex = 0) =>
  record(OrderAccepted, {
    flags: 0,
    commandIndex,
    account: 16,
    market: 0,
    orderId,
    accountEvent: 1,
    priceTicks: 10,
    quantityLots: 5,
    side: 0,
    orderType: 0,
    timeInForce: 0,
    status: 0,
    selfTradePrevention: 0,
    clientOrderId: '',
  })

test('the session is the one that the core gave to this opening, not to an older one', async () => {
  const { link, commands } = await world()
  assert.is(link.commands.length, 1)
  assert.equal(link.last(OpenSession).edge, new Uint8Array(16).fill(9))
  assert.is(link.last(OpenSession).session, 0)
  assert.is(link.last(OpenSession).isOnly, 1)
  assert.is(commands.sessionNumber(), 7)
  place(commands, 'mine')
  const sent = link.last(PlaceOrder)
  assert.is(sent.session, 7)
  assert.is(sent.laneSequence, wallUs + 1)
  assert.is(sent.account, 16)
  assert.is(sent.market, 2)
  assert.is(sent.deadlineMs, 99)
  assert.is(sent.clientOrderId, 'mine')
})

test('a refused session is an error that names the reject', async () => {
  const link = new ScriptedLink()
  const commands = new LinkCommands({
    link,
    clock: { wallUs: () => wallUs, monotonicUs: () => 0 },
    timers: { after: () => () => {}, every: () => () => {} },
    edge: new Uint8Array(16),
  })
  assert.is(await faultOf(place(commands)), 'unreachable', 'nothing is sent before the session')
  const opening = commands.open({ isOnly: true }).then(String, (error: Error) => error.message)
  const rejected = { status: OutcomeStatus.rejected, reject: Reject.limitsMustFitCapacity }
  const { laneSequence } = link.last(OpenSession)
  const refused = { session: 0, lane: Lane.cancels, laneSequence, ...rejected }
  commands.onFrame(frame(1, [outcome(refused)]))
  assert.match(await opening, 'limitsMustFitCapacity')
})

test('cancels have a lane of their own, each lane counts by itself', async () => {
  const { link, commands } = await world()
  cancel(commands)
  cancel(commands)
  place(commands)
  assert.equal(
    link.commands.slice(1).map(({ lane }) => lane),
    [Lane.cancels, Lane.cancels, Lane.orders],
  )
  assert.is(link.last(PlaceOrder).laneSequence, wallUs + 1)
})

test('one publish for all that a turn submits', async () => {
  const { link, commands } = await world()
  const before = link.published
  place(commands)
  place(commands)
  cancel(commands)
  assert.is(link.published, before)
  await Promise.resolve()
  assert.is(link.published, before + 1)
})

test('an answer brings its own events without levels and balances, and its frame', async () => {
  const { commands } = await world()
  const first = place(commands)
  const second = place(commands)
  const level = { flags: 0, commandIndex: 1, market: 0, updateId: 1, priceTicks: 1, totalLots: 1 }
  const money = { account: 16, asset: 0, accountEvent: 1, availableUnits: 1n, lockedUnits: 0n }
  const opened = { flags: 0, commandIndex: 2, account: 17, tier: 0, uuid: new Uint8Array(16) }
  commands.onFrame(
    frame(
      9,
      [accepted(1), outcome({ laneSequence: wallUs + 1, result: 1 }), accepted(2, 1)],
      [
        record(BookLevel, level),
        record(Balance, { flags: 0, commandIndex: 1, ...money }),
        outcome({ laneSequence: wallUs + 2, result: 2, commandIndex: 1 }),
        record(AccountOpened, opened),
        outcome({ session: 8, laneSequence: wallUs + 1, commandIndex: 2 }),
      ],
    ),
  )
  const answer = await second
  assert.is(answer.sequence, 9)
  assert.is(answer.timestampUs, 9000)
  assert.is(answer.outcome.result, 2)
  assert.equal(
    answer.events.map(({ kind }) => kind),
    [OrderAccepted.kind],
  )
  const bytes = answer.events[0]?.bytes as Uint8Array
  assert.is(OrderAccepted.read(new DataView(bytes.buffer, bytes.byteOffset), 0).orderId, 2)
  assert.is((await first).events.length, 1)
  assert.is(commands.statistics.orders, 2)
  assert.is(commands.statistics.pending, 0)
})

test('what no command asked for belongs to no caller, and is counted', async () => {
  const { commands } = await world()
  const answer = place(commands)
  const own = limits.commandIndexOwn
  commands.onFrame(frame(3, [accepted(1)]))
  const last = outcome({ laneSequence: wallUs + 1, commandIndex: limits.commandIndexResumed })
  commands.onFrame(frame(4, [accepted(2, own), last, accepted(3, own)]))
  assert.is((await answer).events.length, 1)
  assert.is(commands.statistics.orders, 3)
  const next = place(commands)
  commands.onFrame(frame(5, [accepted(4), outcome({ laneSequence: wallUs + 2 })]))
  assert.is((await next).events.length, 1)
})

test('what makes safer goes the cancels’ way, what amends does not', async () => {
  const { link, commands } = await world()
  const head = { account: 16, market: 2, deadlineMs: 0 }
  commands.send(SetDeadMan, head, { timeoutUs: 5_000_000 })
  commands.send(KillSwitch, head, { scope: 0 })
  commands.send(AmendOrder, head, { quantityLots: 1, orderId: 4, clientOrderId: '' })
  assert.equal(
    link.commands.slice(1).map(({ lane }) => lane),
    [Lane.cancels, Lane.cancels, Lane.orders],
  )
})

test('a bundle is sent as a whole, one after the other, or not at all', async () => {
  const { link, commands } = await world()
  const order = {
    head: { account: 16, market: 2, deadlineMs: 0 },
    body: { ...plain, clientOrderId: '' },
  }
  const sent = commands.sendAll(PlaceOrder, [order, order]).map(faultOf)
  assert.is(link.commands.length, 3)
  assert.is(link.last(PlaceOrder).laneSequence, wallUs + 2)
  const most = commands
    .sendAll(PlaceOrder, new Array(limits.linkSlots - 3).fill(order))
    .map(faultOf)
  const refused = commands.sendAll(PlaceOrder, [order, order]).map(faultOf)
  assert.equal(await Promise.all(refused), ['overloaded', 'overloaded'])
  assert.is(link.commands.length, limits.linkSlots)
  commands.close()
  await Promise.all([...sent, ...most])
})

test('what a command did over several frames comes as one answer', async () => {
  const { commands } = await world()
  const answer = place(commands)
  const resumed = limits.commandIndexResumed
  const parts = frame(3, [accepted(1)])
  commands.onFrame(parts)
  for (const part of parts.parts) part.fill(0)
  commands.onFrame(frame(4, [accepted(2, resumed)]))
  commands.onFrame(
    frame(5, [
      accepted(3, resumed),
      outcome({ laneSequence: wallUs + 1, commandIndex: resumed }),
      accepted(4),
      outcome({ session: 8 }),
    ]),
  )
  const { events, sequence } = await answer
  assert.is(sequence, 5)
  assert.equal(
    events.map(({ bytes }) => OrderAccepted.read(new DataView(bytes.buffer), 0).orderId),
    [1, 2, 3],
  )
})

test('a reject is an answer, and is counted by its reason', async () => {
  const { commands } = await world()
  const answer = place(commands)
  const rejected = { status: OutcomeStatus.rejected, reject: Reject.balanceMustSuffice }
  commands.onFrame(frame(3, [outcome({ laneSequence: wallUs + 1, ...rejected })]))
  assert.is((await answer).outcome.reject, Reject.balanceMustSuffice)
  assert.is(commands.statistics.rejects[Reject.balanceMustSuffice], 1)
})

test('what ingress refuses is told to its caller', async () => {
  const { link, commands } = await world()
  const late = faultOf(place(commands))
  const other = faultOf(cancel(commands))
  link.refuse(7, Lane.orders, wallUs + 1, 'deadlinePassed')
  link.refuse(7, Lane.orders, 12345, 'deadlinePassed')
  link.refuse(7, Lane.cancels, wallUs + 1, 'cancelOnly')
  assert.is(await late, 'deadlinePassed')
  assert.is(await other, 'cancelOnly')
})

test('a full link refuses, and sequences stay dense', async () => {
  const { link, commands } = await world()
  link.isFull = true
  assert.is(await faultOf(place(commands)), 'overloaded')
  link.isFull = false
  place(commands)
  assert.is(link.last(PlaceOrder).laneSequence, wallUs + 1)
})

test('at most as many commands of a lane wait as the link has slots', async () => {
  const { commands } = await world()
  const waiting = Array.from({ length: limits.linkSlots }, () => faultOf(place(commands)))
  assert.is(await faultOf(place(commands)), 'overloaded')
  const cancelled = faultOf(cancel(commands))
  commands.onFrame(frame(3, [outcome({ laneSequence: wallUs + 1 })]))
  const last = faultOf(place(commands))
  commands.close()
  assert.is(await cancelled, 'unknown')
  assert.is(await last, 'unknown')
  assert.equal([...new Set(await Promise.all(waiting))].sort(), ['answered', 'unknown'])
})

test('silence is told as unknown; a late outcome harms nobody', async () => {
  const { commands, passMs } = await world()
  const lost = faultOf(place(commands))
  passMs(900)
  const kept = place(commands)
  passMs(200)
  assert.is(await lost, 'unknown')
  assert.is(commands.statistics.pending, 2, 'it may still be decided, so its place is taken')
  commands.onFrame(
    frame(3, [
      outcome({ laneSequence: wallUs + 1, result: 1 }),
      outcome({ laneSequence: wallUs + 2, result: 2 }),
    ]),
  )
  assert.is((await kept).outcome.result, 2)
  assert.is(commands.statistics.pending, 0)
})

test('amounts of money reach the record', async () => {
  const { link, commands } = await world()
  const head = { account: 16, market: 0, deadlineMs: 0 }
  commands.send(Deposit, head, { asset: 3, amountUnits: 5n, idempotencyKey: 'once' })
  assert.is(link.last(Deposit).amountUnits, 5n)
  assert.is(link.last(Deposit).idempotencyKey, 'once')
  assert.is(link.commands.at(-1)?.lane, Lane.orders)
})

test.run()
