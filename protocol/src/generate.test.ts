// The generated files equal their description, and the layout of every record is the committed one.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { generatedFiles, staleFiles } from './generate.js'
import * as protocol from './index.js'
import { allEnums, commandLayouts, eventLayouts, limits } from './schema/index.js'
import { layOut } from './schema/layout.js'
import { field } from './schema/shape.js'

const root = fileURLToPath(new URL('../../', import.meta.url))

test('no generated file is stale', () => {
  assert.equal(staleFiles(), [], 'run: node protocol/dist/generate.js')
})

test('no offset has moved: the layout is the committed one', () => {
  const committed = readFileSync(`${root}protocol/layout.txt`, 'utf8')
  assert.is(generatedFiles().get('protocol/layout.txt'), committed)
})

test('what is compiled has the described sizes', () => {
  for (const { shape, sizeBytes } of commandLayouts)
    assert.is(protocol.commandSizes[shape.kind], sizeBytes, shape.name)
  for (const { shape, sizeBytes } of eventLayouts)
    assert.is(protocol.eventSizes[shape.kind], sizeBytes, shape.name)
  assert.is(
    protocol.rejectNames.length,
    allEnums.find(({ name }) => name === 'Reject')?.values.length,
  )
})

test('kinds are unique, and every command fits its slot', () => {
  for (const layouts of [commandLayouts, eventLayouts])
    assert.is(new Set(layouts.map(({ shape }) => shape.kind)).size, layouts.length)
  for (const { shape, sizeBytes } of commandLayouts)
    assert.ok(sizeBytes <= limits.commandBytesMax, shape.name)
})

test('names of an enumeration are unique', () => {
  for (const { name, values } of allEnums) assert.is(new Set(values).size, values.length, name)
})

test('a record that is not aligned, not whole or named twice is refused', () => {
  const shape = (...fields: ReturnType<typeof field>[]) => ({
    name: 'X',
    kind: 0,
    about: '',
    fields,
  })
  assert.throws(() => layOut(shape(field('a', 'u8'), field('b', 'u32'))), /not aligned/)
  assert.throws(() => layOut(shape(field('a', 'u32'))), /multiple of 8/)
  assert.throws(() => layOut(shape(field('a', 'u32'), field('a', 'u32'))), /twice/)
})

test('what is written is read again', () => {
  const view = new DataView(new ArrayBuffer(protocol.PlaceOrder.sizeBytes))
  const order = {
    lane: 1,
    session: 2,
    laneSequence: 2 ** 53 - 1,
    deadlineMs: 4,
    account: 5,
    market: 6,
    priceTicks: 2 ** 40 + 7,
    quantityLots: 8,
    side: 1,
    orderType: 2,
    timeInForce: 1,
    selfTradePrevention: 3,
    clientOrderId: 'x'.repeat(36),
  }
  protocol.PlaceOrder.write(view, 0, order)
  assert.equal(protocol.PlaceOrder.read(view, 0), order)
})

test.run()
