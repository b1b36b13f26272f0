// The database, as identity and projection use it.
/** Numeric and bigint columns come as strings, timestamps as Date. */
export interface Sql {
  query<Row>(text: string, parameters?: readonly unknown[]): Promise<Row[]>
  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>
}
