// Connections whose end cancels orders: numbers, owners, orders that were still on their way, retries.
import { CloseReason } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CommandError, type EdgeCommands } from '../ports.js'
import { Connections } from './connections.js'
import { ManualTime } from './sockets/testing/rig.js'

const session = 7

/** Commands whose fate a test decides. */
class Scripted {
  readonly sent: Record<string, unknown>[] = []
  fate: () => Promise<never> = () => Promise.resolve({} as never)
  readonly commands: EdgeCommands = {
    send: (_shape, head, body) => {
      this.sent.push({ ...head, ...body })
      return this.fate()
    },
    sendAll: () => [],
    sessionNumber: () => session,
  }
}

function world() {
  const time = new ManualTime()
  const scripted = new Scripted()
  const errors: string[] = []
  const report = () => undefined
  const reporter = { info: report, warn: report, error: (text: string) => errors.push(text) }
  const { commands } = scripted
  const connections = new Connections({ commands, clock: time, timers: time, reporter })
  return { time, scripted, errors, connections }
}

/** What is under way without time. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

const cancel = (connection: number, account: number) => ({
  account,
  market: 0,
  deadlineMs: 0,
  allMarkets: 1,
  sides: 0,
  reason: CloseReason.connectionEnded,
  connection,
  connectionSession: session,
  listId: 0,
})

test('numbers are dense from 1, and each counts for one account while it lives', async () => {
  const { connections, scripted } = world()
  assert.equal([connections.open(16), connections.open(17), connections.open(16)], [1, 2, 3])
  assert.equal(
    [1, 2, 3, 4, 0].map((number) => connections.isLive(number, 16)),
    [true, false, true, false, false],
  )
  connections.end(1)
  await settle()
  assert.equal(scripted.sent, [cancel(1, 16)])
  assert.is(connections.isLive(1, 16), false)
  connections.end(1)
  await settle()
  assert.is(scripted.sent.length, 1, 'it ends once')
  assert.is(connections.open(16), 4)
})

test('the cancel comes again until it is answered', async () => {
  const { connections, scripted, time } = world()
  scripted.fate = () => Promise.reject(new CommandError('overloaded'))
  connections.end(connections.open(16))
  await settle()
  time.pass(250)
  await settle()
  scripted.fate = () => Promise.reject(new CommandError('unknown'))
  time.pass(250)
  await settle()
  assert.is(scripted.sent.length, 3)
  scripted.fate = () => Promise.resolve({} as never)
  time.pass(250)
  await settle()
  time.pass(10_000)
  await settle()
  assert.equal(scripted.sent, new Array(4).fill(cancel(1, 16)))
})

test('an order on its way when the connection ends is cancelled by a later round', async () => {
  const { connections, scripted, time } = world()
  const number = connections.open(16)
  let answer: (text: string) => void = () => undefined
  const sent = new Promise<string>((resolve) => {
    answer = resolve
  })
  const deadlineMs = time.wallUs() / 1000 + 5_000
  const answered = connections.place(number, deadlineMs, sent)
  connections.end(number)
  await settle()
  time.pass(250)
  await settle()
  assert.is(scripted.sent.length, 2)
  answer('placed')
  assert.is(await answered, 'placed')
  time.pass(250)
  await settle()
  time.pass(10_000)
  await settle()
  assert.is(scripted.sent.length, 3, 'one after the answer, and no more')
})

test('an order of which nobody knows is waited for until its deadline is over', async () => {
  const { connections, scripted, time } = world()
  const number = connections.open(16)
  const lost = Promise.reject(new CommandError('unknown'))
  const refused = Promise.reject(new CommandError('deadlinePassed'))
  const deadlineMs = time.wallUs() / 1000 + 600
  for (const sent of [lost, refused])
    await connections.place(number, deadlineMs, sent).catch(() => undefined)
  connections.end(number)
  for (let rounds = 0; rounds < 20; rounds++) {
    await settle()
    time.pass(250)
  }
  assert.is(scripted.sent.length, 4, 'at 0, 250, 500 and 750 ms')
})

test('a closed edge stops to ask', async () => {
  const { connections, scripted, time, errors } = world()
  scripted.fate = () => Promise.reject(new CommandError('unknown'))
  connections.end(connections.open(16))
  await settle()
  connections.close()
  await settle()
  time.pass(10_000)
  await settle()
  assert.is(scripted.sent.length, 1)
  assert.equal(errors, [])
})

test('what nobody expected is told', async () => {
  const { connections, scripted, errors } = world()
  scripted.fate = () => Promise.reject(new Error('a bug'))
  connections.end(connections.open(16))
  await settle()
  assert.match(errors[0], 'a bug')
})

test.run()
