// `openbell migrate`: the database's schema, forward, back, and where it stands.
import { migrate as bring } from '../adapters/migrate.js'
import { type MigrationStatus, migrationStatus } from '../adapters/migration-status.js'
import { withDatabase } from './database.js'
import { UsageError } from './errors.js'
import { exitGood } from './exit-codes.js'
import { answer, countOf, folderOptions, parseOptions } from './options.js'

const usage = 'migrate takes up, down [COUNT] or status; up and down take --to VERSION'

export async function migrate(args: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args,
    allowPositionals: true,
    options: { ...folderOptions, to: { type: 'string' } },
  })
  const [direction, count, ...rest] = positionals
  const to = values.to === undefined ? undefined : countOf(values.to, '--to')
  const isWrong =
    rest.length > 0 ||
    (count !== undefined && (direction !== 'down' || to !== undefined)) ||
    (direction === 'status' && to !== undefined)
  if (isWrong) throw new UsageError(usage)
  switch (direction) {
    case 'up':
      return move(values, ({ version, newest }) => {
        const target = to ?? newest
        if (target >= version && target <= newest) return target
        throw new UsageError(`up goes from version ${version} to ${newest} at most`)
      })
    case 'down':
      return move(values, ({ version }) => {
        const target = to ?? Math.max(0, version - countOf(count ?? '1', 'COUNT', 1))
        if (target <= version) return target
        throw new UsageError(`down goes from version ${version} to 0 at most`)
      })
    case 'status':
      return showStatus(values)
    default:
      throw new UsageError(usage)
  }
}

interface Values {
  readonly data?: string | undefined
  readonly json: boolean
}

interface Standing {
  readonly version: number
  readonly newest: number
}

const standingOf = (migrations: readonly MigrationStatus[]): Standing => ({
  version: Math.max(0, ...migrations.filter(({ ranAt }) => ranAt).map((one) => one.version)),
  newest: Math.max(0, ...migrations.map((one) => one.version)),
})

/** To the version that `target` makes of where the schema stands. */
async function move(
  { data, json }: Values,
  target: (standing: Standing) => number,
): Promise<number> {
  const moved = await withDatabase(data, async (sql, url) =>
    bring(url, target(standingOf(await migrationStatus(sql)))),
  )
  answer(json, moved, () =>
    moved.from === moved.to
      ? `the schema is at version ${moved.to}; nothing was to be done`
      : `the schema went from version ${moved.from} to ${moved.to}`,
  )
  return exitGood
}

async function showStatus({ data, json }: Values): Promise<number> {
  const migrations = await withDatabase(data, migrationStatus)
  const { version, newest } = standingOf(migrations)
  answer(json, { version, newest, migrations }, () =>
    [
      ...migrations.map(
        (one) =>
          `${String(one.version).padStart(3, '0')} ${one.name.padEnd(24)} ${one.ranAt ?? 'has not run'}`,
      ),
      `at version ${version} of ${newest}`,
    ].join('\n'),
  )
  return exitGood
}
