// A follower that is told of other events than its own: counted, not ready, out of the race, and then over.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FrameType } from '@openbell/protocol'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { LeaseHolder } from '../../adapters/nats/lease.js'
import type { LeaseStore } from '../../adapters/nats/lease-store.js'
import { systemClock as clock, systemTimers as timers } from '../../adapters/system.js'
import { readSettings } from '../../config.js'
import { defaultPathSettings } from '../../exchange.js'
import { chainOf, type Link, readFrame } from '../../journal/frame.js'
import type { ReplicatedLog } from '../../ports.js'
import {
  Frames,
  type StreamWorld,
  silentLog,
  settings as streams,
  until,
  withServer,
} from '../../testing/stream-world.js'
import { TestTimers } from '../../testing/world.js'
import { startFollowingCore } from './core.js'
import { Endings } from './endings.js'
import { standStill } from './stand-still.js'
import { Watch } from './watch.js'

const genesis = JSON.parse(readFileSync(new URL('../../../genesis.json', import.meta.url), 'utf8'))

function placeOf(world: StreamWorld | undefined) {
  const failures: string[] = []
  const onFailed = (error: Error) => failures.push(error.message)
  const ending = (world?.stopping ?? new AbortController()).signal
  const process = { onFailed, onHandover: () => {}, ending }
  const [endings, watch] = [new Endings(), new Watch('core')]
  watch.isReady = () => true
  return { failures, process, endings, watch }
}

/** A core on a folder of its own. */
async function coreOf(world: StreamWorld, folder: string) {
  const place = placeOf(world)
  // Far longer than this thread may be late with renewing the lease for the test; a core that competes
  // still sees within half a second that it is free.
  const { cluster } = readSettings({ NATS_URL: world.server.url, OPENBELL_LEASE_MS: '3000' })
  if (!cluster) throw new Error('there are streams')
  const settings = { folder, genesis, path: defaultPathSettings }
  const core = await startFollowingCore(place, settings, { ...cluster, streams })
  return { ...place, core }
}

/** What a frame behind the last one of the log follows, were the events of that one others. */
async function otherEvents(log: ReplicatedLog): Promise<Link> {
  const bytes = (await log.last())?.bytes ?? new Uint8Array()
  const frame = readFrame(bytes, 0)
  if (typeof frame === 'string') throw new Error(frame)
  const { sequence, epoch, type, timestampUs } = frame.head
  const chain = chainOf(bytes)
  const eventsDigest = new Uint8Array(8).fill(7)
  return { sequence, epoch, type: type as FrameType, timestampUs, chain, eventsDigest }
}

/** A core that follows what another one has begun, and cannot lead: somebody else holds the lease. */
async function withFollower(
  world: StreamWorld,
  work: (
    follower: Awaited<ReturnType<typeof coreOf>>,
    store: LeaseStore,
    holder: LeaseHolder,
  ) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'openbell-differs-'))
  try {
    const first = await coreOf(world, `${folder}/one`)
    await first.core.leading
    await first.endings.run()

    const store = await world.openLease()
    const options = { store, clock, timers, log: silentLog, leaseMs: 500, onState: () => {} }
    const holder = new LeaseHolder({ ...options, self: 'test/1' })
    assert.ok(await holder.acquire(await store.read()))
    const second = await coreOf(world, `${folder}/two`)
    try {
      await work(second, store, holder)
    } finally {
      await holder.release()
      await second.endings.run()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

withServer('a follower that is not equal to the leader stands still where it is seen', (world) =>
  withFollower(world, async ({ core, watch, failures }, store, holder) => {
    const log = await world.open()
    const last = await otherEvents(log)
    await until(() => core.eventLog.lastSequence() === last.sequence)
    assert.ok(watch.readiness().isReady)

    await world.append(log, new Frames(1, last).next())
    await until(() => watch.alarms.stateHashMismatches === 1)
    assert.match(await watch.figures.text(), /^openbell_state_hash_mismatches_total 1$/m)
    assert.not(watch.readiness().isReady)
    await until(async () => (await store.followers()).length === 0)
    await holder.release()
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    assert.is((await store.read())?.value.holder, '', 'it does not compete')
    assert.equal(failures, [], 'it has not ended yet')
  }),
)

withServer('one whose snapshot differs stands still as well, however often that is told', (world) =>
  withFollower(world, async ({ core, watch, failures }, store) => {
    for (let round = 0; round < 2; round++) core.standStill(new Error('two cores differ'))
    await until(async () => (await store.followers()).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    assert.equal(failures, [], 'it has not ended yet')
    assert.is(watch.alarms.stateHashMismatches, 1)
    assert.not(watch.readiness().isReady)
  }),
)

test('it ends after a moment, with its error', async () => {
  const place = placeOf(undefined)
  const timers = new TestTimers()
  let stops = 0
  const stop = async () => void stops++
  standStill(place, new Error('frame 7: other events'), stop, timers)
  assert.is(stops, 1)
  assert.equal(place.failures, [])
  for (const run of timers.periodic) run()
  assert.equal(place.failures, ['frame 7: other events'])
  await place.endings.run()
  assert.is(timers.periodic.size, 0)
})

test.run()
