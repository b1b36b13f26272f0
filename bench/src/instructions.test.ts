// The flows whose instructions are counted: the core takes them as meant, and their file is exact.
import { loadEngine } from '@openbell/engine'
import * as protocol from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  benchmarkFlow,
  exchangeFlow,
  type Flow,
  frameFile,
  timestampOf,
} from './instructions-flow.js'
import { requireCounting } from './instructions-native.js'
import { treeOfCommit } from './instructions-tree.js'
import { scenarioOrders } from './public-data.js'
import { orderRecords } from './testing/order-records.js'
import { generateOrders } from './workload/generate-orders.js'

/** Rows of: kind, side, immediate-or-cancel, quantity, order id, price. */
const rows = [
  [0, 1, 0, 10, 1, 500],
  [0, 1, 0, 10, 2, 500],
  [0, 0, 1, 15, 3, 501],
  [0, 0, 1, 2, 4, 501],
  [0, 0, 0, 5, 5, 499],
  [2, 0, 0, 6, 5, 498],
  [1, 0, 0, 0, 1, 0],
  [1, 0, 0, 0, 2, 0],
  [1, 0, 0, 0, 5, 0],
]
const orders = orderRecords(rows)

/** The records that a core gives to the measured frames. */
function eventsOf({ frames }: Flow): { view: DataView; at: number }[] {
  const core = loadEngine()
  const records: { view: DataView; at: number }[] = []
  for (const [index, { commands, isMeasured }] of frames.entries())
    core.apply(index + 1, timestampOf(index), commands, (events) => {
      const view = new DataView(events.slice().buffer)
      for (let at = 0; at < view.byteLength && isMeasured; at += sizeAt(view, at))
        records.push({ view, at })
    })
  return records
}

const sizeAt = (view: DataView, at: number): number => protocol.eventSizes[view.getUint8(at)]

test('the benchmark’s records go as they are', () => {
  const flow = benchmarkFlow(protocol, orders)
  assert.is(flow.messages, rows.length)
  assert.equal(
    Buffer.concat(flow.frames.slice(1).map(({ commands }) => commands)),
    Buffer.from(orders),
  )
  const acks = eventsOf(flow).filter(({ view, at }) => view.getUint8(at) === 0)
  assert.is(acks.length, 5)
})

test('the exchange takes the same as orders of funded accounts, and names them as meant', () => {
  const flow = exchangeFlow(protocol, orders)
  assert.is(flow.messages, rows.length + 1)
  const events = eventsOf(flow)
  const of = (kind: number) => events.filter(({ view, at }) => view.getUint8(at) === kind)
  const rejects = of(protocol.Outcome.kind).map(
    ({ view, at }) => protocol.rejectNames[protocol.Outcome.read(view, at).reject],
  )
  const none = ['none', 'none', 'none', 'none', 'none', 'none', 'none']
  assert.equal(rejects, [...none, 'orderMustBeOpen', 'none', 'none'])
  const trades = of(protocol.Trade.kind).map(({ view, at }) => protocol.Trade.read(view, at))
  assert.equal(
    trades.map(({ quantityLots, priceTicks }) => [quantityLots, priceTicks]),
    [
      [10, 500],
      [5, 500],
      [2, 500],
    ],
  )
  const accepted = of(protocol.OrderAccepted.kind).map(({ view, at }) =>
    protocol.OrderAccepted.read(view, at),
  )
  assert.equal(
    accepted.map(({ orderType }) => protocol.orderTypeNames[orderType]),
    ['limit', 'limit', 'limit', 'market', 'limit', 'limit'],
  )
  for (const { account, side } of accepted) assert.is(account % 2, side)
})

test('the file of the driver has each frame’s length, mark and time', () => {
  const frames = [
    { commands: new Uint8Array(40).fill(7), isMeasured: false },
    { commands: new Uint8Array(8).fill(9), isMeasured: true },
  ]
  const file = Buffer.from(frameFile({ frames, messages: 2 }))
  const head = (at: number) => [
    file.readUInt32LE(at),
    file.readUInt32LE(at + 4),
    Number(file.readBigUInt64LE(at + 8)),
  ]
  assert.equal(head(0), [40, 0, 0])
  assert.equal(head(56), [8, 1, 1000])
  assert.is(file.length, 80)
  assert.is(file[72], 9)
})

test('generated orders stand in for the public files, but not in a folder that is named', async () => {
  const { OPENBELL_SHARED: shared } = process.env
  process.env.OPENBELL_SHARED = 'nowhere'
  try {
    const { records, isGenerated } = await scenarioOrders('normal', 1000)
    assert.ok(isGenerated)
    assert.equal(records, generateOrders({ scenario: 'normal', orders: 1000, seed: 23 }))
    const error = await scenarioOrders('normal', 1000, 'nowhere').catch((reason: Error) => reason)
    const file = 'nowhere/workload/orders_normal_s23_n1000.bin.zst'
    assert.is((error as Error).message, `${file}: no such file or directory`)
  } finally {
    if (shared === undefined) delete process.env.OPENBELL_SHARED
    else process.env.OPENBELL_SHARED = shared
  }
})

test('what is missing is said in one sentence', async () => {
  const path = process.env.PATH
  process.env.PATH = ''
  try {
    assert.throws(requireCounting, ({ message }: Error) =>
      message.includes('wasm2c is needed: apt-get install wabt clang'),
    )
  } finally {
    process.env.PATH = path
  }
  for (const commit of ['--help', 'a b']) {
    const error = await treeOfCommit(commit, '').catch((reason: Error) => reason)
    assert.is((error as Error).message, `'${commit}' is no commit`)
  }
})

test.run()
