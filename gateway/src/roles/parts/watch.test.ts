// What a process tells of itself: ready only where it works and nothing stops decisions.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Parts } from '../../ports.js'
import { everyFigure } from '../../testing/every-figure.js'
import { Endings } from './endings.js'
import { Watch } from './watch.js'

const partsUp: Parts = {
  nats: () => 'up',
  link: () => 'up',
  log: () => 'ready',
  lease: () => 'held',
  postgres: () => 'up',
  redis: () => 'up',
}

test('a role that does not work yet is not ready, whatever its parts are', () => {
  const watch = new Watch('core')
  watch.add(partsUp)
  assert.is(watch.readiness().isReady, false)
  watch.isReady = () => true
  assert.equal(watch.readiness(), {
    isReady: true,
    parts: { nats: 'up', link: 'up', log: 'ready', lease: 'held', postgres: 'up', redis: 'up' },
  })
})

for (const [parts, isReady] of [
  [{ postgres: () => 'down' }, true],
  [{ redis: () => 'down' }, true],
  [{ lease: () => 'none' }, true],
  [{ nats: () => 'down' }, false],
  [{ link: () => 'down' }, false],
  [{ log: () => 'full' }, false],
  [{ events: () => 'full' }, false],
  [{ lease: () => 'unsure' }, false],
] as const satisfies readonly (readonly [Parts, boolean])[])
  test(`${Object.keys(parts)} ${Object.values(parts).map((state) => state())}: ${isReady ? 'ready' : 'not ready'}`, () => {
    const watch = new Watch('all')
    watch.isReady = () => true
    watch.add(partsUp)
    watch.add(parts)
    assert.is(watch.readiness().isReady, isReady)
  })

test('snapshots that are lost are counted, and those of a broken state twice', async () => {
  const watch = new Watch('core')
  watch.snapshotLost({ isInvariantBroken: false })
  watch.snapshotLost({ isInvariantBroken: true })
  const text = await watch.figures.text()
  assert.match(text, /^openbell_snapshot_failures_total 2$/m)
  assert.match(text, /^openbell_invariant_failures_total 1$/m)
})

test('the door has an address of its own, or there is none', async () => {
  const endings = new Endings()
  const watch = new Watch('projector')
  await watch.open(endings, undefined)
  await watch.open(endings, { port: 0, host: '127.0.0.1' })
  await endings.run()
})

test('figures of a market are told by its symbol', async () => {
  const text = await everyFigure()
  for (const line of [
    'openbell_market_state{market="BTCUSDT",state="trading"} 1',
    'openbell_market_price{market="BTCUSDT"} 10',
    'openbell_market_bid{market="BTCUSDT"} 9',
    'openbell_market_ask{market="BTCUSDT"} 11',
    'openbell_core_pool_used{pool="orders"} 0',
  ])
    assert.ok(text.split('\n').includes(line), line)
})

test.run()
