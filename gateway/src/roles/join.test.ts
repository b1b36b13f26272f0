// A core joins a venue whose first frames are no longer in the streams: it begins with a snapshot out of
// the store, follows, takes over, and its folder proves sound.
import { mkdirSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DrillEdge } from '../testing/cluster/drill-edge.js'
import type { RoleProcess } from '../testing/cluster/processes.js'
import { stored, Venue } from '../testing/cluster/venue.js'
import { natsProgram } from '../testing/nats-server.js'

async function trade(edge: DrillEdge): Promise<void> {
  const stop = edge.trade(400)
  await sleep(300)
  await stop()
}

/** Gives a venue whose first core leads, and an edge without strangers. */
const withTrading = (use: (venue: Venue, first: RoleProcess, edge: DrillEdge) => Promise<void>) =>
  Venue.run(async (venue) => {
    const first = venue.core('core-1')
    await first.start()
    await first.until(/leads, in epoch/)
    const edge = await DrillEdge.open(`${venue.folder}/edge`, venue.cluster)
    try {
      await use(venue, first, edge)
    } finally {
      await edge.close()
    }
  })

/** What a start leaves that was killed while it took a snapshot. */
function beginAndCrash(folder: string, sequence: number): void {
  const digits = String(sequence).padStart(16, '0')
  for (const [part, name] of [
    ['snapshots/joining', `${digits}.snapshot`],
    ['events', `${digits}.events`],
  ] as const) {
    mkdirSync(`${folder}/${part}`, { recursive: true })
    writeFileSync(`${folder}/${part}/${name}`, 'begun')
  }
}

/** Another chunk in the middle of a file: as many bytes more as a chunk has. */
async function spoil({ client }: Venue, name: string): Promise<void> {
  const stream = client.connection.jetstream()
  const objects = await stream.views.os('openbell-0-snapshots')
  const info = await objects.info(name)
  await stream.publish(`$O.openbell-0-snapshots.C.${info?.nuid}`, new Uint8Array(1000))
}

if (natsProgram)
  test('a new core begins with a snapshot where the first frames are gone, and takes over', () =>
    withTrading(async (venue, first, edge) => {
      await trade(edge)
      await venue.roll(() => edge.some(8))
      // A store without room stops nobody, and is asked again.
      await venue.limitStore(1_000_000)
      await venue.restart(first)
      await first.until(/snapshot is not in the store yet: /)
      await trade(edge)
      await venue.limitStore(-1)
      const older = await stored(first)
      await trade(edge)
      await venue.restart(first)
      const newest = await stored(first)
      await trade(edge)
      for (const kind of ['journal', 'events'] as const)
        assert.is((await (await venue.set(kind)).deleteThrough(older - 1)).length, 1, kind)

      const second = venue.core('core-2')
      await second.start()
      const begun = await second.until(/begins with the snapshot of frame (\d+)/)
      assert.is(Number(begun), newest)
      await trade(edge)
      await first.end('SIGKILL')
      await second.until(/leads, in epoch/)
      await trade(edge)
      assert.is(edge.unanswered + edge.doubled, 0)

      await spoil(venue, `${String(newest).padStart(16, '0')}.snapshot`)
      const third = venue.core('core-3')
      beginAndCrash(venue.dataOf(third), newest)
      await third.start()
      await third.until(/snapshot is passed over/)
      assert.is(Number(await third.until(/begins with the snapshot of frame (\d+)/)), older)
      await trade(edge)
      assert.is(edge.unanswered + edge.doubled, 0)
      assert.is(await second.end('SIGTERM'), 0)
      await third.until(/leads, in epoch/)
      assert.is(await third.end('SIGTERM'), 0)
      for (const [core, begun] of [
        [first, 0],
        [second, newest],
        [third, older],
      ] as const) {
        const found = venue.verify(core)
        assert.equal(found.faults, [], core.name)
        assert.is(found.fromSequence, begun, `${core.name}: ${JSON.stringify(found)}`)
      }
    }))
else test('left out: OPENBELL_NATS_SERVER names no server', () => {})

test.run()
