// Commands with a stopwatch.
import { CancelAllOrders } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type CommandAnswer, CommandError, type EdgeCommands } from '../ports.js'
import { TestClock } from '../testing/world.js'
import { MeteredCommands } from './metered-commands.js'

const head = { account: 1, market: 0, deadlineMs: 0 }
const body = {} as never

test('outcomes are timed, and what comes to none is counted by its reason', async () => {
  const clock = new TestClock()
  const answers: ((answer: CommandAnswer) => void)[] = []
  const failures: ((error: Error) => void)[] = []
  const send = () =>
    new Promise<CommandAnswer>((resolve, reject) => {
      answers.push(resolve)
      failures.push(reject)
    })
  const commands: EdgeCommands = { send, sendAll: () => [send(), send()], sessionNumber: () => 5 }
  const metered = new MeteredCommands(commands, clock)
  const one = metered.send(CancelAllOrders, head, body)
  const [two, three] = metered.sendAll(CancelAllOrders, [])
  clock.pass(0.002)
  answers[0]({} as CommandAnswer)
  await one
  clock.pass(0.001)
  answers[1]({} as CommandAnswer)
  await two
  failures[2](new CommandError('cancelOnly'))
  assert.is(await three.catch((error: CommandError) => error.fault), 'cancelOnly')
  assert.equal([metered.acknowledgement.count, metered.acknowledgement.sum], [2, 0.005])
  assert.equal(metered.faults, {
    overloaded: 0,
    unreachable: 0,
    deadlinePassed: 0,
    cancelOnly: 1,
    unknown: 0,
  })
  assert.is(metered.sessionNumber(), 5)
})

test.run()
