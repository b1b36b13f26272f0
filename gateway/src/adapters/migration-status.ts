// Which migrations a database has, and which this program knows.
import { readdir } from 'node:fs/promises'
import type { Sql } from '../ports.js'
import { migrationsFolder } from './migrate.js'

export interface MigrationStatus {
  readonly version: number
  readonly name: string
  /** ISO time; undefined where it has not run. */
  readonly ranAt: string | undefined
}

/** Every migration that the database has or this program knows, by version. */
export async function migrationStatus(sql: Sql): Promise<MigrationStatus[]> {
  const [{ known } = { known: null }] = await sql.query<{ known: string | null }>(
    "SELECT to_regclass('schema_migrations')::text AS known",
  )
  const rows = known
    ? await sql.query<{ version: string; name: string; run_at: Date }>(
        'SELECT version, name, run_at FROM schema_migrations WHERE version > 0',
      )
    : []
  const found = new Map<number, MigrationStatus>()
  for (const file of await readdir(migrationsFolder)) {
    const [, digits, name] = /^(\d+)\.do\.(.+)\.sql$/.exec(file) ?? []
    const version = Number(digits)
    if (name) found.set(version, { version, name, ranAt: undefined })
  }
  for (const { version: text, name, run_at: ranAt } of rows) {
    const version = Number(text)
    found.set(version, {
      version,
      name: found.get(version)?.name ?? name,
      ranAt: ranAt.toISOString(),
    })
  }
  return [...found.values()].sort((a, b) => a.version - b.version)
}
