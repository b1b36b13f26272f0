// Rows as columns: one statement for any number of them, an array a column.
import type { Sql } from '../ports.js'
import { timestampOf } from './sql-time.js'

export interface Column<Row> {
  readonly name: string
  /** Of its values; `time` is a timestamptz that is given in microseconds since 1970. */
  readonly type: 'bigint' | 'integer' | 'text' | 'numeric' | 'boolean' | 'time'
  readonly of: (row: Row) => unknown
}

/** `FROM …`: the rows as a table named `new`, its parameters, and how to select each column of it. */
export function unnested<Row>(columns: readonly Column<Row>[], rows: readonly Row[]) {
  const arrays = columns.map(
    ({ type }, index) => `$${index + 1}::${type === 'time' ? 'bigint' : type}[]`,
  )
  const names = columns.map(({ name }) => name).join(', ')
  return {
    from: `FROM unnest(${arrays.join(', ')}) AS new (${names})`,
    parameters: columns.map(({ of }) => rows.map(of)),
    selected: columns.map(({ name, type }) =>
      type === 'time' ? timestampOf(`new.${name}`) : `new.${name}`,
    ),
  }
}

export async function insertRows<Row>(
  sql: Sql,
  table: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<void> {
  if (rows.length === 0) return
  const { from, parameters, selected } = unnested(columns, rows)
  const names = columns.map(({ name }) => name).join(', ')
  await sql.query(
    `INSERT INTO ${table} (${names}) SELECT ${selected.join(', ')} ${from}`,
    parameters,
  )
}
