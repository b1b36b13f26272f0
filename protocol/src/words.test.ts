// Words and bytes agree: a batch holds what `write` writes, and `get` gets what `read` reads.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fixed } from './generate-fields.js'
import * as protocol from './index.js'
import { CommandBatch, EventCursor, type Given, limits } from './index.js'
import { commandLayouts, eventLayouts } from './schema/index.js'
import type { Layout, PlacedField } from './schema/layout.js'

type Values = Record<string, number | bigint | string | Uint8Array>

interface Shape {
  readonly kind: number
  readonly sizeBytes: number
  readonly offset: Record<string, number>
  readonly get?: Record<string, (words: Uint32Array, at: number) => unknown>
  read(view: DataView, at: number): Values
  write(view: DataView, at: number, record: Values): void
  encode(
    words: Uint32Array,
    at: number,
    session: number,
    sequence: number,
    record: Given<Values>,
  ): void
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
      assert.ok(cursor.hasNext)
      assert.is(cursor.next(), shape.kind)
      const record = cursor.read(shape)
      assert.equal(record, shape.read(new DataView(bytes.buffer), 0))
      for (const [field, value] of Object.entries(record)) {
        if (value instanceof Uint8Array) continue
        const got = shape.get?.[field]?.(cursor.words, cursor.at)
        const found = typeof value === 'bigint' ? BigInt(got as number) : got
        assert.is(found, value, `${layout.shape.name}.${field}, ${turn}`)
      }
      assert.not(cursor.hasNext)
    }
})

test('an amount is a number while that is exact, and a bigint beyond', () => {
  const { Deposited } = protocol
  const edges = [2 ** 52 - 1, 2 ** 52, -(2 ** 52), -(2 ** 52) - 1, 2 ** 53 - 1, 1 - 2 ** 53]
  const amounts = [0, -1, ...edges, 2n ** 53n, -(2n ** 53n), 2n ** 62n + 1n]
  for (const amountUnits of amounts) {
    const batch = new CommandBatch()
    batch.add(protocol.Deposit, { asset: 0, amountUnits, idempotencyKey: '' })
    const bytes = batch.take().slice()
    const at = protocol.Deposit.offset.amountUnits
    assert.is(new DataView(bytes.buffer).getBigInt64(at, true), BigInt(amountUnits))
    const event = new Uint8Array(Deposited.sizeBytes)
    event.set([Deposited.kind, 0, Deposited.sizeBytes])
    event.set(bytes.subarray(at, at + 8), Deposited.offset.amountUnits)
    const cursor = new EventCursor()
    cursor.open(event)
    cursor.next()
    assert.is(Deposited.get.amountUnits(cursor.words, cursor.at), amountUnits)
  }
})

test('what is left out of a head is 0, and commands count by themselves', () => {
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
    [0, 3, 3, 0, 0],
  ])
  assert.is(batch.count, 0)
  assert.is(batch.take().length, 0)
})

test('what does not fit is refused, and leaves the batch as it was', () => {
  const batch = new CommandBatch()
  const cancel = { orderId: 5, clientOrderId: '', restriction: 0 }
  const add = (clientOrderId: string) =>
    batch.add(protocol.CancelOrder, { ...cancel, clientOrderId })
  assert.throws(() => add('x'.repeat(37)), /exceeds 36/)
  assert.throws(() => add('naïve'), /printable ASCII/)
  assert.is(batch.count, 0)
  const number = (orderId: number) => batch.add(protocol.CancelOrder, { ...cancel, orderId })
  for (const orderId of [-1, 0.5, 2 ** 53, Number.NaN])
    assert.throws(
      () => number(orderId),
      ({ message }: Error) => message.includes(`${orderId} is no whole number of 53 bits`),
    )
  assert.throws(
    () => batch.add(protocol.CancelOrder, { ...cancel, account: 2 ** 32 }),
    ({ message }: Error) => message.includes('4294967296 is no whole number of 32 bits'),
  )
  const order = { ...protocol.limitOrder, priceTicks: 1, quantityLots: 1 }
  for (const side of [256, -1, 0.5, Number.NaN, 'sell'])
    assert.throws(
      () => batch.add(protocol.PlaceOrder, { ...order, side: side as number }),
      ({ message }: Error) => message.includes(`${side} is no whole number of 8 bits`),
    )
  assert.throws(() => batch.add(protocol.CancelOrder, { ...cancel, lane: 256 }), /256 is no whole/)
  assert.is(batch.count, 0)
  const money = (amountUnits: protocol.Amount) =>
    new CommandBatch().add(protocol.Deposit, { asset: 0, amountUnits, idempotencyKey: '' })
  assert.throws(
    () => money(0.5),
    ({ message }: Error) => message.includes('0.5 is no exact amount'),
  )
  assert.throws(() => money(2 ** 53), /no exact amount/)
  assert.throws(() => money(1n << 63n), /does not fit 64 bits/)
  assert.throws(
    () => new CommandBatch().add(protocol.OpenAccount, { uuid: new Uint8Array(15) }),
    ({ message }: Error) => message.includes('expected 16 bytes, got 15'),
  )
})

test('a field that is missing is named, whatever its type', () => {
  for (const layout of commandLayouts)
    for (const field of layout.fields) {
      const { name, stated } = field
      if (stated !== undefined || fixed(layout, field) !== undefined) continue
      const record = { ...recordOf(layout, 0), [name]: undefined } as unknown as Given<Values>
      const add = () => new CommandBatch().add(shapeOf(layout), record)
      const isNamed = ({ message }: Error) => message === `the field ${name} is missing`
      assert.throws(add, isNamed, `${layout.shape.name} without ${name}`)
    }
})

test('a command that is refused leaves nothing, nor does an earlier batch', () => {
  const batch = new CommandBatch()
  const asset = { asset: 9, assetKind: 1, decimals: 8, displayDecimals: 8, switches: 3 }
  const free = { withdrawalMinUnits: -1, withdrawalMaxUnits: -1, withdrawalFeeUnits: -1 }
  const list = (name: string) =>
    batch.add(protocol.ListAsset, { ...asset, ...free, code: '~~~~~~~~~~~~', name })
  const uuid = new Uint8Array(16)
  for (const name of ['x'.repeat(27), `${'x'.repeat(27)}ï`]) {
    if (name.length === 28) assert.throws(() => list(name), /printable/)
    else list(name)
    if (name.length === 27) batch.take()
    for (const account of [1, 2, 3]) batch.add(protocol.OpenAccount, { uuid, account })
    const bytes = batch.take()
    const view = new DataView(bytes.buffer, 0, bytes.length)
    const { sizeBytes } = protocol.OpenAccount
    const opened = [0, 1, 2].map((index) => protocol.OpenAccount.read(view, index * sizeBytes))
    for (const [index, { account, deadlineMs, market, uuid: read }] of opened.entries())
      assert.equal([account, deadlineMs, market, read], [index + 1, 0, 0, uuid])
  }
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
    for (cursor.open(part); cursor.hasNext; ) {
      assert.is(cursor.next(), BookLevel.kind)
      seen.push(BookLevel.get.priceTicks(cursor.words, cursor.at))
    }
    return seen
  }
  assert.equal(prices(memory.subarray(BookLevel.sizeBytes, 3 * BookLevel.sizeBytes)), [1, 2])
  assert.equal(prices(memory.slice()), [0, 1, 2, 3])
  assert.equal(prices(new Uint8Array()), [])
  assert.throws(() => cursor.next(), /needs 40 bytes of 0/)
  assert.throws(() => prices(memory.subarray(0, BookLevel.sizeBytes + 4)), /needs 40 bytes of 4$/)
  assert.throws(() => prices(memory.subarray(2)), /multiple of four/)
  for (const sizeBytes of [0, 41, 48]) {
    memory[BookLevel.sizeBytes + 2] = sizeBytes
    assert.throws(() => prices(memory), /byte 40: .* has 40 bytes, not what it says/)
  }
  for (const kind of [200, 7]) {
    memory[0] = kind
    assert.throws(
      () => prices(memory),
      ({ message }: Error) => message.includes(`record at byte 0: kind ${kind} is unknown`),
    )
  }
})

test('a cursor reads above 2 GiB too, where a large core writes its events', () => {
  const at = 2 ** 31 + 8
  const memory = new ArrayBuffer(at + protocol.BookLevel.sizeBytes)
  const level = { flags: 0, commandIndex: 0, market: 3, updateId: 1, priceTicks: 5, totalLots: 7 }
  protocol.BookLevel.write(new DataView(memory), at, level)
  const cursor = new EventCursor(new Uint8Array(memory, at))
  assert.is(cursor.next(), protocol.BookLevel.kind)
  assert.equal(cursor.read(protocol.BookLevel), level)
  assert.is(protocol.BookLevel.get.totalLots(cursor.words, cursor.at), 7)
  assert.not(cursor.hasNext)
})

test('a batch takes a whole frame by default', () => {
  const batch = new CommandBatch()
  const uuid = new Uint8Array(16)
  const most = Math.floor(limits.framePayloadBytesMax / protocol.OpenAccount.sizeBytes)
  for (let index = 0; index < most; index++) batch.add(protocol.OpenAccount, { uuid })
  const add = () => batch.add(protocol.OpenAccount, { uuid })
  assert.throws(add, ({ message }: Error) =>
    message.includes(`a batch of ${most} commands is full`),
  )
  assert.is(batch.take().length, most * protocol.OpenAccount.sizeBytes)
  add()
  assert.is(batch.take().length, protocol.OpenAccount.sizeBytes)
})

test.run()
