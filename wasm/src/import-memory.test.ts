// What a module is after its memory was taken out.
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { importMemory } from './import-memory.js'
import { compileEngine, enginePath, loadEngine } from './node.js'
import * as write from './testing/commands.js'

const core = () => new Uint8Array(readFileSync(enginePath))

test('the memory is imported, and still handed out; nothing else is another', () => {
  const before = new WebAssembly.Module(core())
  const after = new WebAssembly.Module(importMemory(core()))
  assert.equal(WebAssembly.Module.imports(after), [
    ...WebAssembly.Module.imports(before),
    { module: 'env', name: 'memory', kind: 'memory' },
  ])
  assert.equal(WebAssembly.Module.exports(after), WebAssembly.Module.exports(before))
})

test('the limits are those of the module', () => {
  const module = new WebAssembly.Module(importMemory(core()))
  const memory = new WebAssembly.Memory({ initial: 0 })
  const instantiate = () => new WebAssembly.Instance(module, { env: { abort() {}, memory } })
  assert.throws(instantiate, (error: Error) => error instanceof WebAssembly.LinkError)
})

test('done twice it changes nothing more', () => {
  const once = importMemory(core())
  assert.is(importMemory(once), once)
})

test('a module without imports, without a memory, or none at all stays as it is', () => {
  const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
  for (const sections of [[], [5, 3, 1, 0, 1], [2, 1, 0], [5], [2, 0xff, 0xff, 0xff, 0xff, 0xff]]) {
    const bytes = Uint8Array.from([...head, ...sections])
    assert.is(importMemory(bytes), bytes)
  }
  const text = new TextEncoder().encode('<!doctype html><title>404</title>')
  assert.is(importMemory(text), text)
})

test('an engine of the module as it is does the same', () => {
  const hashOf = (module: object) => {
    const engine = loadEngine({ module, hash: '' }, write.smallCapacities)
    engine.apply(1, 1, write.configure(), () => undefined)
    return engine.stateHash()
  }
  assert.is(hashOf(new WebAssembly.Module(core())), hashOf(compileEngine().module))
})

test('to make an engine detaches no buffer', () => {
  const { Memory } = WebAssembly
  const buffers: ArrayBuffer[] = []
  WebAssembly.Memory = class extends Memory {
    constructor(size: { initial: number }) {
      super(size)
      buffers.push(this.buffer)
    }
  }
  try {
    loadEngine(undefined, write.smallCapacities)
  } finally {
    WebAssembly.Memory = Memory
  }
  assert.ok(buffers.length > 0)
  assert.not(buffers.some(({ byteLength }) => byteLength === 0))
})

test.run()
