// The role of a projector: event frames → Postgres, in a process of its own.
import type { ClusterSettings } from '../config.js'
import { connectBus } from './parts/bus.js'
import { startDatabase } from './parts/database.js'
import { readingForTables } from './parts/event-beginnings.js'
import { mirrorEvents } from './parts/event-stream.js'
import { lockFolder } from './parts/folder.js'
import { startProjector } from './parts/projector.js'
import type { Place } from './parts/role.js'

export interface ProjectorRoleSettings {
  readonly folder: string
  readonly isProduction: boolean
  readonly cluster: ClusterSettings
  readonly databaseUrl: string | undefined
}

/** Resolves when the projection has begun. */
export async function startProjectorRole(
  place: Place,
  { folder, isProduction, cluster, databaseUrl }: ProjectorRoleSettings,
): Promise<string> {
  lockFolder(place.endings, folder)
  const bus = await connectBus(place, cluster, isProduction)
  const sql = await startDatabase(place, folder, databaseUrl)
  const reading = await readingForTables(sql)
  const eventLog = await mirrorEvents(place, bus, cluster.streams, folder, reading)
  const projector = await startProjector(place, eventLog, sql)
  place.watch.isReady = () => projector.state === 'running'
  return 'projecting'
}
