// Brings the database's schema to a version: the files of migrations/, forward or back.
import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import Postgrator from 'postgrator'
import postgres from 'postgres'
import { oneLine } from './postgres-errors.js'
import { Session } from './postgres-session.js'

export const migrationsFolder = fileURLToPath(new URL('../../../migrations', import.meta.url))

/** Any number that nothing else on the server locks. */
const lockKey = 4_015_225_001

const insufficientPrivilege = '42501'
const asOwner = "run 'openbell migrate up' with the login that owns the tables"

export interface Migrated {
  readonly from: number
  readonly to: number
  /** What the operator must know. */
  readonly warnings: readonly string[]
}

/** The schema is newer than this program, was changed after the fact, or may not be changed. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

/**
 * Runs what lies between the database's version and the wanted one, in one transaction: all of it
 * or nothing. Two processes that start at once do it one after the other.
 * @param target a version; the newest where none is given; 0 undoes everything
 * @throws MigrationError; DatabaseDownError
 */
export async function migrate(url: string, target?: number): Promise<Migrated> {
  const warnings: string[] = []
  const onWarning = (message: string) => warnings.push(message)
  const session = new Session(url, { statementTimeoutMs: 0, onWarning })
  try {
    await session.query('BEGIN')
    await session.query('SELECT pg_advisory_xact_lock($1)', [lockKey])
    const migrated = await run(session, target)
    await session.query('COMMIT')
    return { ...migrated, warnings }
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error
    const hint = error.code === insufficientPrivilege ? `: ${asOwner}` : ''
    throw new MigrationError(`the database refuses a migration: ${oneLine(error)}${hint}`)
  } finally {
    // A transaction that was not committed is rolled back with its connection.
    await session.close()
  }
}

async function run(session: Session, target: number | undefined) {
  const newest = await newestVersion()
  const to = target ?? newest
  const [row] = await session.query<{ schema: string; may: boolean | null }>(
    `SELECT current_schema() AS schema,
       has_table_privilege(to_regclass('schema_migrations'), 'SELECT') AS may`,
  )
  // The runner would take a table that it may not see for none.
  if (row?.may === false)
    throw new MigrationError(`this login may not see the schema's version: ${asOwner}`)
  const runner = new Postgrator({
    driver: 'pg',
    migrationPattern: `${escapePattern(migrationsFolder)}/*.sql`,
    schemaTable: 'schema_migrations',
    currentSchema: String(row?.schema),
    // The checksums of a checkout on Windows are the same.
    newline: 'LF',
    execQuery: async (text) => ({ rows: await session.query(text) }),
    execSqlScript: (text) => session.script(text),
  })
  const from = await runner.getDatabaseVersion()
  if (from > newest) {
    throw new MigrationError(
      `the database's schema is at version ${from}, this Openbell knows none above ${newest}`,
    )
  }
  try {
    await runner.migrate(String(to))
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('MD5')) throw error
    throw new MigrationError(`a migration that has already run was changed: ${error.message}`)
  }
  return { from, to }
}

async function newestVersion(): Promise<number> {
  const files = await readdir(migrationsFolder)
  const versions = files.filter((name) => name.endsWith('.sql')).map((name) => parseInt(name, 10))
  return Math.max(...versions)
}

/** A folder's name may hold what means something in a pattern, and Windows has other separators. */
const escapePattern = (path: string) => path.replaceAll('\\', '/').replace(/[?*()[\]{}]/g, '\\$&')
