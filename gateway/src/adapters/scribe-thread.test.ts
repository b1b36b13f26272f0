// A scribe in a thread of its own: the path that it helps writes and finds the very same bytes as one
// that does everything itself.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { compileEngine } from '@openbell/engine'
import { limits, Side } from '@openbell/protocol'
import { deposit, openAccount, placeOrder } from '@openbell/sim/world/commands.js'
import { smallCapacities, smallGenesis } from '@openbell/sim/world/small-genesis.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Path } from '../exchange.js'
import { FedLink, SetClock } from '../operate/fed-link.js'
import { inFolder } from '../operate/testing/folder.js'
import { PathMeter, type Scribe } from '../ports.js'
import { openEventReader } from '../publish/event-reader.js'
import { eventsFolder } from '../recovery.js'
import { threadEntry } from '../roles/parts/thread-entry.js'
import { scribeOf } from '../roles/threads/scribe.js'
import { nodeFiles } from './node-files.js'
import { type DistantScribe, scribeBehind } from './scribe-behind.js'
import { makeScribeMemory } from './scribe-records.js'
import { type NewsMemory, startScribeThread } from './scribe-thread.js'
import { sharedLinkBytes } from './shared-link.js'

const engine = compileEngine()
const [alice, bob] = [limits.accountUserMin, limits.accountUserMin + 1]
const segmentBytes = 128 * 1024

async function withThread(work: (scribe: DistantScribe) => void, news?: NewsMemory): Promise<void> {
  const memory = makeScribeMemory()
  const thread = startScribeThread(threadEntry, memory, news)
  thread.on('error', () => {})
  try {
    work(scribeBehind(memory))
  } finally {
    await thread.terminate()
  }
}

class World {
  readonly link = new FedLink()
  readonly path: Path
  private readonly clock = new SetClock(1_700_000_000_000_000)

  constructor(
    readonly folder: string,
    scribe: Scribe,
    published: (sequence: number) => void = () => {},
  ) {
    this.path = new Path({
      files: nodeFiles,
      folder,
      clock: this.clock,
      random: { bytes: (length) => new Uint8Array(length).fill(7) },
      reporter: { info() {}, warn() {}, error() {} },
      link: this.link,
      keeper: { keep: () => false },
      scribe,
      engine,
      capacities: smallCapacities,
      genesis: () => smallGenesis(),
      meter: new PathMeter(),
      published,
      settings: {
        segmentBytes,
        snapshotCommands: 1000,
        sealAfterUs: 1,
        freeBytesMin: 0,
        cancelOnlyUs: 0,
      },
    })
  }

  /** Frames small and large, of which the largest has events of several parts. */
  trade(): this {
    this.turn(openAccount(1), openAccount(2))
    this.turn(deposit(alice, 0, 1_000_000n, 'a'), deposit(bob, 1, 1_000_000_000n, 'b'))
    for (const count of [1, 3, 200, 4_500, 1, 1_000]) this.turn(...orders(count))
    return this
  }

  private turn(...commands: readonly Uint8Array[]): void {
    this.link.feed(Buffer.concat(commands))
    if (!this.path.turn()) throw new Error('no frame was made')
  }
}

const orders = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, index) =>
    placeOrder({
      account: index % 2 === 0 ? alice : bob,
      side: index % 2 === 0 ? Side.sell : Side.buy,
      priceTicks: 100 + (index % 5),
    }),
  )

/** Every file of journal and event log, as one text a file. */
const contentsOf = (folder: string): string[] =>
  ['journal', 'events'].flatMap((name) =>
    readdirSync(join(folder, name)).map(
      (file) => `${name}/${file} ${readFileSync(join(folder, name, file)).toString('base64')}`,
    ),
  )

/** What is in a folder after the first life of an exchange. */
function live(folder: string, scribe: Scribe): string[] {
  new World(folder, scribe).trade().path.close()
  return contentsOf(folder)
}

test('journal and event log are the same, byte for byte, with the thread and without', () =>
  inFolder(async (folder) => {
    const alone = live(join(folder, 'alone'), scribeOf(nodeFiles))
    for (const name of ['journal/', 'events/'])
      assert.ok(alone.filter((file) => file.startsWith(name)).length > 1, `${name} rolled`)
    await withThread((scribe) => assert.equal(live(join(folder, 'helped'), scribe), alone))
  }))

test('a start comes to the same, and makes lost events again', () =>
  inFolder(async (folder) => {
    for (const isLost of [false, true]) {
      const [alone, helped] = ['alone', 'helped'].map((name) => join(folder, `${name} ${isLost}`))
      const restart = (data: string, scribe: Scribe) => {
        const { path } = new World(data, scribe)
        path.close()
        return { recovery: path.recovery, state: path.core.stateHash(), files: contentsOf(data) }
      }
      live(alone, scribeOf(nodeFiles))
      if (isLost) rmSync(eventsFolder(alone), { recursive: true })
      cpSync(alone, helped, { recursive: true })
      const expected = restart(alone, scribeOf(nodeFiles))
      await withThread((scribe) => assert.equal(restart(helped, scribe), expected))
      assert.ok(expected.recovery.commands > 5_000)
    }
  }))

test('what was published can be read', () =>
  inFolder(async (folder) => {
    const news = {
      link: new SharedArrayBuffer(sharedLinkBytes),
      sequence: new SharedArrayBuffer(8),
    }
    await withThread((scribe) => {
      const { path } = new World(folder, scribe, scribe.published).trade()
      path.close()
      const lastSequence = () => Number(new BigInt64Array(news.sequence)[0])
      assert.is(lastSequence(), path.sequence)
      const reader = openEventReader(
        { files: nodeFiles, folder: eventsFolder(folder), lastSequence },
        0,
      )
      let read = 0
      while (reader.next()) read++
      reader.close()
      assert.is(read, path.sequence)
    }, news)
  }))

test('a thread that has failed ends the path', () =>
  inFolder(async (folder) => {
    // Where it is to write zeros there is a folder.
    mkdirSync(join(folder, 'journal/next.making'), { recursive: true })
    await withThread((scribe) =>
      assert.throws(() => new World(folder, scribe), /the other thread has failed/),
    )
  }))

test.run()
