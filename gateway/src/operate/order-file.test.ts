// Order files come in pieces of any size, and are refused where they are not what they say.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { OperateError } from './errors.js'
import { InputFile } from './input-file.js'
import { orderBytes, orderPieces, readOrders } from './order-file.js'
import { inFolder } from './testing/folder.js'
import { encodeOrderFile } from './testing/order-file.js'

const orders = Array.from({ length: 25 }, (_, index) => ({
  type: 'new' as const,
  orderId: index + 1,
  quantity: 5,
  priceTicks: 100 + index,
}))
const good = encodeOrderFile(orders)

const written = (folder: string, bytes: Uint8Array): InputFile => {
  const path = join(folder, 'orders.bin')
  writeFileSync(path, bytes)
  return new InputFile(path)
}

test('gives all records, whatever the size of a piece', () =>
  inFolder(async (folder) => {
    const file = written(folder, good)
    for (const recordsMax of [1, 7, 25, 1000]) {
      const pieces: Uint8Array[] = []
      for await (const piece of orderPieces(file, recordsMax)) {
        assert.ok(piece.length > 0 && piece.length <= recordsMax * orderBytes)
        pieces.push(piece.slice())
      }
      assert.equal(Buffer.concat(pieces), good.subarray(16))
    }
    assert.equal(Buffer.from(await readOrders(file)), good.subarray(16))
  }))

test('takes a file without records', () =>
  inFolder(async (folder) => {
    assert.is((await readOrders(written(folder, encodeOrderFile([])))).length, 0)
  }))

const changed = (at: number, value: number): Buffer => {
  const bytes = Buffer.from(good)
  bytes[at] = value
  return bytes
}

const bad: [string, Uint8Array, RegExp][] = [
  ['nothing', Buffer.alloc(0), /is no order file$/],
  ['half a head', good.subarray(0, 15), /is no order file$/],
  ['another magic', changed(0, 0x30), /is no order file$/],
  ['another version', changed(8, 2), /has version 2, not 1$/],
  ['fewer records than it says', good.subarray(0, -40), /says 25 records and holds 24$/],
  ['a cut record', good.subarray(0, -1), /says 25 records and holds 24$/],
  ['more than it says', Buffer.concat([good, Buffer.alloc(3)]), /says 25 records and holds 25$/],
  ['an unknown type', changed(16 + 3 * 40, 3), /record 3 has type 3$/],
  ['a gap in its sequences', changed(16 + 4 * 40 + 8, 5), /record 4 has sequence 5$/],
]
for (const [name, bytes, words] of bad)
  test(`refuses ${name}`, () =>
    inFolder(async (folder) => {
      try {
        await readOrders(written(folder, bytes))
      } catch (error) {
        assert.instance(error, OperateError)
        assert.match((error as Error).message, words)
        return
      }
      assert.unreachable()
    }))

test.run()
