// A role asks the servers of NATS before it trusts them: those that are down, and those without room.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ClusterSettings, readSettings } from '../../config.js'
import { TestNats } from '../../testing/nats-server.js'
import { failureOf, type StreamWorld, withServer } from '../../testing/stream-world.js'
import { connectBus, streamsBytesMax } from './bus.js'
import { Endings } from './endings.js'
import { Watch } from './watch.js'

async function settingsOf({ server }: StreamWorld, up: number): Promise<ClusterSettings> {
  const down = await TestNats.start()
  await down.stop()
  const monitors = [0, 1, 2].map((at) => (at < up ? server : down).monitorUrl)
  const { cluster } = readSettings({
    NATS_URL: server.url,
    NATS_MONITOR_URL: monitors.join(),
    OPENBELL_JOURNAL_GIB: '1',
    OPENBELL_EVENTS_GIB: '2',
    OPENBELL_GENERATIONS_KEPT: '1',
  })
  if (!cluster) throw new Error('there are streams')
  return cluster
}

/** What a role is refused with; undefined where it starts. */
async function refusalOf(world: StreamWorld, isProduction: boolean, up: number, bytesMax?: number) {
  const process = { onFailed: () => {}, onHandover: () => {}, ending: world.stopping.signal }
  const place = { process, endings: new Endings(), watch: new Watch('core') }
  const settings = await settingsOf(world, up)
  const failure = await failureOf(connectBus(place, settings, isProduction, bytesMax))
  await place.endings.run()
  return failure?.message
}

withServer(
  'with one of three servers down a role starts, and with two in development',
  async (world) => {
    for (const [isProduction, up] of [
      [true, 3],
      [true, 2],
      [false, 1],
      [false, 0],
    ] as const)
      assert.is(await refusalOf(world, isProduction, up), undefined)
    const refusal = await refusalOf(world, true, 1)
    assert.match(refusal ?? '', 'Of the 3 servers that NATS_MONITOR_URL names 1 can be asked')
  },
)

withServer('production is refused where the streams have no room when they roll', async (world) => {
  const bytesMax = streamsBytesMax(await settingsOf(world, 3))
  assert.is(bytesMax, 6 * 1024 ** 3)
  assert.match((await refusalOf(world, true, 3, bytesMax)) ?? '', 'raise max_file_store')
  assert.is(await refusalOf(world, false, 3, bytesMax), undefined)
  assert.is(await refusalOf(world, true, 3, 4 * 1024 ** 3), undefined)
})

test.run()
