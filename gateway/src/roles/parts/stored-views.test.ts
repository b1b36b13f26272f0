// Views of the store are believed only where they are whole, of the frame that their name says, and of the
// event stream's history.
import { writeFileSync } from 'node:fs'
import { placeOrder } from '@openbell/sim/world/commands.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FramesGoneError } from '../../adapters/nats/generation-reader.js'
import { nodeFiles } from '../../adapters/node-files.js'
import { inFolder } from '../../operate/testing/folder.js'
import { alice, SmallFolder } from '../../operate/testing/small-folder.js'
import { openEventReader } from '../../publish/event-reader.js'
import { eventsFolder } from '../../recovery.js'
import { createViews } from '../../views/index.js'
import { storedViews, viewsName } from './stored-views.js'

interface World {
  readonly stored: Map<string, Uint8Array>
  readonly chains: Map<number, string>
  readonly warnings: string[]
  /** Frames before are no longer in the stream. */
  firstHeld: number
  sequences(): Promise<number[]>
}

const [older, newest] = [5, 9] as const

const inWorld = (use: (world: World) => Promise<void>) =>
  inFolder(async (folder) => {
    const small = new SmallFolder(folder)
    for (let n = 0; n < 10; n++) small.frame(placeOrder({ account: alice, priceTicks: 1 + n }))
    small.close()
    const views = createViews()
    const [stored, chains] = [new Map<string, Uint8Array>(), new Map<number, string>()]
    const options = { files: nodeFiles, folder: eventsFolder(folder), lastSequence: () => newest }
    const reader = openEventReader(options, 0)
    for (let frame = reader.next(); frame; frame = reader.next()) {
      const { sequence, chain } = frame
      views.fold(frame)
      chains.set(sequence, chain)
      if (sequence === older || sequence === newest)
        stored.set(viewsName(sequence, chain), views.snapshot())
    }
    reader.close()
    const warnings: string[] = []
    const world: World = {
      stored,
      chains,
      warnings,
      firstHeld: 1,
      async sequences() {
        const parts = {
          files: nodeFiles,
          folder,
          store: {
            names: async () => [...stored.keys(), 'holiday.views'].sort(),
            get: async (name: string, path: string) =>
              writeFileSync(path, stored.get(name) as Uint8Array),
          },
          stream: {
            head: async (sequence: number) => {
              if (sequence < world.firstHeld) throw new FramesGoneError('it is gone')
              return { chain: Buffer.from(chains.get(sequence) as string, 'hex') } as never
            },
          },
          reporter: { info() {}, warn: (message: string) => warnings.push(message), error() {} },
        }
        const found: number[] = []
        for await (const { sequence } of storedViews(parts)) found.push(sequence)
        return found
      },
    }
    await use(world)
  })

test('those that are good are given newest first', () =>
  inWorld(async (world) => {
    assert.equal(await world.sequences(), [newest, older])
    assert.equal(world.warnings, [])
  }))

const falseOnes: Record<string, [(world: World, name: string) => void, RegExp]> = {
  damaged: [({ stored }, name) => stored.set(name, new Uint8Array(99)), /it is no snapshot/],
  'of another frame': [
    ({ stored, chains }, name) =>
      stored.set(name, stored.get(viewsName(older, chains.get(older) ?? '')) as Uint8Array),
    /of another frame than its name says/,
  ],
  'of another history': [({ chains }) => chains.set(newest, '0'.repeat(16)), /another history/],
}

for (const [what, [spoil, words]] of Object.entries(falseOnes))
  test(`those that are ${what} are passed over`, () =>
    inWorld(async (world) => {
      spoil(world, viewsName(newest, world.chains.get(newest) ?? ''))
      assert.equal(await world.sequences(), [older])
      assert.match(world.warnings.join(), words)
    }))

test('those of frames that are gone are of no use', () =>
  inWorld(async (world) => {
    world.firstHeld = newest
    assert.equal(await world.sequences(), [newest])
    assert.match(world.warnings.join(), 'it is gone')
  }))

test.run()
