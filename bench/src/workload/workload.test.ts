// The generated workload: the same for a seed everywhere, of the public one's shape, and decided by the
// engine as by a plain matcher.
import { createHash } from 'node:crypto'
import { encodeOrderFile } from '@openbell/gateway/operate/testing/order-file.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { batchesOf, collectReports } from '../benchmark-core.js'
import { generateOrders } from './generate-orders.js'
import { integerRoot } from './integer-root.js'
import { Random } from './random.js'
import { scenarios } from './scenarios.js'
import { shapeOf } from './shape.js'
import { naiveReports } from './testing/naive-reports.js'
import { Weights, zipfWeights } from './weights.js'

const sha256 = (content: Uint8Array | string): string =>
  createHash('sha256').update(content).digest('hex')

test('a seed gives these bytes on every machine', () => {
  const hashes = scenarios.map((scenario) =>
    sha256(generateOrders({ scenario, orders: 1_000, seed: 23 })).slice(0, 16),
  )
  assert.equal(hashes, [
    '878430b9003a3726',
    '65f80ad46962af24',
    '9717f8180ea1c6c3',
    '37a7f33dabf76bdc',
    'dac633c438779be7',
  ])
  const other = generateOrders({ scenario: 'normal', orders: 1_000, seed: 24 })
  assert.is.not(sha256(other).slice(0, 16), hashes[1])
})

test('the engine reports of it what a plain matcher does', () => {
  for (const scenario of scenarios) {
    const records = generateOrders({ scenario, orders: 4_000, seed: 7 })
    const expected = naiveReports(records)
    assert.is(
      collectReports(batchesOf(records, 100)).sha256(),
      sha256(expected.join('\n')),
      scenario,
    )
    assert.ok(
      expected.some((line) => line.startsWith('1,')),
      `${scenario} trades`,
    )
  }
})
/** Of the public files with a million orders: mean standing orders, trades. */
const published = {
  static: [20_900, 827],
  normal: [2_700, 62_474],
  'swing-25': [1_300, 66_908],
  'swing-40': [700, 68_803],
  'flash-crash': [240, 70_178],
} as const

test('its shape is that of the public files', () => {
  for (const scenario of scenarios) {
    const shape = shapeOf(generateOrders({ scenario, orders: 100_000, seed: 23 }))
    // What arrives does not depend on the scenario.
    const { messages, newOrders, immediateOrCancel, modifies, cancels } = shape
    assert.equal(
      [messages, newOrders, immediateOrCancel, modifies, cancels],
      [199_560, 100_000, 15_048, 17_386, 82_174],
    )
    // A tenth of the orders leaves a tenth of them standing, and trades a tenth as often.
    const [standing, trades] = published[scenario]
    const standingRatio = (10 * shape.standing.mean) / standing
    const tradesRatio = (10 * shape.trades) / trades
    assert.ok(standingRatio > 0.8 && standingRatio < 2.2, `${scenario}: ${standingRatio}`)
    assert.ok(tradesRatio > 0.8 && tradesRatio < 1.2, `${scenario}: ${tradesRatio}`)
  }
})

test('the shape counts what stands after each message', () => {
  const file = encodeOrderFile([
    { type: 'new', orderId: 1, side: 1, quantity: 10, priceTicks: 500 },
    { type: 'new', orderId: 2, side: 1, quantity: 10, priceTicks: 500 },
    { type: 'new', orderId: 3, quantity: 5, priceTicks: 499 },
    { type: 'modify', orderId: 3, quantity: 15, priceTicks: 501 },
    { type: 'new', orderId: 4, quantity: 9, priceTicks: 500, immediateOrCancel: 1 },
    { type: 'cancel', orderId: 3, quantity: 15, priceTicks: 501 },
  ])
  // 1, 2, 3, 1 (the modified order took one and half of the next), 0, 0
  const { messages, trades, cancelRejects, standing, levels } = shapeOf(file.subarray(16))
  assert.equal([messages, trades, cancelRejects], [6, 3, 1])
  assert.equal(standing, { mean: 1, peak: 3 })
  assert.equal(levels, { mean: 1, peak: 2 })
})

test('roots are whole numbers, rounded down', () => {
  assert.equal(
    [0n, 1n, 8n, 26n, 27n].map((value) => integerRoot(value, 3)),
    [0, 1, 2, 2, 3],
  )
  assert.is(integerRoot(10n ** 40n, 2), 10 ** 20)
  assert.is(integerRoot(2n ** 65n - 1n, 13), 31)
})

test('weights decide how often an index is drawn', () => {
  const random = new Random(1)
  const counts = [0, 0, 0, 0]
  const weights = new Weights([0, 6, 1, 3])
  for (let draw = 0; draw < 10_000; draw++) counts[weights.draw(random)]++
  assert.equal(counts, [0, 6016, 1018, 2966])
  for (const wrong of [[], [0], [1.5], [-1, 3], [2 ** 32, 1]])
    assert.throws(
      () => new Weights(wrong),
      ({ message }: Error) => message.includes('weights are whole numbers with a sum of 1 to 2^32'),
    )
  const zipf = zipfWeights(100)
  const ranks = Array.from({ length: 3_000 }, () => zipf.draw(random))
  const times = (rank: number) => ranks.filter((each) => each === rank).length
  assert.equal([times(0), times(1), times(9)], [579, 290, 66])
})

test.run()
