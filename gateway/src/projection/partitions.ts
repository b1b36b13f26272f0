// The partitions of the months that the projection comes to, made before they are needed.
import type { Sql } from '../ports.js'
import { isPassing } from './faults.js'
import { startOf } from './months.js'

/** A reader of a whole table may hold it for long: then the rows go where they can be moved from. */
const lockTimeout = '2s'

export class Partitions {
  readonly #ensured = new Set<number>()

  constructor(private readonly warn: (message: string) => void) {}

  /**
   * Makes those of a month and the two after it, once. Where the database refuses, the month's rows
   * go to the default partitions, and the operator is told.
   * @throws what says that the database is away
   */
  async ensure(sql: Sql, month: number): Promise<void> {
    if (this.#ensured.has(month)) return
    const start = startOf(month)
    try {
      const strays = await makePartitions(sql, start)
      if (strays > 0)
        this.warn(
          `${strays} rows lie in the default partitions: ` +
            'SELECT ensure_partitions(time) moves those of the time’s month',
        )
    } catch (error) {
      if (!isRefusal(error)) throw error
      this.warn(
        `the partitions of the month from ${start} could not be made (${error.message}): ` +
          `its rows go to the default ones; SELECT ensure_partitions('${start}') moves them`,
      )
    }
    this.#ensured.add(month)
  }
}

/** Waiting would not help, or has not: a reader that holds a table for long is waited for once. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  (error.code === lockNotAvailable || !isPassing(error))

const lockNotAvailable = '55P03'

/** @returns how many rows lie in the default partitions */
const makePartitions = (sql: Sql, start: string): Promise<number> =>
  sql.transaction(async (sql) => {
    await sql.query(`SELECT set_config('lock_timeout', $1, true)`, [lockTimeout])
    const [row] = await sql.query<{ strays: string }>(
      'SELECT ensure_partitions($1::timestamptz) AS strays',
      [start],
    )
    return Number(row?.strays)
  })
