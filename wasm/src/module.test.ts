// What the built core is as a module: deaf, blind, exact, and of one size.
import { readFileSync } from 'node:fs'
import { limits } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { outputBytesMin } from './capacities.js'
import { EngineModuleError, engineFromBytes, enginePath, loadEngine } from './node.js'
import * as write from './testing/commands.js'
import { isFloat, opcodesOf } from './testing/opcodes.js'

/** As other languages get it. */
const core = () => new WebAssembly.Module(readFileSync(enginePath))

test('imports nothing but abort', () => {
  const imports = WebAssembly.Module.imports(core())
  assert.equal(
    imports.map(({ module, name }) => `${module}.${name}`),
    ['env.abort'],
  )
})

test('no floating-point instruction', () => {
  const floats = [...opcodesOf(readFileSync(enginePath))].filter(isFloat)
  assert.equal(floats, [])
})

test('the opcode walk sees floating-point instructions', () => {
  const body = [0x00, 0x43, 0, 0, 0, 0, 0x43, 0, 0, 0, 0, 0x92, 0x1a, 0x0b]
  const section = [0x01, body.length, ...body]
  const bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 10, section.length, ...section]
  assert.equal([...opcodesOf(new Uint8Array(bytes))].filter(isFloat), [0x43, 0x92])
})

test('no state outside of memory: the module has no global that is written', () => {
  assert.not(opcodesOf(readFileSync(enginePath)).has(0x24), 'global.set')
  const kinds = WebAssembly.Module.exports(core()).map(({ kind }) => kind)
  assert.not(kinds.includes('global'))
})

test('no 64-bit integer crosses the boundary: answers are plain numbers', () => {
  const { exports } = new WebAssembly.Instance(core(), { env: { abort() {} } })
  const initialise = exports.initialise as (...counts: number[]) => unknown
  assert.type(initialise(1, 1, 1, 17, 8, 8, 4, 16, 1, 8, 4, 2, 4096), 'number')
  for (const name of [
    'formatVersion',
    'inputAddress',
    'outputAddress',
    'position',
    'nextDeadline',
    'stateHash',
    'usage',
  ])
    assert.type((exports[name] as () => unknown)(), 'number')
})

test('the memory has its final size from the start', () => {
  const sizes: number[] = []
  const engine = loadEngine(undefined, write.smallCapacities)
  const note = (events: Uint8Array) => sizes.push(events.buffer.byteLength)
  engine.apply(1, 1, write.configure(), note)
  for (let sequence = 2; sequence < 50; sequence++)
    engine.apply(sequence, sequence, write.openAccount(sequence), note)
  assert.is(new Set(sizes).size, 1)
})

test('numbers of a frame cross the door exactly, and what is no count is refused', () => {
  const engine = loadEngine(undefined, write.smallCapacities)
  const apply = (sequence: number, timestampUs: number) =>
    engine.apply(sequence, timestampUs, new Uint8Array(), () => undefined)
  for (const count of [1, 2 ** 31, 2 ** 32 - 1, 2 ** 32 + 2 ** 31, 2 ** 53 - 1]) {
    apply(count, count)
    assert.equal([engine.sequence, engine.timestampUs], [count, count])
  }
  for (const count of [-1, 0.5, 2 ** 53, Number.NaN]) {
    assert.throws(() => apply(count, 1), /are no counts/)
    assert.throws(() => apply(1, count), /are no counts/)
  }
})

/** One whose only function is exported by this name, and returns a number below 64. */
function moduleOf(name: string, answer: number): Uint8Array {
  const section = (id: number, ...content: number[]) => [id, content.length, ...content]
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, 1, 0x60, 0, 1, 0x7f),
    ...section(3, 1, 0),
    ...section(7, 1, name.length, ...Buffer.from(name), 0, 0),
    ...section(10, 1, 4, 0, 0x41, answer, 0x0b),
  ])
}

test('another module than the core, and a core of another format, are refused by name', () => {
  for (const [name, message] of [
    ['main', 'the module is no core of Openbell: it exports no formatVersion'],
    ['formatVersion', `the core has format 3, not ${limits.formatVersion}`],
  ] as const) {
    const load = () => loadEngine(engineFromBytes(moduleOf(name, 3)), write.smallCapacities)
    const refused = (error: Error) =>
      error instanceof EngineModuleError && error.message === message
    assert.throws(load, refused)
  }
})

test('capacities that do not fit are refused', () => {
  assert.throws(() => loadEngine(undefined, { orders: 60_000_000 }), /fit/)
  assert.throws(() => loadEngine(undefined, { orders: 0 }), /orders must be a count/)
  assert.throws(() => loadEngine(undefined, { orders: 1.5 }), /orders must be a count/)
})

test('an output that has no room for a step of the core is refused', () => {
  const emit = new URL('../../engine-as/assembly/emit.ts', import.meta.url)
  const [, burstBytes] = /burstBytes: u32 = (\d+)/.exec(readFileSync(emit, 'utf8')) ?? []
  assert.is(outputBytesMin, Number(burstBytes))
  loadEngine(undefined, { ...write.smallCapacities, outputBytes: outputBytesMin })
  for (const outputBytes of [outputBytesMin - 1, 1])
    assert.throws(
      () => loadEngine(undefined, { ...write.smallCapacities, outputBytes }),
      ({ message }: Error) =>
        message.includes(`capacity outputBytes must be a count from 2048, not ${outputBytes}`),
    )
})

test.run()
