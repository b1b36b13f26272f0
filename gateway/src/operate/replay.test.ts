// Recordings through the whole path come out as plain price-time matching says, every time the same.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { forEachRecord, OrderAccepted, Side, Trade } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nodeFiles } from '../adapters/node-files.js'
import { openEventReader } from '../publish/event-reader.js'
import { eventsFolder } from '../recovery.js'
import { openBitstamp } from './bitstamp/recording.js'
import { bitstampHeader } from './bitstamp/row.js'
import { bitstampRows } from './bitstamp/rows.js'
import { surveyBitstamp } from './bitstamp/survey.js'
import { InputFile } from './input-file.js'
import { type ReplayResult, replayRecording } from './replay-recording.js'
import { inFolder } from './testing/folder.js'
import { NaiveMatcher, type NaiveTrade } from './testing/naive-matcher.js'
import { encodeOrderFile } from './testing/order-file.js'
import { type CliRun, runCli, runCliWith } from './testing/run-cli.js'
import { sharedData } from './testing/shared-data.js'

// Two at a price, a sweep over both, a remainder that rests, a cancel, one that the venue filled,
// one that moves to another price.
const recording = `${bitstampHeader}
1,1000,0,100.00,500,created,ask
2,1001,0,100.00,700,created,ask
3,1002,0,100.01,900,created,ask
4,1003,0,99.50,300,created,bid
5,1004,0,100.00,600,created,bid
1,1005,0,100.00,0,deleted,ask
2,1005,0,100.00,600,changed,ask
6,1006,0,100.50,2000,created,bid
4,1007,0,99.50,300,deleted,bid
7,1008,0,99.00,100,created,bid
8,1009,0,101.00,100,created,ask
8,1010,0,101.00,0,deleted,ask
9,1011,0,100.50,100,created,ask
10,1012,0,100.60,0,deleted,ask
11,1013,0,0.00,50,created,bid
7,1014,0,100.60,80,changed,bid
12,1015,0,100.55,100,created,ask
`

/** Every trade in the event log of a data folder, by the clients' order ids. */
function tradesIn(folder: string, lastSequence: number): NaiveTrade[] {
  const ids = new Map<number, string>()
  const trades: NaiveTrade[] = []
  const events = { files: nodeFiles, folder: eventsFolder(folder) }
  const reader = openEventReader({ ...events, lastSequence: () => lastSequence }, 0)
  for (let frame = reader.next(); frame; frame = reader.next())
    for (const part of frame.parts)
      forEachRecord(part, (kind, view, at) => {
        if (kind === OrderAccepted.kind) {
          const { orderId, clientOrderId } = OrderAccepted.read(view, at)
          ids.set(orderId, clientOrderId)
        } else if (kind === Trade.kind) {
          const { makerOrderId, takerOrderId, priceTicks, quantityLots } = Trade.read(view, at)
          const [makerId, takerId] = [ids.get(makerOrderId), ids.get(takerOrderId)]
          if (!makerId || !takerId) throw new Error(`trade of unknown order ${makerOrderId}`)
          trades.push({ makerId, takerId, priceTicks, quantityLots })
        }
      })
  reader.close()
  return trades
}

/** Replays into `folder`, and by the naive matcher, and compares every trade. */
async function compare(file: InputFile, folder: string): Promise<ReplayResult> {
  let frames = 2
  const result = await replayRecording(await openBitstamp(file), folder, () => frames++)
  const naive = new NaiveMatcher()
  for (const row of (await surveyBitstamp(file)).opening) naive.take(row)
  for await (const rows of bitstampRows(file))
    for (const row of rows) if (row.priceTicks > 0) naive.take(row)
  assert.equal(tradesIn(folder, frames), naive.trades)
  assert.is(result.trades, naive.trades.length)
  const decimal = (ticks = 0) => (ticks / 100).toFixed(2)
  assert.is(result.bestBid, decimal(naive.bestTicks(Side.buy)))
  assert.is(result.bestAsk ?? '0.00', decimal(naive.bestTicks(Side.sell)))
  return result
}

test('a bitstamp recording trades as plain price-time matching does', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'recording.csv')
    writeFileSync(path, recording)
    const result = await compare(new InputFile(path), join(folder, 'data'))
    const { seconds: _, perSecond: __, stateHash, ...counts } = result
    assert.equal(counts, {
      orders: 11,
      cancels: 3,
      trades: 6,
      rejects: 3,
      bestBid: '100.50',
      bestAsk: '100.55',
    })
    assert.match(stateHash, /^[0-9a-f]{16}$/)
  }))

const real = sharedData('recordings/bitstamp-btcusd-2015-05-01.orders.csv.xz')
if (real)
  test('so does the real one', () =>
    inFolder(async (folder) => {
      const result = await compare(new InputFile(real), join(folder, 'data'))
      // Created, from before the recording, and moved to another price.
      assert.is(result.orders, 24_894 + 182 + 36)
      assert.is(result.trades, 575)
      assert.is(result.bestBid, '235.45')
      assert.is(result.bestAsk, '235.71')
    }))

const keys = 'orders,cancels,trades,rejects,bestBid,bestAsk,stateHash,seconds,perSecond'.split(',')

function json(run: CliRun): Omit<ReplayResult, 'seconds' | 'perSecond'> {
  assert.is(run.errors, '')
  assert.is(run.code, 0)
  const { seconds, perSecond, ...rest } = JSON.parse(run.out) as ReplayResult
  assert.equal(Object.keys({ ...rest, seconds, perSecond }), keys)
  assert.ok(seconds > 0 && perSecond > 0)
  return rest
}

test('the same recording gives the same state, however it is stored', () =>
  inFolder((folder) => {
    const temporary = join(folder, 'temporary')
    mkdirSync(temporary)
    const environment = { TMPDIR: temporary, TEMP: temporary }
    const plain = join(folder, 'recording.csv')
    writeFileSync(plain, recording)
    writeFileSync(`${plain}.gz`, gzipSync(recording.trimEnd()))
    const first = json(runCliWith(environment, 'replay', plain, '--format', 'bitstamp', '--json'))
    const second = json(runCli('replay', `${plain}.gz`, '--format=bitstamp', '--json'))
    assert.equal(first, second)
    assert.equal(readdirSync(temporary), [])
  }))

test('a folder of its own is kept, can be verified, and is not used twice', () =>
  inFolder((folder) => {
    const file = join(folder, 'recording.csv')
    const data = join(folder, 'data')
    writeFileSync(file, recording)
    const args = ['replay', file, '--format', 'bitstamp', '--data', data]
    const { stateHash } = json(runCli(...args, '--json'))
    const verified = runCli('verify', '--data', data, '--json')
    assert.is(verified.code, 0)
    assert.is(JSON.parse(verified.out).stateHash, stateHash)
    const again = runCli(...args)
    assert.is(again.code, 2)
    assert.is(again.errors, `openbell: ${data} holds an exchange already\n`)
  }))

test('an order file is decided by the rules of the benchmark', () =>
  inFolder((folder) => {
    const file = join(folder, 'orders.bin')
    const orders = encodeOrderFile([
      { type: 'new', orderId: 1, side: 1, quantity: 10, priceTicks: 500 },
      { type: 'new', orderId: 2, side: 1, quantity: 10, priceTicks: 501 },
      { type: 'new', orderId: 3, side: 0, quantity: 15, priceTicks: 501 },
      { type: 'new', orderId: 4, side: 0, quantity: 9, priceTicks: 501, immediateOrCancel: 1 },
      { type: 'cancel', orderId: 1 },
      { type: 'modify', orderId: 1, quantity: 5, priceTicks: 400 },
      { type: 'new', orderId: 1, side: 0, quantity: 3, priceTicks: 480 },
      { type: 'modify', orderId: 1, quantity: 4, priceTicks: 481 },
      { type: 'new', orderId: 5, side: 1, quantity: 1, priceTicks: 490 },
      { type: 'cancel', orderId: 5 },
    ])
    writeFileSync(file, orders)
    const { stateHash, ...counts } = json(runCli('replay', file, '--format', 'benchmark', '--json'))
    assert.equal(counts, {
      orders: 6,
      cancels: 2,
      trades: 3,
      rejects: 2,
      bestBid: '481',
      bestAsk: null,
    })
    assert.match(stateHash, /^[0-9a-f]{16}$/)
  }))

test('prints for people, too', () =>
  inFolder((folder) => {
    const file = join(folder, 'recording.csv')
    writeFileSync(file, recording)
    const { code, out } = runCli('replay', file, '--format', 'bitstamp')
    assert.is(code, 0)
    assert.match(out, /^orders +11$/m)
    assert.match(out, /^best ask +100.55$/m)
  }))

const badFiles: [string, string, string, string | Buffer, RegExp][] = [
  ['a file that is empty', 'bitstamp', 'a.csv', '', /is empty$/],
  ['another table', 'bitstamp', 'a.csv', 'a,b\n1,2\n', /does not begin with 'id,timestamp/],
  ['a bad row', 'bitstamp', 'a.csv', recording.replace('99.50', 'x'), /line 5: 'x' is no price/],
  ['another format', 'benchmark', 'a.csv', recording, /is no order file$/],
  ['bytes', 'bitstamp', 'a.bin', encodeOrderFile([]), /does not begin with/],
  ['what is no xz file', 'bitstamp', 'a.csv.xz', recording, /cannot be decompressed/],
  [
    'a cut order file',
    'benchmark',
    'a.bin',
    encodeOrderFile([{ type: 'cancel', orderId: 1 }]).subarray(0, 30),
    /says 1 records and holds 0$/,
  ],
]
for (const [name, format, file, content, words] of badFiles)
  test(`refuses ${name} with one line`, () =>
    inFolder((folder) => {
      const path = join(folder, file)
      writeFileSync(path, content)
      const run = runCli('replay', path, '--format', format, '--json')
      assert.is(run.code, 2)
      assert.is(run.out, '')
      assert.is(run.errors.trimEnd().split('\n').length, 1)
      assert.match(run.errors.trimEnd(), words)
    }))

test('says how it is called', () => {
  for (const [args, words] of [
    [['replay'], 'replay takes one FILE'],
    [['replay', 'a', 'b', '--format', 'bitstamp'], 'replay takes one FILE'],
    [['replay', 'a'], '--format is one of bitstamp, lobster, benchmark'],
    [['replay', 'a', '--format', 'other'], '--format is one of bitstamp, lobster, benchmark'],
    [['replay', 'a', '--format=lobster', '--truth=b'], '--format lobster takes no --truth'],
    [['replay', 'a', '--format=bitstamp', '--book=b'], '--format bitstamp takes no --book'],
    [['replay', 'a', '--format=benchmark', '--truth=b'], '--format benchmark takes no --truth'],
    [['replay', 'a', '--fromat', 'x'], "Unknown option '--fromat'"],
  ] as const) {
    const run = runCli(...args)
    assert.is(run.code, 2)
    assert.is(run.errors, `openbell: ${words} (see: openbell help)\n`)
    assert.is(run.out, '')
  }
  assert.not.ok(existsSync('a'))
})

test.run()
