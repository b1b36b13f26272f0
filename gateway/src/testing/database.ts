// A database of its own for a test file: on DATABASE_URL's server where given, else on an embedded one.
import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../adapters/embedded-postgres.js'
import { migrate } from '../adapters/migrate.js'
import { connectDatabase, type Database } from '../adapters/postgres.js'
import type { Reporter, Sql } from '../ports.js'

export interface TestDatabase {
  readonly url: string
  readonly sql: Sql
  /** Closes the connections and removes the database. */
  stop(): Promise<void>
}

/** Passes on what goes wrong and nothing else. */
export const quietLog: Reporter = {
  info: () => {},
  warn: (message) => console.error(message),
  error: (message) => console.error(message),
}

/** A fresh database, migrated to the newest version unless asked otherwise. */
export async function openTestDatabase(options = { migrated: true }): Promise<TestDatabase> {
  const server = await openServer()
  const name = `openbell_test_${randomBytes(8).toString('hex')}`
  // A database goes only behind a checkpoint, for which a slow disk takes its time.
  const admin = await connectDatabase(server.url, { log: quietLog, statementTimeoutMs: 120_000 })
  const stopServer = async () => {
    await admin.close()
    await server.stop()
  }
  let database: Database
  const url = withDatabase(server.url, name)
  try {
    await admin.sql.query(`CREATE DATABASE ${name}`)
    if (options.migrated) await migrate(url)
    database = await connectDatabase(url, { log: quietLog })
  } catch (error) {
    await stopServer()
    throw error
  }
  return {
    url,
    sql: database.sql,
    stop: async () => {
      await database.close()
      await drop(admin.sql, name)
      await stopServer()
    },
  }
}

/** Only a superuser may end an autovacuum worker by force; without force Postgres itself does. */
async function drop(sql: Sql, name: string): Promise<void> {
  try {
    await sql.query(`DROP DATABASE ${name} WITH (FORCE)`)
  } catch {
    await sql.query(`DROP DATABASE ${name}`)
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url)
  changed.pathname = name
  return changed.href
}

let shared: { server: Promise<EmbeddedPostgres>; users: number } | undefined

/** One embedded server for all databases that a test file has open at a time. */
async function openServer(): Promise<EmbeddedPostgres> {
  const given = process.env.DATABASE_URL
  if (given) return { url: given, stop: async () => {} }
  shared ??= { server: startTemporaryPostgres(), users: 0 }
  const mine = shared
  mine.users++
  const server = await mine.server
  return {
    url: server.url,
    stop: async () => {
      if (--mine.users > 0) return
      if (shared === mine) shared = undefined
      await server.stop()
    },
  }
}

/** An embedded Postgres in a temporary folder, which goes with it. */
async function startTemporaryPostgres(): Promise<EmbeddedPostgres> {
  const folder = await makeTemporaryFolder()
  const removeFolder = () => removeDatabaseFolder(folder)
  try {
    const server = await startEmbeddedPostgres({ dataFolder: folder, log: quietLog })
    return {
      url: server.url,
      stop: async () => {
        await server.stop()
        await removeFolder()
      },
    }
  } catch (error) {
    await removeFolder()
    throw error
  }
}

/** A temporary folder that the user Postgres runs as may enter, too. */
export async function makeTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'openbell-test-'))
  await chmod(folder, 0o711)
  return folder
}

/** Removes an embedded Postgres's data folder, and its home where that lies elsewhere. */
export async function removeDatabaseFolder(folder: string): Promise<void> {
  const home = await readFile(join(folder, 'moved-to'), 'utf8').catch(() => undefined)
  if (home !== undefined) await rm(home.trim(), { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
}
