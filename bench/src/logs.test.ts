// The command: every command that is sent has its one outcome on both logs, and what is missing is said.
import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import { natsProgram } from '@openbell/gateway/testing/nats-server.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openExchange } from './logs/exchange.js'
import { frames, steady, waiting } from './logs/loads.js'
import { compareLogs, sustain } from './logs/measure.js'
import { Trader } from './logs/trader.js'
import { runBench } from './testing/run-bench.js'

const withServer = natsProgram ? test : test.skip
const moment = 0.2

test('whatever the load, each command has one outcome', () =>
  withTemporaryFolder(async (folder) => {
    const exchange = await openExchange({ folder, hasSnapshots: false })
    try {
      const trader = await Trader.open(exchange)
      for (const load of [frames(64), waiting(512), steady(1_000), frames(4_096)]) {
        const { commands, rejected, seconds, latencies } = await trader.run(load, moment)
        // A timer may be a millisecond early.
        assert.ok(commands > 0 && seconds > 0.9 * moment, load.name)
        assert.is(latencies.count, commands, load.name)
        assert.ok(rejected < commands / 2, `${rejected} of ${commands} are rejects`)
      }
      assert.is(exchange.unpublished(), 0)
      trader.close()
    } finally {
      await exchange.close()
    }
  }))

withServer('both logs are compared under the same load', async () => {
  const loads = [frames(32), steady(500)]
  const comparisons = await compareLogs({ loads, trials: 2, seconds: moment })
  assert.equal(
    comparisons.map(({ load }) => load),
    ['frames of 32', '500 a second'],
  )
  for (const { file, stream, ratio } of comparisons) {
    for (const { perSecond, p50Ms, p99Ms } of [file, stream]) {
      for (const { min, median, max } of [perSecond, p50Ms, p99Ms])
        assert.ok(min > 0 && min <= median && median <= max)
      assert.ok(p50Ms.median <= p99Ms.median)
    }
    assert.is(ratio.p50, stream.p50Ms.median / file.p50Ms.median)
    assert.is(ratio.perSecond, file.perSecond.median / stream.perSecond.median)
  }
})

withServer('a rate is sustained, and its events come to their stream', async () => {
  const { latencyMs, ...figures } = await sustain(steady(1_000), 1)
  assert.is(figures.load, '1,000 a second')
  assert.ok(figures.commands >= 950 && figures.perSecond > 0 && figures.eventsBehindMs >= 0)
  assert.ok(latencyMs.p50 > 0 && latencyMs.p50 <= latencyMs.p99 && latencyMs.p99 <= latencyMs.max)
})

test('says what is missing and what is wrong', async () => {
  const { OPENBELL_NATS_SERVER: given } = process.env
  process.env.OPENBELL_NATS_SERVER = '/nowhere/nats-server'
  try {
    const { code, errors } = await runBench('logs', '--trials', '1')
    assert.is(code, 1)
    assert.match(errors, /^bench: \/nowhere\/nats-server cannot be run: install nats-server 2\.10/)
  } finally {
    if (given === undefined) delete process.env.OPENBELL_NATS_SERVER
    else process.env.OPENBELL_NATS_SERVER = given
  }
  const { code, errors } = await runBench('logs', '--seconds', '60', '--rate', '0')
  assert.is(code, 2)
  assert.is(errors, "bench: --rate is a number from 1 to 1000000, not '0'")
})

test.run()
