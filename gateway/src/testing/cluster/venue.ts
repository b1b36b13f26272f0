// A venue of processes on real streams, of a test's own: cores, edges and projectors, each in a data folder.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { compileEngine } from '@openbell/engine'
import { connectNats, type NatsClient } from '../../adapters/nats/connect.js'
import { storedOf } from '../../adapters/nats/snapshot-offers.js'
import { SnapshotStore } from '../../adapters/nats/snapshot-store.js'
import { StreamSet } from '../../adapters/nats/streams.js'
import { nodeFiles } from '../../adapters/node-files.js'
import { type ClusterSettings, readSettings } from '../../config.js'
import { type Verification, verifyFolder } from '../../operate/verify-folder.js'
import { TestNats } from '../nats-server.js'
import { silentLog } from '../stream-world.js'
import { makeKeys } from './keys.js'
import { RoleProcess } from './processes.js'

export class Venue {
  private readonly parts: RoleProcess[] = []

  private constructor(
    readonly folder: string,
    readonly nats: TestNats,
    readonly client: NatsClient,
    /** Of every process, without its role. */
    readonly env: Readonly<Record<string, string>>,
    readonly cluster: ClusterSettings,
  ) {}

  /** Ends every process behind the work, and leaves nothing. */
  static async run(
    use: (venue: Venue) => Promise<void>,
    more: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'openbell-venue-'))
    const nats = await TestNats.start({ gigabytes: 6 })
    const env = {
      ...makeKeys(),
      NATS_URL: nats.url,
      PORT: '0',
      OPENBELL_LINK_PORT: '0',
      OPENBELL_JOURNAL_GIB: '1',
      OPENBELL_EVENTS_GIB: '1',
      OPENBELL_GENERATIONS_KEPT: '1',
      ...more,
    }
    const client = await connectNats(nats.url, { name: 'test', log: silentLog })
    const { cluster } = readSettings({ ...env, ROLE: 'core' })
    if (!cluster) throw new Error('a venue has streams')
    const venue = new Venue(folder, nats, client, env, cluster)
    try {
      await use(venue)
    } finally {
      for (const part of venue.parts.reverse()) await part.end('SIGKILL')
      await client.close()
      await nats.stop()
      await rm(folder, { recursive: true, force: true })
    }
  }

  part(name: string, more: Readonly<Record<string, string>>): RoleProcess {
    const part = new RoleProcess({ name, folder: this.folder, env: { ...this.env, ...more } })
    this.parts.push(part)
    return part
  }

  core(name: string): RoleProcess {
    return this.part(name, { ROLE: 'core' })
  }

  dataOf({ name }: RoleProcess): string {
    return `${this.folder}/${name}`
  }

  verify(core: RoleProcess): Verification {
    return verifyFolder(nodeFiles, this.dataOf(core), compileEngine())
  }

  set(kind: 'journal' | 'events'): Promise<StreamSet> {
    return StreamSet.open(this.client, this.cluster.streams, kind)
  }

  /**
   * Makes the generation that is written now nearly full, and trades until it has rolled: a little at a
   * time, for there is room for a third of what it holds.
   */
  async roll(trade: () => Promise<unknown>): Promise<void> {
    const events = await this.set('events')
    const before = await events.list()
    const newest = before.at(-1)
    const info = newest && (await events.info(newest))
    if (!info) throw new Error('nothing was published yet')
    const max_bytes = Math.floor(info.state.bytes * 1.3)
    await events.manager.streams.update(newest.name, { max_bytes })
    while ((await events.list()).length === before.length) {
      await trade()
      await sleep(200)
    }
  }

  /** Waits until the store holds so many files whose names end so. */
  async untilStored(ending: string, count: number): Promise<void> {
    const store = new SnapshotStore(this.client, this.cluster.streams)
    while (storedOf(await store.names(), ending).length < count) await sleep(50)
  }

  /** Lets the store hold so many bytes; -1 = as many as there is room for. */
  async limitStore(max_bytes: number): Promise<void> {
    const { prefix, shard } = this.cluster.streams
    const manager = await this.client.connection.jetstreamManager()
    await manager.streams.update(`OBJ_${prefix}-${shard}-snapshots`, { max_bytes })
  }

  /** Ends a core that leads in good order, with a snapshot, which it offers when it leads again. */
  async restart(core: RoleProcess): Promise<void> {
    if ((await core.end('SIGTERM')) !== 0) throw new Error(`${core.name} did not end well`)
    await core.start()
    await core.until(/leads, in epoch/)
  }
}

/** The frame of the snapshot that a core has put into the store. */
export const stored = async (core: RoleProcess): Promise<number> =>
  Number(await core.until(/(\d+)\.snapshot is in the store/))
