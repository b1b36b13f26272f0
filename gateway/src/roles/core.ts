// The role of a core without edges: it leads or follows, and serves the link that edges come to.
import type { Lead } from '../adapters/core-thread.js'
import { serveLink } from '../adapters/link/serve-link.js'
import { consoleReporter as reporter } from '../adapters/reporter.js'
import {
  systemClock as clock,
  systemRandom as random,
  systemTimers as timers,
} from '../adapters/system.js'
import type { ClusterSettings } from '../config.js'
import type { PathSettings } from '../exchange.js'
import { connectBus, streamsBytesMax } from './parts/bus.js'
import { compareStates } from './parts/compare-states.js'
import { startFollowingCore } from './parts/core.js'
import { publishEvents } from './parts/event-stream.js'
import { lockFolder } from './parts/folder.js'
import { offerSnapshots } from './parts/offers.js'
import type { Place } from './parts/role.js'
import { watchStreams } from './parts/stream-fill.js'

export interface CoreRoleSettings {
  readonly folder: string
  readonly isProduction: boolean
  readonly cluster: ClusterSettings
  readonly genesis: unknown
  readonly path: PathSettings
}

/** Resolves when it follows; then it may lead at any moment. */
export async function startCoreRole(place: Place, settings: CoreRoleSettings): Promise<string> {
  const { endings, process, watch } = place
  const { folder, isProduction, cluster, genesis, path } = settings
  const { key, host, port, address, graceMs } = cluster.link
  if (!key) throw new Error('a core without edges needs OPENBELL_LINK_KEY')
  lockFolder(endings, folder)
  const bus = await connectBus(place, cluster, isProduction, streamsBytesMax(cluster))
  const core = await startFollowingCore(place, { folder, genesis, path }, cluster)
  await watchStreams(place, bus, cluster)
  const offer = await offerSnapshots(bus, cluster.streams, folder)
  let epoch = 0
  const isLeading = () => epoch > 0
  const compare = compareStates(bus, cluster.streams, (error) =>
    isLeading() ? watch.leaderDiffers(error) : core.standStill(error),
  )
  core.startKeeper((snapshot) => {
    reporter.info(`snapshot ${snapshot.sequence} is kept`)
    offer(snapshot)
    compare(snapshot)
  })
  const { link, eventLog } = core
  const { lastSequence } = eventLog
  const parts = { link, lastSequence, clock, timers, random, reporter }
  const { shard } = cluster.streams
  const leader = { isLeading, epoch: () => epoch }
  const server = await serveLink({ ...parts, ...leader, key, shard, host, port, graceMs })
  endings.add(() => server.close())
  watch.isReady = () => true
  const lead = async (led: Lead) => {
    epoch = led.epoch
    server.expect(led.edges)
    reporter.info(`leads, in epoch ${epoch}`)
    core.announce(address ?? `${host}:${server.port}`)
    await publishEvents(place, bus, cluster.streams, eventLog)
  }
  core.leading.then(lead).catch(process.onFailed)
  return `following the log; edges find it at ${host}:${server.port} when it leads`
}
