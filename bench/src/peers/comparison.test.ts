// Every peer is asked what the rules ask: the same reports, a difference that is found, and a prefix.
import { createHash } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { batchesOf, collectReports } from '../benchmark-core.js'
import { allPeers } from '../peers.js'
import { orderRecords } from '../testing/order-records.js'
import { compare, firstDifference, reportsOf, runPeer } from './comparison.js'
import type { Peer } from './peer.js'

/** Every kind of report, levels and makers in their order, ids that are used again. */
const records = orderRecords([
  [0, 1, 0, 10, 1, 500],
  [0, 1, 0, 10, 2, 500],
  [0, 1, 0, 10, 3, 499],
  [0, 0, 1, 25, 4, 500],
  [0, 0, 1, 25, 5, 501],
  [1, 0, 0, 0, 1, 0],
  [0, 0, 0, 5, 1, 498],
  [2, 1, 0, 6, 6, 498],
  [0, 1, 0, 7, 6, 510],
  [2, 1, 0, 8, 6, 498],
  [1, 0, 0, 0, 6, 0],
  [1, 0, 0, 0, 6, 0],
])
const lines = [
  '0,0,1,1,500,10',
  '0,1,1,2,500,10',
  '0,2,1,3,499,10',
  '0,3,0,4,500,25',
  '1,3,499,10,3,4',
  '1,3,500,10,1,4',
  '1,3,500,5,2,4',
  '0,4,0,5,501,25',
  '1,4,500,5,2,5',
  '2,4,0,5,501',
  '4,5,1',
  '0,6,0,1,498,5',
  '5,7,6',
  '0,8,1,6,510,7',
  '1,9,498,5,1,6',
  '3,9,1,6,498,8',
  '2,10,1,6,498',
  '4,11,6',
]
const sha256 = createHash('sha256').update(lines.join('\n')).digest('hex')

test('every peer gives the reports that the rules ask for', () => {
  assert.is(collectReports(batchesOf(records, 256)).sha256(), sha256)
  for (const peer of allPeers) assert.is(reportsOf(peer, records).sha256(), sha256, peer.name)
})

test('the versions are those that are installed', () => {
  for (const { name, version } of allPeers) assert.match(version, /^\d+\.\d+\.\d+/, name)
})

/** Does what the first peer does, but keeps silent about modifications. */
const silent: Peer = {
  ...allPeers[0],
  name: 'silent',
  emptyBook() {
    const book = allPeers[0].emptyBook()
    return {
      apply: (message, reports) => book.apply(message, message.kind === 2 ? undefined : reports),
    }
  },
}

test('the first message that is answered differently is found', () => {
  const expected = collectReports(batchesOf(records, 256))
  assert.is(firstDifference(expected, reportsOf(allPeers[0], records), 12), null)
  assert.is(firstDifference(expected, reportsOf(silent, records), 12), 7)
})

test('figures are of the same messages for both engines', () => {
  const figures = compare(records, [allPeers[2], silent], { batch: 5, trials: 3, secondsMax: 60 })
  assert.equal(
    figures.map(({ engine, messages, differsAt }) => [engine, messages, differsAt]),
    [
      ['orderbook-match-engine', 12, null],
      ['silent', 12, 7],
    ],
  )
  for (const { ratio, perSecond, openbellPerSecond } of figures)
    assert.ok(ratio > 0 && perSecond.min > 0 && openbellPerSecond.min > 0)
})

test('a peer that is too slow has the messages that it reached', () => {
  const many = orderRecords(Array.from({ length: 2500 }, (_, index) => [1, 0, 0, 0, index, 0]))
  // Each thousand takes half a second of this clock.
  let nowMs = 0
  const clock = () => {
    nowMs += 500
    return nowMs
  }
  assert.equal(runPeer(allPeers[0], many, 0.4, clock), { messages: 1000, seconds: 0.5 })
  assert.equal(runPeer(allPeers[0], many, 0.8, clock), { messages: 2000, seconds: 1 })
  assert.equal(runPeer(allPeers[0], many, 9, clock), { messages: 2500, seconds: 1.5 })
})

test.run()
