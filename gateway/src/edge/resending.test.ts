// Leaders that change under an edge: what waits, what is sent again and when, and what refusals mean then.
import {
  FrameType,
  Lane,
  limits,
  OpenSession,
  OutcomeStatus,
  PlaceOrder,
  Reject,
  readU64,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { EventFrame } from '../ports.js'
import {
  cancel,
  faultOf,
  frame,
  outcome,
  place,
  ScriptedLink,
  scriptedWorld,
  wallUs,
} from '../testing/scripted-link.js'
import { LinkCommands } from './commands.js'

const first = wallUs + 1
const distant = () => scriptedWorld({ isDistant: true })
const up = (epoch: number, orders = 0, cancels = 0) =>
  ({ epoch, heard: [orders, cancels] }) as const
const inEpoch = (
  epoch: number,
  { sequence, parts }: EventFrame,
  type: FrameType = FrameType.commands,
) => ({
  ...frame(sequence),
  epoch,
  type,
  parts,
})
const epochFrame = (epoch: number, sequence: number, ...records: Uint8Array[]) =>
  inEpoch(epoch, frame(sequence, records), FrameType.epoch)

/** Lane and distance from the first of what was put, from the nth on. */
const putAfter = ({ commands }: ScriptedLink, count: number): string[] =>
  commands
    .slice(count)
    .map(
      ({ lane, bytes }) =>
        `${lane}/${readU64(new DataView(bytes.buffer), PlaceOrder.offset.laneSequence) - wallUs}`,
    )

test('what is sent while nobody leads waits, and goes to the next leader in order', async () => {
  const { link, commands } = await distant()
  commands.onDown()
  const before = link.commands.length
  const answers = [place(commands), cancel(commands), place(commands)]
  assert.is(link.commands.length, before)
  commands.onUp(up(2))
  assert.equal(putAfter(link, before), ['0/1', '0/2', '1/1'], 'nothing was under way: at once')
  commands.onFrame(
    inEpoch(
      2,
      frame(3, [
        outcome({ lane: Lane.cancels, laneSequence: first }),
        outcome({ laneSequence: first }),
        outcome({ laneSequence: first + 1 }),
      ]),
    ),
  )
  assert.equal(await Promise.all(answers.map(faultOf)), ['answered', 'answered', 'answered'])
})

test('after a new epoch events are read up to its frame, and the rest is put again', async () => {
  const { link, commands } = await distant()
  const answers = [place(commands, 'a'), place(commands, 'b'), place(commands, 'c')]
  const copies = link.commands.slice(-3).map(({ bytes }) => Buffer.from(bytes).toString('hex'))
  const before = link.commands.length
  commands.onDown()
  const later = place(commands, 'd')
  commands.onUp(up(2))
  assert.is(link.commands.length, before, 'what was decided is not known yet')
  commands.onFrame(frame(3, [outcome({ laneSequence: first + 1, result: 8 })]))
  assert.is(link.commands.length, before)
  commands.onFrame(epochFrame(2, 4, outcome({ laneSequence: first, result: 9 })))
  assert.equal(putAfter(link, before), ['0/3', '0/4'])
  const again = link.commands.at(-2) as { bytes: Uint8Array }
  assert.is(Buffer.from(again.bytes).toString('hex'), copies[2], 'the same bytes')
  assert.is((await answers[0])?.outcome.result, 9)
  assert.is((await answers[1])?.outcome.result, 8)
  const both = [outcome({ laneSequence: first + 2 }), outcome({ laneSequence: first + 3 })]
  commands.onFrame(inEpoch(2, frame(5, both)))
  await Promise.all([...answers, later])
  assert.is(commands.statistics.pending, 0)
})

test('the frame of the epoch may be read before the link is up', async () => {
  const { link, commands } = await distant()
  place(commands)
  commands.onDown()
  commands.onFrame(epochFrame(2, 3))
  const before = link.commands.length
  commands.onUp(up(2))
  assert.equal(putAfter(link, before), ['0/1'])
})

test('a leader that is deposed before the edge caught up is not sent anything', async () => {
  const { link, commands } = await distant()
  place(commands)
  const before = link.commands.length
  commands.onDown()
  commands.onUp(up(2))
  commands.onDown()
  commands.onFrame(epochFrame(2, 3))
  commands.onUp(up(3))
  assert.is(link.commands.length, before)
  commands.onFrame(epochFrame(3, 4))
  assert.equal(putAfter(link, before), ['0/1'])
})

test('the same leader gets at once what it has not heard, and nothing else', async () => {
  const { link, commands } = await distant()
  for (let n = 0; n < 3; n++) place(commands)
  for (let n = 0; n < 2; n++) cancel(commands)
  const before = link.commands.length
  commands.onDown()
  place(commands)
  commands.onUp(up(1, first + 1, first + 1))
  assert.equal(putAfter(link, before), ['0/3', '0/4'])
})

test('a second copy that is refused is told when the first is known to be lost', async () => {
  const { link, commands } = await distant()
  const [lost, decided, third] = [place(commands), place(commands), place(commands)].map(faultOf)
  commands.onDown()
  commands.onUp(up(2))
  commands.onFrame(epochFrame(2, 3))
  for (let n = 0; n < 3; n++) link.refuse(7, Lane.orders, first + n, 'deadlinePassed')
  assert.is(commands.statistics.pending, 3, 'the core may have been left with it')
  const resumed = { laneSequence: first + 1, commandIndex: limits.commandIndexResumed }
  commands.onFrame(inEpoch(2, frame(4, [outcome(resumed)])))
  assert.is(await decided, 'answered')
  assert.is(commands.statistics.pending, 2)
  commands.onFrame(inEpoch(2, frame(5, [outcome({ session: 9, laneSequence: 1 })])))
  assert.equal([await lost, await third], ['deadlinePassed', 'deadlinePassed'])
  const late = faultOf(place(commands))
  link.refuse(7, Lane.orders, first + 3, 'deadlinePassed')
  assert.is(await late, 'deadlinePassed', 'of a first copy at once')
})

test('a core at rest has been left with nothing', async () => {
  const { link, commands } = await distant()
  const refused = faultOf(place(commands))
  commands.onDown()
  commands.onUp(up(2))
  commands.onFrame(epochFrame(2, 3))
  link.refuse(7, Lane.orders, first, 'cancelOnly')
  commands.onFrame(inEpoch(2, frame(4), FrameType.seal))
  assert.is(await refused, 'cancelOnly')
})

test('a command that no leader had in time was never sent, and is not any more', async () => {
  const { link, commands, passMs } = await distant()
  const put = faultOf(place(commands))
  commands.onDown()
  const held = faultOf(place(commands))
  passMs(1001)
  assert.is(await put, 'unknown')
  assert.is(await held, 'unreachable')
  const before = link.commands.length
  commands.onUp(up(2))
  commands.onFrame(epochFrame(2, 3))
  assert.equal(putAfter(link, before), ['0/1'], 'what may be decided keeps its place, and is')
})

test('a refusal of another session is not ours', async () => {
  const { link, commands } = await distant()
  const answer = faultOf(place(commands))
  link.refuse(8, Lane.orders, first, 'deadlinePassed')
  commands.onFrame(frame(3, [outcome({ laneSequence: first })]))
  assert.is(await answer, 'answered')
})

test('an opening outlives its leader, and is told from those of other edges', async () => {
  const parts = {
    isDistant: true,
    clock: { wallUs: () => wallUs, monotonicUs: () => 0 },
    timers: { after: () => () => {}, every: () => () => {} },
  }
  const [link, otherLink] = [new ScriptedLink(), new ScriptedLink()]
  const commands = new LinkCommands({ ...parts, link, edge: new Uint8Array(16).fill(1) })
  const other = new LinkCommands({
    ...parts,
    link: otherLink,
    edge: new Uint8Array(16).fill(2),
  })
  const [opening, otherOpening] = [commands.open(), other.open()]
  for (const edge of [commands, other]) edge.onUp(up(1))
  const { laneSequence } = link.last(OpenSession)
  assert.is.not(otherLink.last(OpenSession).laneSequence, laneSequence)
  commands.onDown()
  commands.onUp(up(2))
  assert.is(link.commands.length, 1)
  for (const edge of [commands, other]) edge.onFrame(epochFrame(2, 3))
  assert.equal(link.commands[0], link.commands[1])
  const opened = { session: 0, lane: Lane.cancels }
  const otherSequence = otherLink.last(OpenSession).laneSequence
  const both = inEpoch(
    2,
    frame(4, [
      outcome({ ...opened, laneSequence: otherSequence, result: 1 }),
      outcome({ ...opened, laneSequence, result: 2 }),
    ]),
  )
  for (const edge of [commands, other]) edge.onFrame(both)
  await Promise.all([opening, otherOpening])
  assert.equal([commands.sessionNumber(), other.sessionNumber()], [2, 1])
})

const overAt = (laneSequence: number) =>
  outcome({
    laneSequence,
    status: OutcomeStatus.rejected,
    reject: Reject.sessionMustBeOpen,
  })

test('where the core has ended the session all that waits is refused, and nothing is sent', async () => {
  const { link, commands, ended } = await distant()
  const answers = [place(commands), place(commands), cancel(commands)].map(faultOf)
  const before = link.commands.length
  const decided = outcome({ laneSequence: first, result: 5 })
  commands.onFrame(frame(3, [decided, overAt(first + 1)]))
  assert.equal(await Promise.all(answers), ['answered', 'unreachable', 'unreachable'])
  assert.is(ended(), 1)
  assert.is(commands.statistics.pending, 0)
  assert.is(await faultOf(place(commands)), 'unreachable')
  commands.onFrame(frame(4, [overAt(first + 2), outcome({ session: 0, laneSequence: 7 })]))
  assert.is(ended(), 1, 'what else it is refused it knows')
  assert.is(link.commands.length, before)
})

test('the next session is opened as the first was, and its sequences lie above the old ones', async () => {
  const { link, commands } = await distant()
  for (let n = 0; n < 3; n++) place(commands).catch(() => {})
  commands.onFrame(frame(3, [overAt(first)]))
  const opening = commands.open()
  const { session, laneSequence } = link.last(OpenSession)
  assert.is(session, 0)
  const opened = { session: 0, lane: Lane.cancels, laneSequence, result: 8 }
  commands.onFrame(frame(4, [overAt(first + 1), outcome(opened)]))
  await opening
  const answer = place(commands)
  const sent = link.last(PlaceOrder)
  assert.equal([sent.session, sent.laneSequence], [8, first + 3])
  commands.onFrame(frame(5, [outcome({ session: 8, laneSequence: first + 3, result: 6 })]))
  assert.is((await answer).outcome.result, 6)
})

test('an opening that a cut has lost is put again, whatever its leader has heard', async () => {
  const { link, commands } = await distant()
  place(commands).catch(() => {})
  commands.onFrame(frame(3, [overAt(first)]))
  commands.open().catch(() => {})
  const lost = link.commands.at(-1)
  const before = link.commands.length
  commands.onDown()
  commands.onUp(up(1, limits.idMax, limits.idMax))
  assert.equal(link.commands.slice(before), [lost])
  commands.close()
})

test.run()
