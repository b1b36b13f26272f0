// A data folder is proven sound, and every kind of damage is found and named.
import { copyFileSync, cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileEngine, Engine } from '@openbell/engine'
import { SegmentHead, SnapshotHead } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nodeFiles } from '../adapters/node-files.js'
import type { Path } from '../exchange.js'
import { headBytes } from '../journal/frame.js'
import { writeSnapshot } from '../matching/snapshot-file.js'
import { snapshotsFolder } from '../recovery.js'
import { lockFolder } from './folder-lock.js'
import { inFolder } from './testing/folder.js'
import { runCli, runCliWith } from './testing/run-cli.js'
import { SmallFolder } from './testing/small-folder.js'
import { type Verification, verifyFolder } from './verify-folder.js'

const engine = compileEngine()
const segment = 'journal/0000000000000001.segment'
const eventSegment = 'events/0000000000000001.events'
const genesisOffset = SegmentHead.sizeBytes + headBytes + 48
const snapshot = 'snapshots/0000000000000002.snapshot'

const openPath = (folder: string): Path => new SmallFolder(folder).path

/** Four frames (epoch, genesis, epoch, closed) and a snapshot after the second. */
function fill(folder: string): void {
  const first = openPath(folder)
  const { body, ...identity } = first.snapshotOrder(first.core.snapshot())
  writeSnapshot(nodeFiles, snapshotsFolder(folder), engine, identity, body)
  // The process was killed here; it starts once more and ends in good order.
  openPath(folder).close()
}

const proven = (folder: string, toSequence?: number): Verification =>
  verifyFolder(nodeFiles, folder, engine, toSequence)

function flip(path: string, offset: number): void {
  const bytes = readFileSync(path)
  bytes[offset] ^= 1
  writeFileSync(path, bytes)
}

test('a sound folder is sound, and reading changes nothing in it', () =>
  inFolder((folder) => {
    fill(folder)
    const before = readFileSync(join(folder, segment))
    const { stateHash, commands, ...rest } = proven(folder)
    assert.equal(rest, {
      sound: true,
      segments: 1,
      frames: 4,
      sequence: 4,
      fromSequence: 0,
      eventFrames: 4,
      snapshots: 1,
      notes: [],
      faults: [],
      advice: [],
    })
    assert.ok(commands > 10)
    assert.match(stateHash, /^[0-9a-f]{16}$/)
    assert.equal(readFileSync(join(folder, segment)), before)
  }))

const damages: [string, (folder: string) => void, RegExp][] = [
  [
    'a flipped bit in a frame',
    (folder) => flip(join(folder, segment), genesisOffset + headBytes + 3),
    new RegExp(`${segment} at offset ${genesisOffset}: frame 2 was durable, and the payload is`),
  ],
  [
    'a flipped bit in the segment head',
    (folder) => flip(join(folder, segment), 9),
    new RegExp(`${segment} at offset 0: the segment head is damaged`),
  ],
  [
    'a flipped bit in an event',
    (folder) => flip(join(folder, eventSegment), 400),
    new RegExp(`${eventSegment} at offset \\d+: the events are damaged`),
  ],
  [
    'an event log of another history',
    (folder) => {
      const other = join(folder, 'other')
      fill(other)
      rmSync(join(other, eventSegment))
      rmSync(join(other, 'journal'), { recursive: true })
      rmSync(join(other, 'snapshots'), { recursive: true })
      const path = openPath(other)
      path.turn()
      path.close()
      copyFileSync(join(other, eventSegment), join(folder, eventSegment))
    },
    new RegExp(`${eventSegment} at offset \\d+: frame 3: `),
  ],
  [
    'a journal that lost what was published',
    (folder) => {
      const older = join(folder, 'older')
      openPath(older)
      copyFileSync(join(older, segment), join(folder, segment))
      rmSync(older, { recursive: true })
    },
    /frame 3 was published, but the journal ends at 2/,
  ],
  [
    'an event log that is gone',
    (folder) => rmSync(join(folder, 'events'), { recursive: true }),
    /events ends at frame 0 of 4, though the exchange was closed in good order/,
  ],
  [
    'a flipped bit in a snapshot',
    (folder) => flip(join(folder, snapshot), SnapshotHead.sizeBytes + 200),
    new RegExp(`${snapshot}: its body is damaged`),
  ],
  [
    'a snapshot of another state',
    (folder) => {
      const core = new Engine(engine)
      core.apply(2, 1_000_000, new Uint8Array(0), () => {})
      const path = openPath(join(folder, 'other'))
      const { body, ...identity } = path.snapshotOrder(core.snapshot())
      writeSnapshot(nodeFiles, snapshotsFolder(folder), engine, identity, body)
    },
    new RegExp(`${snapshot}: its state is [0-9a-f]{16}, the replay's [0-9a-f]{16}`),
  ],
  [
    'a snapshot above the end',
    (folder) => {
      const path = openPath(join(folder, 'other'))
      const { body, ...identity } = path.snapshotOrder(path.core.snapshot())
      const above = { ...identity, sequence: 9 }
      writeSnapshot(nodeFiles, snapshotsFolder(folder), engine, above, body)
    },
    /0000000000000009.snapshot: it lies above frame 4, where the journal ends/,
  ],
  [
    'a snapshot under a wrong name',
    (folder) =>
      copyFileSync(join(folder, snapshot), join(folder, 'snapshots/0000000000000003.snapshot')),
    /0000000000000003.snapshot: it is of frame 2/,
  ],
]
for (const [name, damage, words] of damages)
  test(`finds ${name}`, () =>
    inFolder((folder) => {
      fill(folder)
      damage(folder)
      const { sound, faults, advice } = proven(folder)
      assert.is(sound, false)
      assert.is(faults.length, 1)
      assert.match(faults[0], words)
      assert.is(advice.length, 1)
    }))

test('a torn tail of the event log is no fault after a kill', () =>
  inFolder((folder) => {
    openPath(folder)
    const path = join(folder, eventSegment)
    truncateSync(path, readFileSync(path).length - 5)
    const { sound, notes, eventFrames } = proven(folder)
    assert.ok(sound)
    assert.is(eventFrames, 1)
    assert.is(notes.length, 2)
    assert.match(
      notes[0],
      new RegExp(`${eventSegment} at offset \\d+: the last event frame is torn`),
    )
    assert.match(notes[1], 'ends at frame 1 of 2')
  }))

test('a head of the event log that never reached the disk is no fault', () =>
  inFolder((folder) => {
    openPath(folder)
    writeFileSync(join(folder, 'events/0000000000000003.events'), Buffer.alloc(50))
    const { sound, notes } = proven(folder)
    assert.ok(sound)
    assert.match(notes[0], '0000000000000003.events at offset 0: ')
  }))

test('a folder in use is proved up to what was published', () =>
  inFolder((folder) => {
    fill(folder)
    const unlock = lockFolder(folder)
    truncateSync(join(folder, eventSegment), readFileSync(join(folder, eventSegment)).length - 5)
    const { code, out } = runCli('verify', '--data', folder)
    assert.is(code, 0)
    assert.match(out, /^state hash {2}[0-9a-f]{16} after frame 3$/m)
    unlock()
  }))

test('it stops at the frame that it is told, whatever lies behind', () =>
  inFolder((folder) => {
    fill(folder)
    flip(join(folder, segment), genesisOffset + headBytes)
    const { sound, sequence, stateHash } = proven(folder, 1)
    assert.ok(sound)
    assert.is(sequence, 1)
    fill(join(folder, 'other'))
    assert.is(stateHash, proven(join(folder, 'other'), 1).stateHash)
  }))

test('the command says so and exits by it', () =>
  inFolder((folder) => {
    fill(folder)
    const good = runCli('verify', '--data', folder)
    assert.is(good.code, 0)
    assert.match(good.out, /^sound$/m)
    flip(join(folder, segment), genesisOffset + headBytes)
    const bad = runCli('verify', '--data', folder)
    assert.is(bad.code, 1)
    assert.match(bad.out, new RegExp(`^FAULT: .*${segment} at offset ${genesisOffset}: `, 'm'))
    assert.match(bad.out, /^NOT SOUND$/m)
    assert.is(JSON.parse(runCli('verify', '--data', folder, '--json').out).sound, false)
  }))

test('a folder that is no exchange is one line', () =>
  inFolder((folder) => {
    const empty = runCli('verify', '--data', folder)
    assert.is(empty.code, 2)
    const another = 'name another by --data or OPENBELL_DATA'
    assert.is(empty.errors, `openbell: ${folder} holds no journal; ${another}\n`)
    const none = runCli('verify', '--data', join(folder, 'none'))
    assert.is(none.code, 2)
    assert.is(none.errors, `openbell: ${join(folder, 'none')}: no such folder; ${another}\n`)
  }))

test('the default folder is OPENBELL_DATA', () =>
  inFolder((folder) => {
    const data = join(folder, 'data')
    fill(data)
    cpSync(data, join(folder, 'copy'), { recursive: true })
    assert.is(runCliWith({ OPENBELL_DATA: join(folder, 'copy') }, 'verify').code, 0)
  }))

test.run()
