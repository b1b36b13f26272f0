// Rows as columns: one statement for any number of them, an array a column.
import type { Sql } from '../ports.js'
import { ArrayText } from './array-text.js'
import { type ListedAsset, type ListedMarket, priceUnits, quantityUnits } from './catalogue.js'
import { timestampOf } from './sql-time.js'

/** A column, and what it is of a row; null where that may be. */
export type Column<Row> = { readonly name: string } & (
  | { readonly type: 'bigint' | 'integer'; of(row: Row): number | null }
  /** A timestamptz, in microseconds since 1970. */
  | { readonly type: 'time'; of(row: Row): number | null }
  | { readonly type: 'text'; of(row: Row): string | null }
  | { readonly type: 'boolean'; of(row: Row): boolean }
  /** Units of the asset. */
  | { readonly type: 'numeric'; of(row: Row): bigint | null; asset(row: Row): ListedAsset }
)

interface OfMarket {
  readonly market: ListedMarket
}

/** A price in ticks of the row's market. */
export const priceColumn = <Row extends OfMarket>(
  name: string,
  ticks: (row: Row) => number | null,
): Column<Row> => ({
  name,
  type: 'numeric',
  asset: ({ market }) => market.quote,
  of: (row) => ifGiven(ticks(row), (ticks) => priceUnits(row.market, ticks)),
})

/** A quantity in lots of the row's market. */
export const quantityColumn = <Row extends OfMarket>(
  name: string,
  lots: (row: Row) => number | null,
): Column<Row> => ({
  name,
  type: 'numeric',
  asset: ({ market }) => market.base,
  of: (row) => ifGiven(lots(row), (lots) => quantityUnits(row.market, lots)),
})

const ifGiven = (value: number | null, of: (value: number) => bigint): bigint | null =>
  value === null ? null : of(value)

/**
 * `FROM …`: the rows as a table named `new`, its parameters, and how to select each column of it.
 * The arrays are taken apart side by side in a SELECT: as a table function Postgres would first store
 * all rows away, which takes as long as writing them.
 */
export function unnested<Row>(columns: readonly Column<Row>[], rows: readonly Row[]) {
  const arrays = columns.map(
    ({ name, type }, index) =>
      `unnest($${index + 1}::${type === 'time' ? 'bigint' : type}[]) AS ${name}`,
  )
  return {
    from: `FROM (SELECT ${arrays.join(', ')}) AS new`,
    parameters: columns.map((column) => arrayOf(column, rows)),
    selected: columns.map(({ name, type }) =>
      type === 'time' ? timestampOf(`new.${name}`) : `new.${name}`,
    ),
  }
}

const array = new ArrayText()

/** The shorter of several arrays are filled up with nulls: where all are null, none need be sent. */
function arrayOf<Row>(column: Column<Row>, rows: readonly Row[]): string {
  const isNull = rows.every((row) => column.of(row) === null)
  array.begin()
  for (const row of isNull ? [] : rows) write(column, row)
  return array.toString()
}

function write<Row>(column: Column<Row>, row: Row): void {
  switch (column.type) {
    case 'numeric': {
      const units = column.of(row)
      if (units === null) array.null()
      else array.amount(units, column.asset(row).decimals)
      return
    }
    case 'text': {
      const text = column.of(row)
      if (text === null) array.null()
      else array.text(text)
      return
    }
    case 'boolean':
      array.boolean(column.of(row))
      return
    default: {
      const value = column.of(row)
      if (value === null) array.null()
      else array.integer(value)
    }
  }
}

/** Runs an UPDATE without RETURNING, and returns how many rows it has changed. */
export async function countChanged(
  sql: Sql,
  update: string,
  parameters: readonly unknown[],
): Promise<number> {
  const [row] = await sql.query<{ count: string }>(
    `WITH changed AS (${update} RETURNING 1) SELECT count(*) AS count FROM changed`,
    parameters,
  )
  return Number(row?.count)
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
