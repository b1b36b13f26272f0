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

/** What a point's orders are, in `pages` of 512 prices. */
const usageOf = ({ core }: Point) => {
  const { orders, pricePages, markets, accounts } = core.engine.usage()
  return [orders, pricePages, markets, accounts].map(({ used }) => used)
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
  const opened = (name: string, at: number) => {
    const point = sweepOf(name).open(at)
    populate(point)
    return usageOf(point)
  }
  assert.is(opened('depth', 1)[0], 1)
  assert.is(opened('depth', 3000)[0], 3000)
  assert.is(opened('span', 10)[1], 2)
  assert.ok(opened('span', 10_000_000)[1] > 5_000)
  assert.is(opened('markets', 30)[2], 30)
  assert.is(opened('accounts', 5000)[3] - opened('accounts', 1)[3], 4999)
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
  assert.throws(() => populate(point), '20 orders stand, not 10')
})

test.run()
