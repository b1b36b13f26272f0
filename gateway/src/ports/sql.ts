// The database, as identity and projection use it.

/** Numeric and bigint columns come as strings, timestamps as Date. */
export interface Sql {
  /** @throws DatabaseDownError; PostgresError with the server's words where it refuses. */
  query<Row>(text: string, parameters?: readonly unknown[]): Promise<Row[]>
  /** Commits when the work resolves, rolls back when it rejects; inside another: a savepoint. */
  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>
}

/**
 * The server cannot be reached, does not answer in time or is going down; nothing is wrong with the
 * statement. Whether a commit under way took place is unknown.
 */
export class DatabaseDownError extends Error {
  override name = 'DatabaseDownError'
}
