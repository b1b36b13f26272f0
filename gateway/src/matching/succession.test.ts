// An exchange through two versions of its module: each decides its own epochs, now and in every replay.
import { readFileSync } from 'node:fs'
import { type EngineModule, engineFromBytes, enginePath } from '@openbell/engine'
import { dataFolder } from '@openbell/sim/world/exchange.js'
import type { SimFiles } from '@openbell/sim/world/files.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { enginesFolder } from '../recovery.js'
import { PathWorld } from '../testing/path-world.js'
import { EngineFileError, enginesIn, keepEngine } from './engines.js'
import { type TakeOver, takeOverByExport } from './take-over.js'

const plain = readFileSync(enginePath)

/** The same code by another name: a section that says nothing to the machine. */
const versioned = (version: number): Uint8Array =>
  Buffer.concat([plain, Uint8Array.of(0, 3, 1, 'v'.charCodeAt(0), version)])

/** Puts a module where an exchange would keep it. */
function keep(files: SimFiles, bytes: Uint8Array): void {
  const path = 'package/module.wasm'
  files.makeFolder('package')
  files.remove(path)
  const file = files.open(path, 'create')
  file.write(bytes, 0)
  file.close()
  keepEngine(files, enginesFolder(dataFolder), path)
}

interface TakenOver {
  readonly sequence: number
  readonly to: string
}

/** Both modules are kept where it says so; the exchange has run with the first, then with the second. */
function upgraded(keepsFirst = true) {
  const world = new PathWorld()
  const [first, second] = [versioned(1), versioned(2)]
  if (keepsFirst) keep(world.files, first)
  keep(world.files, second)
  const taken: TakenOver[] = []
  const takeOver: TakeOver = (core, to, capacities) => {
    taken.push({ sequence: core.sequence, to: to.hash })
    const successor = takeOverByExport(core, to, capacities)
    assert.is(successor.stateHash(), core.stateHash())
    return successor
  }
  const start = (engine: EngineModule) => world.start({}, { engine, takeOver })
  const engines = { first: engineFromBytes(first), second: engineFromBytes(second) }
  const before = start(engines.first)
  world.trade(before, 20)
  before.path.close()
  const upgradedAt = before.path.sequence
  const stateHash = before.path.core.stateHash()
  const after = start(engines.second)
  return { world, engines, start, taken, upgradedAt, stateHash, after }
}

test('the new module takes over the state where its epoch begins, once', () => {
  const { taken, upgradedAt, engines, after, world } = upgraded()
  assert.equal(taken, [{ sequence: upgradedAt, to: engines.second.hash }])
  world.trade(after, 10)
  assert.is(taken.length, 1)
})

test('a replay of all of it gives each its own frames, and the same state', () => {
  const { taken, upgradedAt, engines, after, world, start } = upgraded()
  world.trade(after, 10)
  after.path.close()
  taken.length = 0
  const again = start(engines.second)
  assert.equal(taken, [{ sequence: upgradedAt, to: engines.second.hash }])
  again.path.close()
  // Back to the first: the same once more, and then the other way.
  taken.length = 0
  const back = start(engines.first)
  assert.equal(
    taken.map(({ to }) => to),
    [engines.second.hash, engines.first.hash],
  )
  back.path.close()
})

test('a snapshot of the old module starts the old module, which hands over', () => {
  const { world, engines, start, taken } = upgraded()
  const old = start(engines.first)
  const { body, ...identity } = old.path.snapshotOrder(old.path.core.snapshot())
  old.keeper.keep(body.length, () => ({ ...identity, body }))
  old.keeper.work()
  old.path.close()
  taken.length = 0
  const { path } = start(engines.second)
  assert.is(path.recovery.fromSequence, identity.sequence)
  assert.is(taken.length, 1)
  world.trade(start(engines.second), 3)
})

test('where the old module was not kept, the digests tell whether the new one decides alike', () => {
  const { taken, stateHash, after } = upgraded(false)
  assert.equal(taken, [])
  assert.is.not(stateHash, '')
  assert.ok(after.path.sequence > 20)
})

test('what cannot take over ends the start before anything is written', () => {
  const { world, engines, after } = upgraded()
  after.path.close()
  const sequence = after.path.sequence
  const takeOver: TakeOver = () => {
    throw new Error('pool orders is too small')
  }
  const third = engineFromBytes(versioned(3))
  keep(world.files, versioned(3))
  assert.throws(
    () => world.start({}, { engine: third, takeOver }),
    ({ message }: Error) => message.includes('pool orders is too small'),
  )
  assert.is(world.start({}, { engine: engines.second }).path.sequence, sequence + 1)
})

test('a module that is kept is whole, or refused', () => {
  const { files } = new PathWorld()
  keep(files, plain)
  keep(files, plain)
  const current = engineFromBytes(versioned(1))
  const { hash } = engineFromBytes(plain)
  const folder = enginesFolder(dataFolder)
  const engines = enginesIn(files, folder, current)
  assert.is(engines.find(hash)?.hash, hash)
  assert.is(engines.find(current.hash), current)
  assert.is(engines.find('0'.repeat(64)), undefined)
  const path = `${folder}/${hash}.wasm`
  const bytes = files.contentOf(path)
  bytes[100] ^= 1
  files.replace(path, bytes)
  assert.throws(
    () => enginesIn(files, folder, current).find(hash),
    (error: Error) => error instanceof EngineFileError && error.message.startsWith(path),
  )
})

test.run()
