// The population of every sweep stands, is replaced without a refusal, and is the same for a seed.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { framesOf, measurePoints, populate } from './measure.js'
import { type Point, pointsOf, type Sweep, sweeps } from './sweeps.js'

const sweepOf = (name: string): Sweep => {
  const sweep = sweeps.find((each) => each.name === name)
  if (!sweep) throw new Error(`there is no sweep ${name}`)
  return sweep
}

/** Orders, markets and accounts of a point. */
const usageOf = ({ core }: Point) => {
  const { orders, markets, accounts } = core.engine.usage()
  return [orders, markets, accounts].map(({ used }) => used)
}

test('the points are powers of ten', () => {
  assert.equal(pointsOf(sweepOf('depth'), 1e7), [1, 10, 100, 1e3, 1e4, 1e5, 1e6])
  assert.equal(pointsOf(sweepOf('span'), 1e7), [10, 100, 1e3, 1e4, 1e5, 1e6, 1e7])
  assert.equal(pointsOf(sweepOf('markets'), 1e7), [1, 10, 100, 1e3])
  assert.equal(pointsOf(sweepOf('accounts'), 150), [1, 10, 100])
  assert.equal(pointsOf(sweepOf('span'), 1), [10])
})

test('as many orders stand after each pair as before, and none was traded or refused', () => {
  for (const { name, open } of sweeps) {
    const point = open(100)
    populate(point)
    const before = point.core.engine.stateHash()
    const [orders] = usageOf(point)
    for (const frame of framesOf(point, 1000)) point.core.apply(frame)
    assert.is(usageOf(point)[0], orders, name)
    assert.is(orders, point.orders)
    assert.is.not(point.core.engine.stateHash(), before)
    assert.equal(point.core.engine.checkInvariants(), [], name)
    const [bid, ask] = [point.core.engine.bestBid(0), point.core.engine.bestAsk(0)]
    assert.ok(bid !== undefined && ask !== undefined && bid < ask, `${name}: ${bid} to ${ask}`)
  }
})

test('what grows is what the sweep says', () => {
  const openedAt = (name: string, at: number): Point => {
    const point = sweepOf(name).open(at)
    populate(point)
    return point
  }
  const opened = (name: string, at: number) => usageOf(openedAt(name, at))
  assert.is(opened('depth', 1)[0], 1)
  assert.is(opened('depth', 3000)[0], 3000)
  assert.is(opened('markets', 30)[1], 30)
  assert.is(opened('accounts', 5000)[2] - opened('accounts', 1)[2], 4999)
  for (const span of [10, 10_000_000]) {
    const { engine } = openedAt('span', span).core
    const ask = engine.bestAsk(0) ?? 0
    assert.ok(ask > 0.4 * span && ask <= span, `${ask} of ${span}`)
  }
})

test('a seed gives the same state', () => {
  const hash = () => {
    const point = sweepOf('accounts').open(10)
    populate(point)
    for (const frame of framesOf(point, 300)) point.core.apply(frame)
    return point.core.engine.stateHash()
  }
  assert.is(hash(), hash())
})

test('figures are of every point, each next to the one before', () => {
  const points = [1, 10].map(sweepOf('depth').open)
  const [first, second] = measurePoints(points, { messages: 600, trials: 3 })
  assert.equal([first.at, second.at, first.factor], [1, 10, null])
  assert.is(second.factor, first.perSecond.median / second.perSecond.median)
})

test('another number of orders than the point has is a mistake', () => {
  const point = sweepOf('depth').open(10)
  populate(point)
  assert.throws(
    () => populate(point),
    ({ message }: Error) => message.includes('20 orders stand, not 10'),
  )
})

test.run()
