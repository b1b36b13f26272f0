// The database of a command: DATABASE_URL's, or the embedded one of the data folder.
import { existsSync } from 'node:fs'
import { findRunningPostgres } from '../adapters/embedded-postgres/running.js'
import { startEmbeddedPostgres } from '../adapters/embedded-postgres.js'
import { lockFile } from '../adapters/file-lock.js'
import { connectDatabase } from '../adapters/postgres.js'
import { consoleReporter } from '../adapters/reporter.js'
import type { Reporter, Sql } from '../ports.js'
import { folderOf } from './data-folder.js'
import { OperateError } from './errors.js'

/** A command does not wait longer for a database that is away. */
const connectMsMax = 15_000

/** Of what it does, only what is wrong: a command's own words are its answer. */
const quiet: Reporter = { ...consoleReporter, info: () => {}, warn: () => {} }

/**
 * Runs the work with the URL of the database. An embedded one that does not run is started for as
 * long as the work takes.
 * @throws OperateError where there is none; EmbeddedPostgresError
 */
export async function withDatabaseUrl<Result>(
  given: string | undefined,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const url = process.env.DATABASE_URL
  if (url) return await work(url)
  const folder = folderOf(given)
  const dataFolder = `${folder}/postgres`
  if (!existsSync(dataFolder))
    throw new OperateError(
      `${folder} has no embedded database, and DATABASE_URL is not set: set it, or name the folder by --data`,
    )
  const unlock = lockFile(`${dataFolder}/lock`)
  unlock?.()
  if (unlock) return await withStarted(dataFolder, work)
  const running = await findRunningPostgres(dataFolder)
  if (running === undefined)
    throw new OperateError(`the database in ${dataFolder} is just starting or ending: try again`)
  return await work(running)
}

async function withStarted<Result>(
  dataFolder: string,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const embedded = await startEmbeddedPostgres({ dataFolder, log: quiet })
  try {
    return await work(embedded.url)
  } finally {
    await embedded.stop()
  }
}

/** The same with a connection. @throws OperateError, DatabaseRefusedError */
export const withDatabase = <Result>(
  given: string | undefined,
  work: (sql: Sql, url: string) => Promise<Result>,
): Promise<Result> =>
  withDatabaseUrl(given, async (url) => {
    const database = await connect(url)
    try {
      return await work(database.sql, url)
    } finally {
      await database.close()
    }
  })

async function connect(url: string) {
  const signal = AbortSignal.timeout(connectMsMax)
  try {
    return await connectDatabase(url, { log: quiet, signal, statementTimeoutMs: 0 })
  } catch (error) {
    if (!signal.aborted) throw error
    throw new OperateError(
      `the database at ${new URL(url).host} cannot be reached: start it, or correct DATABASE_URL`,
    )
  }
}
