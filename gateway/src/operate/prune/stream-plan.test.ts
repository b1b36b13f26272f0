// A generation stays as long as somebody needs it, or nobody else has its frames; and the words say who.
import { EventHead } from '@openbell/protocol'
import { placeOrder } from '@openbell/sim/world/commands.js'
import type { StreamInfo } from 'nats'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { StreamKind } from '../../adapters/nats/streams.js'
import { nodeFiles } from '../../adapters/node-files.js'
import { scanJournal } from '../../journal/scan.js'
import { journalFolder } from '../../recovery.js'
import { inFolder } from '../testing/folder.js'
import { alice, SmallFolder } from '../testing/small-folder.js'
import { type PlannedStreams, planGenerations, type StreamPlanOptions } from './stream-plan.js'

/** Of the generations; each but the last ends where the next begins. */
const bases = [0, 20, 40, 60]

interface World {
  readonly kind: StreamKind
  readonly options: StreamPlanOptions
  readonly streams: PlannedStreams
  /** Consumers of each generation. */
  readonly readers: number[]
  /** The chain of a frame as the stream has it. */
  readonly chains: Map<number, Uint8Array>
}

function streamsOf(kind: StreamKind, folder: string, readers: number[]) {
  const frames = new Map<number, { chain: Uint8Array; bytes: Uint8Array }>()
  scanJournal(nodeFiles, journalFolder(folder), ({ head, chain, bytes }) => {
    frames.set(head.sequence, { chain: chain.slice(), bytes: bytes.slice() })
  })
  const chains = new Map([...frames].map(([sequence, { chain }]) => [sequence, chain]))
  const streams: PlannedStreams = {
    kind,
    list: async () => bases.map((base) => ({ base, name: `${kind}-${base}`, subject: '' })),
    info: async ({ base }) => {
      const index = bases.indexOf(base)
      const last_seq = (bases[index + 1] ?? base) - base
      return { state: { last_seq, consumer_count: readers[index] } } as StreamInfo
    },
    stored: async ({ base }, slot) => {
      const frame = frames.get(base + slot)
      if (!frame) throw new Error(`there is no frame ${base + slot}`)
      if (kind === 'journal') return chains.has(base + slot) ? frame.bytes : new Uint8Array(8)
      const head = new Uint8Array(EventHead.sizeBytes)
      head.set(chains.get(base + slot) ?? [], EventHead.offset.chain)
      return head
    },
  }
  return { streams, chains }
}

const inWorld = (kind: StreamKind, use: (world: World) => Promise<void>) =>
  inFolder(async (folder) => {
    const small = new SmallFolder(folder, 4096)
    for (let n = 0; n < 70; n++) small.frame(placeOrder({ account: alice, priceTicks: 1 + n }))
    small.close()
    const readers = [0, 0, 0, 0]
    const needs = [{ sequence: 41, who: 'tables' }]
    const options = { files: nodeFiles, folder, needs, keptCount: 1 }
    await use({ kind, options, readers, ...streamsOf(kind, folder, readers) })
  })

const reasonsOf = async ({ streams }: World, options: StreamPlanOptions) =>
  (await planGenerations(streams, options)).map(({ staysFor }) => staysFor)

for (const kind of ['journal', 'events'] as const) {
  test(`${kind}: what everybody is behind goes`, () =>
    inWorld(kind, async (world) => {
      const { options, streams } = world
      const plan = await planGenerations(streams, options)
      assert.equal(plan, [
        { name: `${kind}-0`, firstSequence: 1, lastSequence: 20, staysFor: null },
        { name: `${kind}-20`, firstSequence: 21, lastSequence: 40, staysFor: null },
        { name: `${kind}-40`, firstSequence: 41, lastSequence: 60, staysFor: 'tables: frame 41' },
      ])
      assert.equal(await reasonsOf(world, { ...options, keptCount: 3 }), [null])
      assert.equal(await reasonsOf(world, { ...options, keptCount: 9 }), [])
    }))

  test(`${kind}: the frame that somebody begins with stays`, () =>
    inWorld(kind, async (world) => {
      const reasons = (sequence: number) =>
        reasonsOf(world, { ...world.options, needs: [{ sequence, who: 'tables' }] })
      assert.equal(await reasons(21), [null, 'tables: frame 21', 'one before it stays'])
      assert.equal((await reasons(20))[0], 'tables: frame 20')
      assert.equal((await reasons(0))[0], 'there are no tables')
    }))

  test(`${kind}: what somebody reads stays`, () =>
    inWorld(kind, async (world) => {
      world.readers[1] = 1
      const reasons = await reasonsOf(world, world.options)
      assert.equal(reasons, [null, 'somebody reads it now', 'one before it stays'])
    }))

  test(`${kind}: what the folder does not hold stays`, () =>
    inWorld(kind, async (world) => {
      const { folder } = world.options
      const names = nodeFiles.list(`${folder}/${kind}`)
      assert.ok(names.length > 2)
      if (kind === 'events') world.chains.set(20, new Uint8Array(8))
      else {
        // A segment in the middle is enough: the frame at the end is not there.
        const within = names.findLast((name) => Number.parseInt(name, 10) <= 20) as string
        nodeFiles.rename(`${folder}/${kind}/${within}`, `${folder}/aside`)
      }
      assert.match(
        (await reasonsOf(world, world.options))[0] ?? '',
        /frame 20 in .* is not that of/,
      )
      for (const name of names) nodeFiles.remove(`${folder}/${kind}/${name}`)
      assert.match((await reasonsOf(world, world.options))[0] ?? '', /not at all/)
    }))

  test(`${kind}: a folder that begins later is no archive`, () =>
    inWorld(kind, async (world) => {
      const { folder } = world.options
      const [first] = nodeFiles.list(`${folder}/${kind}`)
      nodeFiles.remove(`${folder}/${kind}/${first}`)
      assert.match((await reasonsOf(world, world.options))[0] ?? '', /from frame \d+ on$/)
    }))
}

test.run()
