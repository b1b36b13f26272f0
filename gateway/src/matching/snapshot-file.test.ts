// Snapshot files: only what was proved gets a name, and nothing that is damaged is ever used.
import { compileEngine, type Engine, type EngineModule, loadEngine } from '@openbell/engine'
import { Chance } from '@openbell/sim/world/chance.js'
import { SimFiles } from '@openbell/sim/world/files.js'
import { smallCapacities, smallGenesis } from '@openbell/sim/world/small-genesis.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { enginesIn } from './engines.js'
import { freshCore, restoreCore } from './matching.js'
import {
  newestSnapshotSequence,
  readSnapshot,
  type SnapshotIdentity,
  snapshotNames,
  writeSnapshot,
} from './snapshot-file.js'

const folder = 'data/snapshots'
const engine = compileEngine()
/** None but the current one was kept. */
const keptWith = (current: EngineModule) => enginesIn(new SimFiles(), 'data/engines', current)
const options = { engine, engines: keptWith(engine), capacities: smallCapacities }

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

const write = (files: SimFiles, sequence: number, body = coreAt(sequence).snapshot()) =>
  writeSnapshot(files, folder, engine, identityOf(sequence), body)

/** The sequence of the snapshot that would be used, and what was said about others. */
function restored(files: SimFiles, sequenceMax = 1000) {
  const words: string[] = []
  const found = restoreCore(options, files, folder, sequenceMax, (word) => words.push(word))
  return { sequence: found?.identity.sequence, core: found?.core, words }
}

test('a snapshot is the core that it was taken of', () => {
  const files = new SimFiles()
  write(files, 7)
  const { core, sequence, words } = restored(files)
  assert.is(sequence, 7)
  assert.is(core?.stateHash(), coreAt(7).stateHash())
  assert.is(core?.sequence, 7)
  assert.equal(words, [])
  const read = readSnapshot(files, `${folder}/${snapshotNames(files, folder)[0]}`)
  assert.ok(typeof read !== 'string')
  assert.equal(read.identity.chain, identityOf(7).chain)
  assert.equal(read.identity.eventsDigest, identityOf(7).eventsDigest)
  assert.is(read.identity.epoch, 3)
})

test('where there is none, a core begins from nothing', () => {
  assert.is(restored(new SimFiles()).sequence, undefined)
  assert.is(freshCore(options).sequence, 0)
  assert.is(newestSnapshotSequence(new SimFiles(), folder), 0)
})

test('the two newest are kept, and the newest that may be used is', () => {
  const files = new SimFiles()
  for (const sequence of [3, 5, 9, 12]) write(files, sequence)
  assert.equal(snapshotNames(files, folder).map(Number.parseFloat), [9, 12])
  assert.is(newestSnapshotSequence(files, folder), 12)
  assert.is(restored(files).sequence, 12)
  assert.is(restored(files, 11).sequence, 9)
  assert.is(restored(files, 8).sequence, undefined)
})

test('a damaged snapshot is passed over with a word, wherever the bit is', () => {
  const files = new SimFiles()
  write(files, 3)
  write(files, 5)
  const path = `${folder}/${snapshotNames(files, folder)[1]}`
  const bytes = files.contentOf(path)
  for (let bit = 0; bit < bytes.length * 8; bit += 1 + Math.floor(bit / 2048) * 61) {
    const flipped = bytes.slice()
    flipped[bit >> 3] ^= 1 << (bit & 7)
    files.replace(path, flipped)
    const { sequence, words } = restored(files)
    assert.is(sequence, 3, `bit ${bit}`)
    assert.match(words[0], `${path} is passed over: `)
  }
  for (let length = 0; length < bytes.length; length += 997) {
    files.replace(path, bytes.subarray(0, length))
    assert.is(restored(files).sequence, 3, `${length} bytes`)
  }
  files.replace(path, bytes)
  assert.is(restored(files).sequence, 5)
})

test('a snapshot of another engine or other capacities is passed over', () => {
  const files = new SimFiles()
  write(files, 3)
  const words: string[] = []
  const other = { ...engine, hash: '0'.repeat(64) }
  const none = (changed: Partial<typeof options>) =>
    restoreCore({ ...options, ...changed }, files, folder, 9, (word) => words.push(word))
  assert.is(none({ engines: keptWith(other) }), undefined)
  assert.is(none({ capacities: { ...smallCapacities, orders: 2048 } }), undefined)
  assert.match(words[0], 'is not this one')
  assert.match(words[1], 'capacity orders was 1024, not 2048')
})

test('a core that cannot be restored gets no snapshot', () => {
  const files = new SimFiles()
  const body = coreAt(4).snapshot()
  body[body.length - 100] ^= 1
  assert.throws(() => write(files, 4, body))
  assert.equal(snapshotNames(files, folder), [])
})

test('what reads back otherwise than it was written gets no name', () => {
  const files = new SimFiles()
  files.watch = ({ action, moment, path }) => {
    if (action !== 'sync' || moment !== 'after') return
    const bytes = files.contentOf(path)
    bytes[bytes.length - 1] ^= 1
    files.replace(path, bytes)
  }
  assert.throws(() => write(files, 4), /reads back wrong: its body is damaged/)
  assert.equal(snapshotNames(files, folder), [])
})

test('what another thread writes of a later frame is left to it', () => {
  const files = new SimFiles()
  files.makeFolder(folder)
  const later = '0000000000000009.snapshot.writing'
  files.open(`${folder}/${later}`, 'create').close()
  write(files, 5)
  assert.ok(files.list(folder).includes(later))
  write(files, 10)
  assert.not(files.list(folder).includes(later))
})

test('a crash at any step leaves the older snapshots, and what was left aside goes', () => {
  for (let number = 1; ; number++) {
    const files = new SimFiles()
    write(files, 3)
    let steps = 0
    files.watch = () => {
      if (++steps === number) throw new Error('crash')
    }
    let isWhole = true
    try {
      write(files, 5)
    } catch {
      isWhole = false
    }
    files.restart()
    files.losePower(new Chance(number), { kept: 1, dropped: 1, torn: 1, garbage: 1 })
    const { sequence, words } = restored(files)
    assert.ok(sequence === 3 || sequence === 5, `step ${number}`)
    assert.equal(words, [])
    write(files, 7)
    assert.is(restored(files).sequence, 7)
    assert.not(files.list(folder).some((name) => name.endsWith('.writing')))
    if (isWhole) {
      assert.ok(number > 10)
      break
    }
  }
})

test.run()
