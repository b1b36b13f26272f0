// Words and bytes agree: a batch holds what `write` writes, and `get` gets what `read` reads.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as protocol from './index.js'
import { CommandBatch, EventCursor, type Given, limits } from './index.js'
import { commandLayouts, eventLayouts } from './schema/index.js'
import type { Layout, PlacedField } from './schema/layout.js'

type Values = Record<string, number | bigint | string | Uint8Array>

interface Shape {
  readonly kind: number
  readonly sizeBytes: number
  readonly get?: Record<string, (place: EventCursor) => unknown>
  read(view: DataView, at: number): Values
  write(view: DataView, at: number, record: Values): void
  encode(words: Uint32Array, at: number, record: Values): void
}

const shapeOf = ({ shape }: Layout) => (protocol as unknown as Record<string, Shape>)[shape.name]

/** Each field's greatest value, its smallest, and ones with a bit in every byte. */
const samples = {
  u8: [255, 0, 0x5a],
  u16: [65_535, 0, 0x5aa5],
  u32: [2 ** 32 - 1, 0, 0x80ff_7f01],
  u64: [2 ** 53 - 1, 0, 2 ** 52 + 0x80ff_7f01],
  i64: [(1n << 63n) - 1n, -(1n << 63n), -123_456_789_012n],
}

function sampleOf({ type, sizeBytes }: PlacedField, turn: number): Values[string] {
  if (typeof type === 'string') return samples[type][turn]
  if ('text' in type) return ['~'.repeat(sizeBytes), '', 'seven b'.slice(0, sizeBytes)][turn]
  return Uint8Array.from({ length: sizeBytes }, (_, index) => (index * 7 + turn * 91) & 0xff)
}

const recordOf = ({ fields }: Layout, turn: number): Values =>
  Object.fromEntries(fields.map((field) => [field.name, sampleOf(field, turn)]))

test('a batch holds the bytes that `write` writes, for every command', () => {
  for (const layout of commandLayouts)
    for (const turn of [0, 1, 2]) {
      const shape = shapeOf(layout)
      const record = { ...recordOf(layout, turn), lane: turn & 1, session: 7, laneSequence: 1 }
      const written = new Uint8Array(shape.sizeBytes)
      const sent = shape.kind < 8 ? recordOf(layout, turn) : record
      shape.write(new DataView(written.buffer), 0, sent)
      const batch = new CommandBatch(7)
      batch.add(shape, sent as Given<Values>)
      assert.equal(batch.take(), written, `${layout.shape.name}, ${turn}`)
    }
})

test('a cursor gets what `read` reads, of every event', () => {
  for (const layout of eventLayouts)
    for (const turn of [0, 1, 2]) {
      const shape = shapeOf(layout)
      const bytes = new Uint8Array(shape.sizeBytes)
      shape.write(new DataView(bytes.buffer), 0, recordOf(layout, turn))
      const cursor = new EventCursor()
      cursor.open(bytes)
      assert.ok(cursor.next())
      assert.is(cursor.kind, shape.kind)
      const record = cursor.read(shape)
      assert.equal(record, shape.read(new DataView(bytes.buffer), 0))
      for (const [field, value] of Object.entries(record)) {
        if (value instanceof Uint8Array) continue
        const got = shape.get?.[field]?.(cursor)
        const found = typeof value === 'bigint' ? BigInt(got as number) : got
        assert.is(found, value, `${layout.shape.name}.${field}, ${turn}`)
      }
      assert.not(cursor.next())
    }
})

test('an amount is a number while that is exact, and a bigint beyond', () => {
  const { Deposited } = protocol
  const amounts = [0, -1, 2 ** 53 - 1, 1 - 2 ** 53, 2n ** 53n, -(2n ** 53n), 2n ** 62n + 1n]
  for (const amountUnits of amounts) {
    const batch = new CommandBatch()
    batch.add(protocol.Deposit, { asset: 0, amountUnits, idempotencyKey: '' })
    const bytes = batch.take().slice()
    const at = protocol.Deposit.offset.amountUnits
    assert.is(new DataView(bytes.buffer).getBigInt64(at, true), BigInt(amountUnits))
    const event = new Uint8Array(Deposited.sizeBytes)
    event[0] = Deposited.kind
    event.set(bytes.subarray(at, at + 8), Deposited.offset.amountUnits)
    const cursor = new EventCursor()
    cursor.open(event)
    cursor.next()
    assert.is(Deposited.get.amountUnits(cursor), amountUnits)
  }
})

test('what is left out of a head is 0, and lanes count by themselves', () => {
  const batch = new CommandBatch(3)
  const cancel = { orderId: 5, clientOrderId: '', restriction: 0 }
  batch.add(protocol.CancelOrder, { ...cancel, lane: 1, account: 17, market: 2 })
  batch.add(protocol.CancelOrder, { ...cancel, lane: 1 })
  batch.add(protocol.CancelOrder, cancel)
  assert.is(batch.count, 3)
  const bytes = batch.take()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const heads = [0, 1, 2].map((index) => {
    const at = index * protocol.CancelOrder.sizeBytes
    const { lane, session, laneSequence, account, market } = protocol.CancelOrder.read(view, at)
    return [lane, session, laneSequence, account, market]
  })
  assert.equal(heads, [
    [1, 3, 1, 17, 2],
    [1, 3, 2, 0, 0],
    [0, 3, 1, 0, 0],
  ])
  assert.is(batch.count, 0)
  assert.is(batch.take().length, 0)
})

test('what does not fit is refused, and leaves the batch as it was', () => {
  const batch = new CommandBatch(0, 2 * protocol.CancelOrder.sizeBytes)
  const cancel = { orderId: 5, clientOrderId: '', restriction: 0 }
  const add = (clientOrderId: string) =>
    batch.add(protocol.CancelOrder, { ...cancel, clientOrderId })
  assert.throws(() => add('x'.repeat(37)), /exceeds 36/)
  assert.throws(() => add('naïve'), /printable ASCII/)
  assert.is(batch.count, 0)
  add('a')
  add('b')
  assert.throws(() => add('c'), 'a batch of 2 commands is full')
  assert.is(batch.take().length, 2 * protocol.CancelOrder.sizeBytes)
  const money = (amountUnits: protocol.Amount) =>
    new CommandBatch().add(protocol.Deposit, { asset: 0, amountUnits, idempotencyKey: '' })
  assert.throws(() => money(0.5), '0.5 is no exact amount')
  assert.throws(() => money(2 ** 53), /no exact amount/)
  assert.throws(() => money(1n << 63n), /does not fit 64 bits/)
  assert.throws(
    () => new CommandBatch().add(protocol.OpenAccount, { uuid: new Uint8Array(15) }),
    'expected 16 bytes, got 15',
  )
})

test('a cursor walks parts of one memory, and refuses what is no event', () => {
  const { BookLevel } = protocol
  const memory = new Uint8Array(4 * BookLevel.sizeBytes)
  const level = { flags: 0, commandIndex: 0, market: 0, updateId: 1, totalLots: 1 }
  for (const priceTicks of [0, 1, 2, 3])
    BookLevel.write(new DataView(memory.buffer), priceTicks * BookLevel.sizeBytes, {
      ...level,
      priceTicks,
    })
  const cursor = new EventCursor()
  const prices = (part: Uint8Array) => {
    const seen: number[] = []
    for (cursor.open(part); cursor.next(); ) seen.push(BookLevel.get.priceTicks(cursor))
    return seen
  }
  assert.equal(prices(memory.subarray(BookLevel.sizeBytes, 3 * BookLevel.sizeBytes)), [1, 2])
  assert.equal(prices(memory.slice()), [0, 1, 2, 3])
  assert.equal(prices(new Uint8Array()), [])
  assert.throws(() => prices(memory.subarray(0, BookLevel.sizeBytes + 4)), /is cut off/)
  assert.throws(() => prices(memory.subarray(2)), /multiple of four/)
  memory[0] = 200
  assert.throws(() => prices(memory), /kind 200 is unknown/)
})

test('a batch takes a whole frame by default', () => {
  const batch = new CommandBatch()
  const uuid = new Uint8Array(16)
  const most = Math.floor(limits.framePayloadBytesMax / protocol.OpenAccount.sizeBytes)
  for (let index = 0; index < most; index++) batch.add(protocol.OpenAccount, { uuid })
  assert.throws(() => batch.add(protocol.OpenAccount, { uuid }), /is full/)
})

test.run()
