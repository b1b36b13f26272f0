// How many of the venue's trades come out of a replay: equal, at their time, and each once.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputFile } from '../input-file.js'
import { type ReplayResult, replayRecording } from '../replay-recording.js'
import { faultOf } from '../testing/fault.js'
import { inFolder } from '../testing/folder.js'
import { runCli } from '../testing/run-cli.js'
import { sharedData } from '../testing/shared-data.js'
import { openBitstamp } from './recording.js'

const order = (
  ms: number,
  event: string,
  id: number,
  type: number,
  price: string,
  amount: string,
) => `${ms} order_${event} ${JSON.stringify({ price, amount, id, order_type: type })}`
const trade = (ms: number, price: number, amount: number) =>
  `${ms} trade ${JSON.stringify({ price, amount, id: ms })}`

/** A bid that takes three asks, and one that takes an ask from before the log. */
const log = [
  order(1000, 'created', 10, 1, '100.00', '1.00000000'),
  order(1001, 'created', 11, 1, '100.00', '1.00000000'),
  order(1001, 'created', 12, 1, '100.01', '1.50000000'),
  order(1002, 'created', 14, 0, '100.01', '3.50000000'),
  trade(1003, 100, 1),
  trade(1003, 100, 1),
  trade(1004, 100.01, 1.5),
  order(1500, 'created', 15, 0, '100.20', '0.50000000'),
  order(1501, 'changed', 15, 0, '100.20', '0.29797388'),
  order(1502, 'deleted', 9, 1, '100.20', '0.00000000'),
  trade(1503, 100.2, 0.20202612),
  '1504 order_book {"bids": [], "asks": []}',
]

/** Replays a log, held against another. */
const replayAgainst = (
  truth: readonly string[],
  recorded: readonly string[] = log,
): Promise<ReplayResult> =>
  inFolder(async (folder) => {
    const [path, truthPath] = [join(folder, 'recording.log'), join(folder, 'truth.log')]
    writeFileSync(path, recorded.join('\n'))
    writeFileSync(truthPath, truth.join('\n'))
    const recording = await openBitstamp(new InputFile(path), new InputFile(truthPath))
    return replayRecording(recording, join(folder, 'data'), () => {})
  })

const truths: [string, string[], number, number][] = [
  ['all trades come out', log, 4, 4],
  ['a price is another', log.map((line) => line.replace('"price":100,', '"price":99.99,')), 4, 2],
  ['a quantity is another', log.map((line) => line.replace('1.5,', '1.50000001,')), 4, 3],
  ['a trade of the venue counts once', log.filter((_, index) => index !== 4), 3, 3],
  ['a trade of ours counts once', [...log, trade(1505, 100, 1)], 5, 4],
  ['a trade of a later time does not count', [trade(1003, 100, 1), trade(2600, 100.01, 1.5)], 2, 1],
  ['a trade of an earlier time does not count', [trade(999, 100, 1), ...log.slice(5)], 4, 3],
]
for (const [name, truth, venueTrades, matchedTrades] of truths)
  test(name, async () => {
    const result = await replayAgainst(truth)
    assert.is(result.trades, 4)
    assert.is(result.venueTrades, venueTrades)
    assert.is(result.matchedTrades, matchedTrades)
  })

test('a trade does not count for a frame that comes long after it', async () => {
  const frame = Array.from({ length: 256 }, (_, index) =>
    order(1600 + index, 'created', 20 + index, 0, '90.00', '1.00000000'),
  )
  const late = [
    order(9000, 'created', 500, 1, '99.00', '1.00000000'),
    order(9001, 'created', 501, 0, '99.00', '1.00000000'),
  ]
  const truth = [trade(1700, 99, 1), trade(9002, 99, 2)]
  const result = await replayAgainst(truth, [...frame, ...late])
  assert.equal([result.trades, result.venueTrades, result.matchedTrades], [1, 2, 0])
})

const refused: [string, string[], RegExp][] = [
  ['no trade', log.slice(0, 3), /truth.log holds no trade of the recording's time$/],
  ['another time', [trade(9000, 100, 1)], /truth.log holds no trade of the recording's time$/],
  ['no log', ['id,timestamp'], /truth.log line 1: it is no 'MILLISECONDS KIND JSON'$/],
  ['a bad trade', [...log, '1505 trade {}'], /truth.log line 13: its trade has no price/],
]
for (const [name, truth, words] of refused)
  test(`refuses a truth of ${name}`, async () => {
    assert.match(await faultOf(() => replayAgainst(truth)), words)
  })

const orders = sharedData('recordings/bitstamp-btcusd-2015-05-01.orders.csv.xz')
const truth = sharedData('recordings/bitstamp-2015-05-01.log.xz')
if (orders && truth)
  test('the real one trades as its venue did', () => {
    for (const [file, matchedTrades] of [
      // Here volumes are cut to satoshi from binary fractions, and may lack one.
      [orders, 536],
      [truth, 571],
    ] as const) {
      const { out } = runCli('replay', file, '--format=bitstamp', '--truth', truth, '--json')
      const result = JSON.parse(out)
      assert.is(result.venueTrades, 575)
      assert.is(result.matchedTrades, matchedTrades)
    }
  })

test.run()
