// Export files: what stands in for a snapshot that another core cannot read.
import { compileEngine, type Engine, loadEngine } from '@openbell/engine'
import { Chance } from '@openbell/sim/world/chance.js'
import { SimFiles } from '@openbell/sim/world/files.js'
import { smallCapacities, smallGenesis } from '@openbell/sim/world/small-genesis.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { enginesIn } from './engines.js'
import { exportNames, writeExport } from './export-file.js'
import { restoreCore } from './matching.js'
import { type SnapshotIdentity, snapshotNames, writeSnapshot } from './snapshot-file.js'

const folder = 'data/snapshots'
const engine = compileEngine()
const options = {
  engines: enginesIn(new SimFiles(), 'data/engines', engine),
  capacities: smallCapacities,
}
const other = enginesIn(new SimFiles(), 'data/engines', { ...engine, hash: '0'.repeat(64) })
const larger = { ...smallCapacities, orders: 2048, accounts: 999 }

/** A core that has applied this many frames. */
function coreAt(sequence: number): Engine {
  const core = loadEngine(engine, smallCapacities)
  for (let i = 1; i <= sequence; i++)
    core.apply(i, 1000 * i, i === 1 ? smallGenesis() : new Uint8Array(0), () => {})
  return core
}

const identityOf = (sequence: number): SnapshotIdentity => ({
  exchangeId: new Uint8Array(16).fill(1),
  sequence,
  timestampUs: sequence * 1000,
  epoch: 3,
  chain: new Uint8Array(8).fill(sequence),
  eventsDigest: new Uint8Array(8).fill(sequence + 1),
})

/** A snapshot, and its export beside it. */
function write(files: SimFiles, sequence: number): void {
  const identity = identityOf(sequence)
  const { core } = writeSnapshot(files, folder, engine, identity, coreAt(sequence).snapshot())
  writeExport(files, folder, engine, identity, core)
}

/** What a core is made of, and what was said about what was passed over. */
function restored(files: SimFiles, changed: Partial<typeof options> = {}, sequenceMax = 1000) {
  const words: string[] = []
  const report = (word: string) => words.push(word)
  const found = restoreCore({ ...options, ...changed }, files, folder, sequenceMax, report)
  return { identity: found?.identity, core: found?.core, words }
}

test('a snapshot of other pools or of another module is stood in for by its export', () => {
  const files = new SimFiles()
  write(files, 3)
  write(files, 5)
  for (const changed of [{ capacities: larger }, { engines: other }]) {
    const { identity, core, words } = restored(files, changed)
    assert.equal(identity?.chain, identityOf(5).chain)
    assert.equal(identity?.eventsDigest, identityOf(5).eventsDigest)
    assert.is(core?.stateHash(), coreAt(5).stateHash())
    assert.is(core?.sequence, 5)
    assert.is(words.length, 1)
    assert.match(words[0], 'snapshot is passed over')
  }
  assert.is(restored(files, { capacities: larger }).core?.capacities.orders, 2048)
})

test('where the snapshot can be used its export is not asked', () => {
  const files = new SimFiles()
  write(files, 5)
  files.replace(`${folder}/${exportNames(files, folder)[0]}`, new Uint8Array(9))
  const { core, words } = restored(files)
  assert.is(core?.sequence, 5)
  assert.equal(words, [])
})

test('an export above what was published is no more used than its snapshot', () => {
  const files = new SimFiles()
  write(files, 3)
  write(files, 5)
  assert.is(restored(files, { capacities: larger }, 4).core?.sequence, 3)
  const path = `${folder}/${snapshotNames(files, folder)[1]}`
  files.replace(path, new Uint8Array(9))
  assert.is(restored(files, {}, 4).core?.sequence, 3)
  assert.is(restored(files).core?.sequence, 5)
})

test('a damaged export is passed over with a word, and so is one for which a pool is too small', () => {
  const files = new SimFiles()
  write(files, 3)
  write(files, 5)
  const small = restored(files, { capacities: { ...smallCapacities, orders: 8 } })
  assert.is(small.core, undefined)
  assert.match(
    small.words[1],
    /export is passed over: capacity orders is 8, the limit of the venue/,
  )
  const path = `${folder}/${exportNames(files, folder)[1]}`
  const bytes = files.contentOf(path)
  for (let bit = 0; bit < bytes.length * 8; bit += 1 + Math.floor(bit / 512) * 61) {
    const flipped = bytes.slice()
    flipped[bit >> 3] ^= 1 << (bit & 7)
    files.replace(path, flipped)
    const { core, words } = restored(files, { capacities: larger })
    assert.is(core?.sequence, 3, `bit ${bit}`)
    assert.match(words[1], `${path} is passed over: `)
  }
})

test('the exports of the snapshots that are kept are kept', () => {
  const files = new SimFiles()
  for (const sequence of [3, 5, 9, 12]) write(files, sequence)
  assert.equal(exportNames(files, folder).map(Number.parseFloat), [9, 12])
})

test('a crash at any step of writing leaves the snapshot, and an export that is whole or none', () => {
  for (let number = 1; ; number++) {
    const files = new SimFiles()
    write(files, 3)
    const { core } = writeSnapshot(files, folder, engine, identityOf(5), coreAt(5).snapshot())
    let steps = 0
    files.watch = () => {
      if (++steps === number) throw new Error('crash')
    }
    let isWhole = true
    try {
      writeExport(files, folder, engine, identityOf(5), core)
    } catch {
      isWhole = false
    }
    files.restart()
    files.losePower(new Chance(number), { kept: 1, dropped: 1, torn: 1, garbage: 1 })
    assert.is(restored(files).core?.sequence, 5, `step ${number}`)
    const { core: grown, words } = restored(files, { capacities: larger })
    assert.ok(grown?.sequence === 3 || grown?.sequence === 5, `step ${number}`)
    assert.ok(words.every((word) => /snapshot is passed over/.test(word)))
    if (isWhole) {
      assert.ok(number > 5)
      break
    }
  }
})

test.run()
