// The role of an edge: whatever strangers reach, before a core in another process.
import { connectLink } from '../adapters/link/connect-link.js'
import { NatsPublicSubjects } from '../adapters/nats/public-subjects.js'
import { consoleReporter as reporter } from '../adapters/reporter.js'
import {
  systemClock as clock,
  systemRandom as random,
  systemTimers as timers,
} from '../adapters/system.js'
import type { ClusterSettings } from '../config.js'
import { connectBus } from './parts/bus.js'
import { startDatabase } from './parts/database.js'
import { type EdgePartSettings, startEdge } from './parts/edge.js'
import { readingForViews } from './parts/event-beginnings.js'
import { mirrorEvents } from './parts/event-stream.js'
import { lockFolder } from './parts/folder.js'
import { watchLeader } from './parts/leader.js'
import { offerViews } from './parts/offers.js'
import { takeTurns } from './parts/public-turn.js'
import type { Place } from './parts/role.js'

export interface EdgeRoleSettings extends EdgePartSettings {
  readonly isProduction: boolean
  readonly cluster: ClusterSettings
  readonly databaseUrl: string | undefined
}

/** Resolves when strangers can reach it, which is not before somebody leads. */
export async function startEdgeRole(place: Place, settings: EdgeRoleSettings): Promise<string> {
  const { endings, watch } = place
  const { folder, isProduction, cluster, databaseUrl } = settings
  const { key } = cluster.link
  if (!key) throw new Error('an edge needs OPENBELL_LINK_KEY')
  lockFolder(endings, folder)
  const bus = await connectBus(place, cluster, isProduction)
  const sql = await startDatabase(place, folder, databaseUrl)
  const { streams } = cluster
  const reading = readingForViews(bus, streams, folder)
  const eventLog = await mirrorEvents(place, bus, streams, folder, reading)
  const leader = watchLeader(endings, bus, cluster)
  const edge = random.bytes(16)
  const parts = { leader, clock, timers, random, reporter }
  const link = connectLink({ ...parts, key, shard: streams.shard, edge })
  endings.add(() => link.close())
  watch.add({ link: () => (link.isUp() ? 'up' : 'down') })
  const onViewsSaved = await offerViews(bus, streams, folder, eventLog)
  const publicSubjects = () =>
    new NatsPublicSubjects(bus.client, streams.prefix, takeTurns(place, bus, cluster))
  const needs = { eventLog, link, sql, edge, onViewsSaved, publicSubjects, isOnly: false }
  const address = await startEdge(place, settings, needs)
  watch.isReady = () => true
  return `open at ${address}`
}
