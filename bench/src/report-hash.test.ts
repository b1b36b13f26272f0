// The canonical stream is what plain strings say, whatever the size of numbers and parts.
import { createHash } from 'node:crypto'
import {
  ReportCancelAck,
  ReportCancelReject,
  ReportModifyAck,
  ReportModifyReject,
  ReportOrderAck,
  ReportTrade,
} from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ReportLog, reportBytes } from './report-hash.js'

type Report = readonly [
  kind: number,
  sequence: number,
  side: number,
  orderId: number,
  priceTicks: bigint,
  quantity: number,
  makerOrderId: number,
]

const shapes = [
  ReportOrderAck,
  ReportTrade,
  ReportCancelAck,
  ReportModifyAck,
  ReportCancelReject,
  ReportModifyReject,
]

function encode(reports: readonly Report[]): Uint8Array {
  const bytes = new Uint8Array(reports.length * reportBytes)
  const view = new DataView(bytes.buffer)
  for (const [index, report] of reports.entries()) {
    const [kind, sequence, side, orderId, priceTicks, quantity, makerOrderId] = report
    const record = { sequence, side, orderId, priceTicks, quantity, makerOrderId }
    shapes[kind].write(view, index * reportBytes, record)
  }
  return bytes
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

function hashOf(...parts: readonly Report[][]): string {
  const log = new ReportLog()
  for (const part of parts) log.add(encode(part))
  assert.is(log.count, parts.flat().length)
  return log.sha256()
}

test('each kind has its line', () => {
  const lines = '0,0,1,7,100,5\n1,1,100,3,7,8\n2,2,1,7,100\n3,3,0,9,99,4\n4,4,7\n5,5,7'
  const hash = hashOf([
    [0, 0, 1, 7, 100n, 5, 0],
    [1, 1, 0, 8, 100n, 3, 7],
    [2, 2, 1, 7, 100n, 0, 0],
    [3, 3, 0, 9, 99n, 4, 0],
    [4, 4, 0, 7, 0n, 0, 0],
    [5, 5, 0, 7, 0n, 0, 0],
  ])
  assert.is(hash, sha256(lines))
})

test('inside a sequence the kinds are sorted and nothing else, also across parts', () => {
  const trade = (maker: number): Report => [1, 4, 0, 9, 50n, 1, maker]
  const modified: Report = [3, 4, 1, 9, 50n, 3, 0]
  const next: Report = [0, 5, 0, 10, 1n, 1, 0]
  const lines = '1,4,50,1,3,9\n1,4,50,1,1,9\n1,4,50,1,2,9\n3,4,1,9,50,3\n0,5,0,10,1,1'
  assert.is(hashOf([modified, trade(3)], [trade(1), trade(2), next]), sha256(lines))
})

test('numbers of every size are exact', () => {
  const ids = [0, 9, 10, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1]
  const prices = [0n, -1n, 4294967295n, 4294967296n, 9223372036854775807n, -9223372036854775808n]
  const reports = ids.map((id, index): Report => [0, index, 1, id, prices[index], 4294967295, 0])
  const lines = ids.map((id, index) => `0,${index},1,${id},${prices[index]},4294967295`)
  assert.is(hashOf(reports), sha256(lines.join('\n')))
})

test('no reports are an empty stream, and many more than a buffer are hashed whole', () => {
  assert.is(hashOf([]), sha256(''))
  const many = Array.from(
    { length: 100_000 },
    (_, index): Report => [2, index, 0, index * 3, BigInt(index), 0, 0],
  )
  const lines = many.map(([, sequence, , id, price]) => `2,${sequence},0,${id},${price}`)
  assert.is(hashOf(many), sha256(lines.join('\n')))
})

test.run()
