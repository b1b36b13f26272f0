// The comparison itself: it holds on short streams, sees a difference, and makes streams short.
import { compileEngine } from '@openbell/engine'
import * as protocol from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expectedFacts } from './expected-facts.js'
import { fuzz } from './main.js'
import { runFuzzSeed } from './seed.js'
import { shrink } from './shrink.js'
import { encode, type FuzzFrame } from './stream.js'

test('three short seeds agree', async () => {
  assert.is(await fuzz(['--seeds', '3', '--commands', '600']), 0)
})

test('a seed gives the same stream and the same events each time', () => {
  const order = { seed: 11, commands: 300, isShrunk: false }
  const module = compileEngine()
  const [one, other] = [runFuzzSeed(order, module), runFuzzSeed(order, module)]
  assert.equal(one, other)
  assert.ok('facts' in one && one.commands >= 300)
})

test('arguments that mean nothing are refused', async () => {
  assert.is(await fuzz(['--seeds', 'many']), 2)
  assert.is(await fuzz(['--colour', 'red']), 2)
})

test('a stream is shortened to the commands that matter', () => {
  const command = (account: number) => encode(protocol.SetDeadMan, { account, timeoutUs: 1 })
  const frames: FuzzFrame[] = Array.from({ length: 40 }, (_, index) => ({
    timestampUs: index,
    isEpoch: false,
    commands: [command(index), command(index + 100), command(index + 200)],
  }))
  const accounts = (some: readonly FuzzFrame[]) =>
    some.flatMap(({ commands }) =>
      commands.map((bytes) => protocol.SetDeadMan.read(new DataView(bytes.buffer), 0).account),
    )
  const isBad = (some: readonly FuzzFrame[]) =>
    accounts(some).includes(117) && accounts(some).includes(31)
  assert.equal(accounts(shrink(frames, isBad)), [117, 31])
})

test('each fact is expected once', () => {
  assert.is(new Set(expectedFacts).size, expectedFacts.length)
})

test.run()
