// The command: everything that it publishes is projected, and both forms tell of it.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fillFlow } from './projector/flows.js'
import { countTrades } from './projector/frame-maker.js'
import { runBench } from './testing/run-bench.js'

const small = [
  '--trials',
  '1',
  '--fills',
  '50',
  '--orders',
  '200',
  '--rate',
  '200',
  '--seconds',
  '1',
]

test('every timed order of the fills meets one that rested', () => {
  const flow = fillFlow(30)
  for (let trial = 0; trial < 2; trial++) {
    const { ahead, timed } = flow.trial()
    assert.is(countTrades(ahead), 0)
    assert.is(countTrades(timed), 30)
  }
})

test('projector tells of speed, catching up and lag', async () => {
  const { code, out } = await runBench('projector', ...small, '--json')
  assert.is(code, 0)
  const { server, figures } = JSON.parse(out)
  assert.match(server, /^(embedded )?Postgres \d+/)
  const { fillsPerSecond, ordersPerSecond, catchUpFactor, stream } = figures
  for (const { min, median, max } of [fillsPerSecond, ordersPerSecond, catchUpFactor])
    assert.ok(min > 0 && min <= median && median <= max)
  for (const { p50, p99, max } of [stream.lagMs, stream.writeMs])
    assert.ok(p50 > 0 && p50 <= p99 && p99 <= max)
  assert.ok(stream.transactions > 0)
  assert.match((await runBench('projector', ...small)).out, /\nfills a second +[\d,]+ \[/)
})

test('says what is wrong', async () => {
  const { code, errors } = await runBench('projector', '--rate', '0')
  assert.is(code, 2)
  assert.is(errors, "bench: --rate is a number from 1 to 100000, not '0'")
})

test.run()
