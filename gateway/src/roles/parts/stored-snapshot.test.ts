// What the store holds is believed only where the log, the checksums and a core agree.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { placeOrder } from '@openbell/sim/world/commands.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { nodeFiles } from '../../adapters/node-files.js'
import { scanJournal } from '../../journal/scan.js'
import { readSnapshot, type SnapshotIdentity, writeProved } from '../../matching/snapshot-file.js'
import { inFolder } from '../../operate/testing/folder.js'
import { alice, SmallFolder } from '../../operate/testing/small-folder.js'
import type { ReplicatedLog, StoredFrame } from '../../ports.js'
import { journalFolder } from '../../recovery.js'
import { failureOf } from '../../testing/stream-world.js'
import { type StoredSnapshotParts, storedSnapshots } from './stored-snapshot.js'

interface World {
  readonly parts: StoredSnapshotParts
  readonly warnings: string[]
  /** Of the log. */
  readonly frames: StoredFrame[]
  /** Paths of the store's files, by their names. */
  readonly stored: Map<string, string>
  readonly sequences: readonly [number, number]
  /** The newest snapshot again, with something else in it. */
  change(identity: Partial<SnapshotIdentity>, body?: (body: Uint8Array) => void): void
}

const nameOf = (sequence: number) => `${String(sequence).padStart(16, '0')}.snapshot`

/** Two snapshots of an exchange with frames before, between and behind them. */
const inWorld = (use: (world: World) => Promise<void>) =>
  inFolder(async (folder) => {
    const data = join(folder, 'data')
    const small = new SmallFolder(data)
    const sequences: number[] = []
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 5; n++) small.frame(placeOrder({ account: alice, priceTicks: 1 + n }))
      if (round === 2) break
      small.snapshot()
      sequences.push(small.path.sequence)
    }
    small.close()
    const frames: StoredFrame[] = []
    let exchangeId: Uint8Array = new Uint8Array()
    scanJournal(nodeFiles, journalFolder(data), (frame) => {
      exchangeId = frame.exchangeId
      frames.push({ sequence: frame.head.sequence, bytes: frame.bytes.slice() })
    })
    const [older, newest] = sequences as [number, number]
    const stored = new Map(
      sequences.map((sequence) => [nameOf(sequence), join(data, 'snapshots', nameOf(sequence))]),
    )
    const warnings: string[] = []
    const fresh = join(folder, 'fresh')
    mkdirSync(fresh)
    await use({
      parts: {
        files: nodeFiles,
        folder: fresh,
        aside: join(fresh, 'aside'),
        store: {
          names: async () => [...stored.keys()].sort(),
          get: async (name, path) => copyFileSync(stored.get(name) as string, path),
        },
        stream: logOf(frames),
        exchangeId,
        reporter: { info() {}, warn: (message) => warnings.push(message), error() {} },
      },
      warnings,
      frames,
      stored,
      sequences: [older, newest],
      change(identity, body = () => {}) {
        const read = readSnapshot(nodeFiles, stored.get(nameOf(newest)) as string)
        if (typeof read === 'string') throw new Error(read)
        body(read.body)
        const changed = { ...read.identity, ...identity }
        const path = writeProved(nodeFiles, folder, nameOf(newest), changed, read.body)
        stored.set(nameOf(newest), path)
      },
    })
  })

const unexpected = () => Promise.reject(new Error('nobody writes or follows here'))

const logOf = (frames: readonly StoredFrame[]): ReplicatedLog => ({
  append: unexpected,
  follow: unexpected,
  last: async () => frames.at(-1),
  async *read(from) {
    for (const frame of frames) if (frame.sequence >= from) yield [frame]
  },
})

async function provedOf({ parts }: World): Promise<number[]> {
  const found: number[] = []
  for await (const { identity, frame } of storedSnapshots(parts)) {
    assert.is(frame.head.sequence, identity.sequence)
    assert.ok(existsSync(join(parts.aside, nameOf(identity.sequence))))
    found.push(identity.sequence)
  }
  return found
}

test('what is good is given newest first, and leaves nothing aside', () =>
  inWorld(async (world) => {
    const [older, newest] = world.sequences
    assert.equal(await provedOf(world), [newest, older])
    assert.equal(nodeFiles.list(world.parts.aside), [])
    assert.equal(world.warnings, [])
  }))

const falseOnes: Record<string, [(world: World) => void, RegExp]> = {
  'cut off': [
    ({ stored, sequences: [, newest], parts }) => {
      const path = join(parts.folder, 'cut')
      const bytes = readFileSync(stored.get(nameOf(newest)) as string)
      writeFileSync(path, bytes.subarray(0, bytes.length - 1))
      stored.set(nameOf(newest), path)
    },
    /it is cut off/,
  ],
  'of another frame than its name says': [
    ({ stored, sequences: [older, newest] }) => {
      stored.set(nameOf(newest), stored.get(nameOf(older)) as string)
    },
    /it is of frame/,
  ],
  'of another exchange': [
    ({ change }) => change({ exchangeId: new Uint8Array(16) }),
    /another exchange/,
  ],
  'of another history': [({ change }) => change({ chain: new Uint8Array(8) }), /another history/],
  'of another epoch': [({ change }) => change({ epoch: 7 }), /its epoch or time is not/],
  'of another time': [({ change }) => change({ timestampUs: 7 }), /its epoch or time is not/],
  'of other events': [
    ({ change }) => change({ eventsDigest: new Uint8Array(8) }),
    /its events are/,
  ],
  'of another state than its hash': [
    ({ change }) => change({}, (body) => body.fill(1, body.length - 100)),
    /no core can be restored/,
  ],
}

for (const [what, [spoil, words]] of Object.entries(falseOnes))
  test(`one that is ${what} is passed over, and the one before it taken`, () =>
    inWorld(async (world) => {
      const [older] = world.sequences
      spoil(world)
      assert.equal(await provedOf(world), [older])
      assert.match(world.warnings.at(-1) ?? '', words)
    }))

test('a snapshot of frames that the log has lost stops everything', () =>
  inWorld(async (world) => {
    const [, newest] = world.sequences
    world.frames.splice(newest - 1)
    const failure = await failureOf(provedOf(world))
    assert.is(failure?.name, 'RecoveryError')
    assert.match(failure?.message ?? '', /acknowledged data is lost/)
  }))

test.run()
