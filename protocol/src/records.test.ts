// Walking records: in order, whole, of known kinds and sizes.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BookLevel, Configure, MarketStateChanged, ReportModifyAck, ReportTrade } from './index.js'
import { commandSizes, countRecords, eventSizes, forEachRecord, RecordError } from './records.js'

const level = { flags: 1, commandIndex: 3, market: 7, updateId: 9, priceTicks: 11, totalLots: 13 }
const state = { flags: 0, commandIndex: 4, market: 7, state: 2, reason: 1, untilUs: 0 }

/** A level and a change of state, somewhere inside a larger buffer. */
function twoEvents(): Uint8Array {
  const buffer = new Uint8Array(24 + BookLevel.sizeBytes + MarketStateChanged.sizeBytes)
  const part = buffer.subarray(24)
  const view = new DataView(part.buffer, part.byteOffset)
  BookLevel.write(view, 0, level)
  MarketStateChanged.write(view, BookLevel.sizeBytes, state)
  return part
}

function faultOf(work: () => void): RecordError {
  try {
    work()
  } catch (error) {
    if (error instanceof RecordError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const ignore = (): void => undefined

test('visits records in order, with a view over the part', () => {
  const seen: unknown[] = []
  forEachRecord(twoEvents(), (kind, view, at, sizeBytes) => {
    const shape = kind === BookLevel.kind ? BookLevel : MarketStateChanged
    seen.push([kind, at, sizeBytes, shape.read(view, at)])
  })
  assert.equal(seen, [
    [BookLevel.kind, 0, 40, level],
    [MarketStateChanged.kind, 40, MarketStateChanged.sizeBytes, state],
  ])
})

test('knows the sizes of events, of commands and of the benchmark’s records', () => {
  assert.is(eventSizes[ReportTrade.kind], 40)
  assert.is(eventSizes[BookLevel.kind], BookLevel.sizeBytes)
  assert.is(commandSizes[Configure.kind], Configure.sizeBytes)
  assert.is(commandSizes[2], 40)
  assert.is(eventSizes[6], 0)
  const reports = new Uint8Array(80).fill(0)
  reports[0] = ReportTrade.kind
  let count = 0
  forEachRecord(reports, () => count++)
  assert.is(count, 2)
  assert.is(countRecords(reports), 2)
})

test('nothing is no record', () => {
  let count = 0
  forEachRecord(new Uint8Array(0), () => count++)
  assert.is(count, 0)
  assert.is(countRecords(new Uint8Array(0)), 0)
})

test('refuses a record that is cut off, and names its place', () => {
  const part = twoEvents()
  assert.is(faultOf(() => forEachRecord(part.subarray(0, 55), ignore)).at, 40)
  assert.is(faultOf(() => forEachRecord(part.subarray(0, 7), ignore)).at, 0)
  assert.is(faultOf(() => countRecords(part.subarray(0, 55))).at, 40)
  assert.is(faultOf(() => countRecords(part.subarray(0, 1))).at, 0)
})

test('refuses an unknown kind and a wrong size', () => {
  const unknown = twoEvents()
  unknown[40] = 200
  assert.match(faultOf(() => forEachRecord(unknown, ignore)).message, /byte 40: kind 200 is unkn/)
  const resized = twoEvents()
  resized[2] = 48
  assert.match(faultOf(() => forEachRecord(resized, ignore)).message, /has 40 bytes/)
  const report = new Uint8Array(40).fill(ReportModifyAck.kind, 0, 1)
  assert.match(
    faultOf(() => forEachRecord(report, ignore, commandSizes)).message,
    /kind 3 is unknown/,
  )
})

test.run()
