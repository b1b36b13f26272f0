// The default process: every role in one. It starts the parts in the order in which they need each
// other, and ends them the other way round.
import { NatsPublicSubjects } from '../adapters/nats/public-subjects.js'
import { consoleReporter as reporter } from '../adapters/reporter.js'
import { systemRandom as random } from '../adapters/system.js'
import type { ClusterSettings } from '../config.js'
import type { PathSettings } from '../exchange.js'
import { DatabaseDownError, type SnapshotKept, type Sql } from '../ports.js'
import { indexSnapshot } from '../projection/snapshot-index.js'
import { connectBus, streamsBytesMax } from './parts/bus.js'
import { compareStates } from './parts/compare-states.js'
import { type Core, startCore, startFollowingCore } from './parts/core.js'
import { startDatabase } from './parts/database.js'
import { type EdgeNeeds, type EdgePartSettings, startEdge } from './parts/edge.js'
import { eventsWanted, readingForTables, readingForViews } from './parts/event-beginnings.js'
import { publishEvents } from './parts/event-stream.js'
import { lockFolder } from './parts/folder.js'
import { offerSnapshots, offerViews } from './parts/offers.js'
import { startProjector } from './parts/projector.js'
import type { Place } from './parts/role.js'
import { watchStreams } from './parts/stream-fill.js'
import { unlessEnding } from './parts/unless-ending.js'
import type { CoreSettings } from './threads/core.js'

export interface AllSettings extends EdgePartSettings {
  /** Undefined: the embedded one. */
  readonly databaseUrl: string | undefined
  /** Undefined: the journal's file is the log. */
  readonly cluster: ClusterSettings | undefined
  readonly isProduction: boolean
  readonly genesis: unknown
  readonly path: PathSettings
}

/** Resolves when orders are taken. @throws what the part that could not start throws */
export async function startAll(place: Place, settings: AllSettings): Promise<string> {
  const { endings, watch } = place
  const { folder, cluster, isProduction, genesis, path, databaseUrl } = settings
  lockFolder(endings, folder)
  const database = startDatabase(place, folder, databaseUrl)
  const [core, sql] = await both(
    cluster
      ? startLeadingCore(place, { folder, genesis, path }, cluster, isProduction, database)
      : startAlone(place, { folder, genesis, path }),
    database,
  )
  core.startKeeper((snapshot) => {
    keepInIndex(sql, snapshot, place.process.ending)
    core.onSnapshotKept(snapshot)
  })
  const { eventLog, link, onViewsSaved, publicSubjects } = core
  await startProjector(place, eventLog, sql)
  const edge = random.bytes(16)
  const needs = { eventLog, link, sql, edge, onViewsSaved, publicSubjects, isOnly: true }
  watch.isReady = () => true
  return `open at ${await startEdge(place, settings, needs)}`
}

/** A core that leads, and who else wants what this process saves. */
interface LeadingCore extends Core {
  readonly onSnapshotKept: (snapshot: SnapshotKept) => void
  readonly onViewsSaved: (sequence: number) => void
  readonly publicSubjects: EdgeNeeds['publicSubjects']
}

const startAlone = async (place: Place, settings: CoreSettings): Promise<LeadingCore> => {
  const core = await startCore(place, settings)
  const saved = { onSnapshotKept: () => {}, onViewsSaved: () => {} }
  return { ...core, ...saved, publicSubjects: undefined }
}

/** Resolves when it leads, which is when nobody else does. */
async function startLeadingCore(
  place: Place,
  settings: CoreSettings,
  cluster: ClusterSettings,
  isProduction: boolean,
  database: Promise<Sql>,
): Promise<LeadingCore> {
  const { folder } = settings
  const { streams } = cluster
  const { ending } = place.process
  const bus = await connectBus(place, cluster, isProduction, streamsBytesMax(cluster))
  await watchStreams(place, bus, cluster)
  const readings = [readingForViews(bus, streams, folder), await readingForTables(await database)]
  const eventsFrom = await eventsWanted(bus, streams, folder, readings, ending)
  const core = await startFollowingCore(place, settings, cluster, eventsFrom)
  reporter.info('follows the log, and opens when it leads')
  await unlessEnding(ending, core.leading)
  await unlessEnding(ending, publishEvents(place, bus, streams, core.eventLog))
  const offer = await offerSnapshots(bus, streams, folder)
  const compare = compareStates(bus, streams, (error) => place.watch.leaderDiffers(error))
  const onSnapshotKept = (snapshot: SnapshotKept) => {
    offer(snapshot)
    compare(snapshot)
  }
  const onViewsSaved = await offerViews(bus, streams, folder, core.eventLog)
  // Nobody else has an edge while this process leads.
  const publicSubjects = () => new NatsPublicSubjects(bus.client, streams.prefix, () => true)
  return { ...core, onSnapshotKept, onViewsSaved, publicSubjects }
}

/** Who ends has no database any more, and need not say so. */
function keepInIndex(sql: Sql, snapshot: SnapshotKept, ending: AbortSignal): void {
  indexSnapshot(sql, snapshot).catch((error: Error) => {
    if (ending.aborted) return
    const level = error instanceof DatabaseDownError ? 'warn' : 'error'
    reporter[level](`snapshot ${snapshot.sequence} is not in the index: ${error.message}`)
  })
}

/** Waits for both, so that what was started can be ended, and then throws the first fault. */
async function both<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b])
  return [await a, await b]
}
