// The engine's figures: counts and hash do not depend on the size of a batch or on the trial.

import { createHash } from 'node:crypto'
import { BenchmarkNew } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { batchesOf } from './benchmark-core.js'
import { measureEngine } from './engine.js'
import { orderRecords } from './testing/order-records.js'

const records = orderRecords([
  [0, 1, 0, 10, 1, 500],
  [0, 1, 0, 10, 2, 500],
  [0, 0, 1, 25, 3, 501],
  [1, 0, 0, 0, 1, 0],
  [0, 0, 0, 5, 4, 499],
  [2, 0, 0, 6, 4, 498],
  [2, 0, 0, 6, 1, 498],
  [1, 0, 0, 0, 4, 0],
])
const lines = [
  '0,0,1,1,500,10',
  '0,1,1,2,500,10',
  '0,2,0,3,501,25',
  '1,2,500,10,1,3',
  '1,2,500,10,2,3',
  '2,2,0,3,501',
  '4,3,1',
  '0,4,0,4,499,5',
  '3,5,0,4,498,6',
  '5,6,1',
  '2,7,0,4,498',
]

test('counts and hashes what the rules say, whatever the batch', () => {
  const sha256 = createHash('sha256').update(lines.join('\n')).digest('hex')
  for (const batch of [1, 3, 256]) {
    const { perSecond, ...figures } = measureEngine(records, batch, 3)
    assert.equal(figures, { messages: 8, reports: lines.length, sha256 })
    assert.ok(perSecond.min > 0)
    assert.ok(perSecond.min <= perSecond.median && perSecond.median <= perSecond.max)
  }
})

test('batches are all of the records', () => {
  const batches = batchesOf(records, 3)
  assert.equal(
    batches.map(({ length }) => length / BenchmarkNew.sizeBytes),
    [3, 3, 2],
  )
  assert.equal(Buffer.concat(batches), Buffer.from(records))
})

test.run()
