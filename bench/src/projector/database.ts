// A database of its own, on DATABASE_URL's server where one is given, else on an embedded one.
import { randomBytes } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { startEmbeddedPostgres } from '@openbell/gateway/adapters/embedded-postgres.js'
import { migrate } from '@openbell/gateway/adapters/migrate.js'
import { connectDatabase } from '@openbell/gateway/adapters/postgres.js'
import { consoleReporter } from '@openbell/gateway/adapters/reporter.js'
import { withTemporaryFolder } from '@openbell/gateway/operate/temporary-folder.js'
import type { Sql } from '@openbell/gateway/ports.js'

const quiet = { ...consoleReporter, info: () => {} }

export interface Measured<Figures> {
  /** Such as `Postgres 15.18`. */
  readonly server: string
  readonly figures: Figures
}

/** Works with a migrated database, which is removed afterwards. */
export function withDatabase<Figures>(
  work: (sql: Sql) => Promise<Figures>,
): Promise<Measured<Figures>> {
  const given = process.env.DATABASE_URL
  return given ? onServer(given, 'Postgres', work) : onEmbedded(work)
}

const onEmbedded = <Figures>(work: (sql: Sql) => Promise<Figures>) =>
  withTemporaryFolder(async (folder) => {
    // The server may run as another user, who must get in.
    chmodSync(folder, 0o711)
    const server = await startEmbeddedPostgres({ dataFolder: `${folder}/postgres`, log: quiet })
    try {
      return await onServer(server.url, 'embedded Postgres', work)
    } finally {
      await server.stop()
    }
  })

async function onServer<Figures>(
  url: string,
  kind: string,
  work: (sql: Sql) => Promise<Figures>,
): Promise<Measured<Figures>> {
  const admin = await connectDatabase(url, { log: quiet })
  const name = `openbell_bench_${randomBytes(8).toString('hex')}`
  const mine = new URL(url)
  mine.pathname = name
  try {
    const [row] = await admin.sql.query<{ version: string }>(
      "SELECT current_setting('server_version') AS version",
    )
    await admin.sql.query(`CREATE DATABASE ${name}`)
    try {
      await migrate(mine.href)
      const database = await connectDatabase(mine.href, { log: quiet })
      const figures = await work(database.sql).finally(() => database.close())
      return { server: `${kind} ${row?.version.split(' ')[0]}`, figures }
    } finally {
      await admin.sql.query(`DROP DATABASE ${name} WITH (FORCE)`)
    }
  } finally {
    await admin.close()
  }
}
