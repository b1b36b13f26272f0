// The store on a real server: the same bytes or a refusal, and offers that stop nobody.
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  failureOf,
  type StreamWorld,
  settings,
  until,
  withServer,
} from '../../testing/stream-world.js'
import { errorText } from './errors.js'
import { SnapshotOffers } from './snapshot-offers.js'
import { SnapshotStore } from './snapshot-store.js'

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'openbell-snapshots-'))
  try {
    await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

const storeOf = async (world: StreamWorld) => new SnapshotStore(await world.connect(), settings)
const nameOf = (sequence: number, ending = 'snapshot') =>
  `${String(sequence).padStart(16, '0')}.${ending}`

withServer('a file is taken as it was put', (world) =>
  inFolder(async (folder) => {
    const store = await storeOf(world)
    assert.equal(await store.names(), [])
    const bytes = randomBytes(7_000_000)
    const [source, path] = [join(folder, 'source'), join(folder, 'taken')]
    await writeFile(source, bytes)
    await store.put('b', source)
    await store.put('a', source)
    assert.equal(await (await storeOf(world)).names(), ['a', 'b'])
    await store.get('b', path)
    assert.is(Buffer.compare(await readFile(path), bytes), 0)
    await store.delete('b')
    assert.equal(await store.names(), ['a'])
    await rm(path)
    assert.match((await failureOf(store.get('b', path)))?.message ?? '', 'no longer there')
  }),
)

withServer('a file that was changed is refused, and leaves none', (world) =>
  inFolder(async (folder) => {
    const store = await storeOf(world)
    const [source, path] = [join(folder, 'source'), join(folder, 'taken')]
    await writeFile(source, randomBytes(600_000))
    await store.put('a', source)
    const { connection } = await world.connect()
    const manager = await connection.jetstreamManager()
    const first = await manager.streams.getMessage('OBJ_test-0-snapshots', { seq: 1 })
    // Another chunk in the middle of it: as many bytes more as a chunk has.
    await connection.jetstream().publish(first.subject, first.data)
    assert.is((await failureOf(store.get('a', path)))?.name, 'SnapshotTransferError')
    assert.match((await failureOf(readFile(path)))?.message ?? '', 'ENOENT')
    await store.put('a', source)
    await store.get('a', path)
  }),
)

withServer(
  'a store that is full keeps nothing of a file, and takes it when there is room',
  (world) =>
    inFolder(async (folder) => {
      const store = await storeOf(world)
      assert.equal(await store.names(), [])
      const manager = await (await world.connect()).connection.jetstreamManager()
      const stream = 'OBJ_test-0-snapshots'
      await manager.streams.update(stream, { max_bytes: 1_000_000 })
      const source = join(folder, 'source')
      await writeFile(source, randomBytes(20_000_000))
      assert.match(errorText(await failureOf(store.put('a', source))), 'maximum bytes exceeded')
      assert.is((await manager.streams.info(stream)).state.messages, 0)
      await manager.streams.update(stream, { max_bytes: -1 })
      await store.put('a', source)
      assert.equal(await store.names(), ['a'])
    }),
)

interface Offering {
  readonly store: SnapshotStore
  readonly path: string
  readonly told: string[]
  readonly warnings: string[]
  /** Of the event stream. */
  published: number
  offers(): SnapshotOffers
  /** Offers a snapshot with its export. */
  offer(offers: SnapshotOffers, sequence: number): void
}

const withOffers = (name: string, use: (offering: Offering) => Promise<void>) =>
  withServer(name, (world) =>
    inFolder(async (folder) => {
      const store = await storeOf(world)
      const path = join(folder, 'source')
      await writeFile(path, randomBytes(100))
      const warnings: string[] = []
      const told: string[] = []
      const log = {
        info: (message: string) => told.push(message),
        warn: (message: string) => warnings.push(message),
        error() {},
      }
      const offering: Offering = {
        store,
        path,
        told,
        warnings,
        published: 1_000,
        offers() {
          const events = { lastSequence: async () => offering.published }
          const { signal } = world.stopping
          return new SnapshotOffers({ store, events, log, signal }, ['.snapshot', '.export'])
        },
        offer: (offers, sequence) =>
          offers.offer({
            sequence,
            main: { name: nameOf(sequence), path },
            beside: [{ name: nameOf(sequence, 'export'), path }],
          }),
      }
      await use(offering)
    }),
  )

const untilNames = async (store: SnapshotStore, sequences: readonly number[]): Promise<void> => {
  const wanted = sequences.flatMap((sequence) => [nameOf(sequence, 'export'), nameOf(sequence)])
  await until(async () => (await store.names()).join() === wanted.join())
}

withOffers('the two newest stay, and one core puts what many have', async (offering) => {
  const { store, offer } = offering
  const [one, two] = [offering.offers(), offering.offers()]
  for (const sequence of [10, 20, 30]) {
    offer(one, sequence)
    await untilNames(store, sequence === 10 ? [10] : [sequence - 10, sequence])
  }
  // Each leaves it to the other where there is one since its own last.
  for (const sequence of [25, 40, 50]) offer(two, sequence)
  await untilNames(store, [30, 50])
  for (const sequence of [51, 60]) offer(one, sequence)
  await untilNames(store, [50, 60])
  for (const left of [25, 40, 51])
    assert.not(offering.told.includes(`${nameOf(left)} is in the store`), `${left}`)
  assert.equal(offering.warnings, [])
})

withOffers('a name from beyond the stream is nobody’s snapshot', async (offering) => {
  const { store, path, offer } = offering
  await store.put(nameOf(5_000), path)
  const one = offering.offers()
  for (const sequence of [10, 20, 30]) {
    offer(one, sequence)
    await until(() => offering.told.includes(`${nameOf(sequence)} is in the store`))
  }
  const names = await store.names()
  assert.equal(
    names.filter((name) => name.endsWith('.snapshot')),
    [20, 30, 5_000].map((sequence) => nameOf(sequence)),
  )
})

withOffers('a snapshot waits for its events to be in the stream', async (offering) => {
  offering.published = 9
  offering.offer(offering.offers(), 10)
  await until(() => offering.warnings.length > 0)
  assert.match(offering.warnings[0], 'the event stream ends at frame 9')
  assert.equal(await offering.store.names(), [])
  offering.published = 10
  await untilNames(offering.store, [10])
})

test.run()
