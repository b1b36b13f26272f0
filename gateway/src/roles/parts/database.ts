// The database of a role: the one that is named, or an embedded one; its schema is brought up to date.
import { startEmbeddedPostgres } from '../../adapters/embedded-postgres.js'
import { migrate } from '../../adapters/migrate.js'
import { connectDatabase } from '../../adapters/postgres.js'
import { consoleReporter as log } from '../../adapters/reporter.js'
import type { Sql } from '../../ports.js'
import type { Place } from './role.js'

/** `databaseUrl` is undefined for the embedded one, in the data folder. */
export async function startDatabase(
  { process, endings, watch }: Place,
  folder: string,
  databaseUrl: string | undefined,
): Promise<Sql> {
  const url = databaseUrl ?? (await startEmbedded(endings, folder))
  const database = await connectDatabase(url, { log, signal: process.ending })
  endings.add(() => database.close())
  watch.add({ postgres: database.state })
  const { warnings } = await migrate(url)
  // The embedded one has one login, and so nobody to part the rights between.
  if (databaseUrl !== undefined) for (const warning of warnings) log.warn(warning)
  return database.sql
}

async function startEmbedded(endings: Place['endings'], folder: string): Promise<string> {
  const embedded = await startEmbeddedPostgres({ dataFolder: `${folder}/postgres`, log })
  endings.add(() => embedded.stop())
  return embedded.url
}
