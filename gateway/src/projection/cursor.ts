// The projection's cursor: the last frame whose rows the tables hold.
import type { Sql } from '../ports.js'
import { CursorMovedError, ProjectionError } from './faults.js'

/** One projector and one cursor a shard. */
export const cursorName = 'shard-0'

/** A frame, by its sequence and the journal's chain (16 hex digits) at it. */
export interface Cursor {
  readonly sequence: number
  readonly chain: string
}

interface CursorRow {
  last_sequence: string
  last_chain: string
}

/** Before the first frame. */
export const startCursor: Cursor = { sequence: 0, chain: '0'.repeat(16) }

const toCursor = ({ last_sequence, last_chain }: CursorRow): Cursor => ({
  sequence: Number(last_sequence),
  chain: last_chain,
})

const select = `
  SELECT last_sequence, encode(last_chain, 'hex') AS last_chain
  FROM projection_cursor WHERE name = $1`

/** The cursor, or undefined before the first start. */
export async function readCursor(sql: Sql): Promise<Cursor | undefined> {
  const rows = await sql.query<CursorRow>(select, [cursorName])
  return rows[0] && toCursor(rows[0])
}

/** Makes the cursor where there is none, and holds it until the transaction ends. */
export async function claimCursor(sql: Sql): Promise<Cursor> {
  await sql.query(
    `INSERT INTO projection_cursor (name, last_sequence, last_chain)
     VALUES ($1, $2, decode($3, 'hex')) ON CONFLICT (name) DO NOTHING`,
    [cursorName, startCursor.sequence, startCursor.chain],
  )
  const rows = await sql.query<CursorRow>(`${select} FOR UPDATE`, [cursorName])
  return toCursor(rows[0])
}

/**
 * The cursor, on disk with all rows up to it: no crash of the database takes it back behind this. What
 * removes frames because they are projected goes by it.
 */
export const durableCursor = (sql: Sql): Promise<Cursor> =>
  sql.transaction(async (sql) => {
    // A commit that is waited for takes all commits before it to the disk.
    await sql.query("SELECT set_config('synchronous_commit', 'on', true)")
    return claimCursor(sql)
  })

/**
 * Rows are found by their keys, one at a time, however many there are: a plan that was made when the
 * tables were small must not read them whole when they are not.
 */
const planned = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']
  .map((setting) => `set_config('${setting}', 'off', true)`)
  .join(', ')

/**
 * Holds the cursor until the transaction ends, so that two projectors take turns. The transaction
 * need not reach the disk before it is answered: cursor and rows are lost together, and come again.
 * @throws CursorMovedError where it is not where this projector left it.
 */
export async function holdCursor(sql: Sql, expected: Cursor): Promise<void> {
  const rows = await sql.query<CursorRow>(
    `SELECT last_sequence, encode(last_chain, 'hex') AS last_chain,
       set_config('synchronous_commit', 'off', true), ${planned}
     FROM projection_cursor WHERE name = $1 FOR UPDATE`,
    [cursorName],
  )
  const found = rows[0] && toCursor(rows[0])
  if (found?.sequence !== expected.sequence || found.chain !== expected.chain)
    throw new CursorMovedError(
      `the cursor is at ${found?.sequence ?? 'no frame'}, not at ${expected.sequence}`,
    )
}

/** Moves the cursor, which `holdCursor` holds. */
export async function moveCursor(sql: Sql, from: Cursor, to: Cursor): Promise<void> {
  const rows = await sql.query(
    `UPDATE projection_cursor SET last_sequence = $2, last_chain = decode($3, 'hex')
     WHERE name = $1 AND last_sequence = $4 RETURNING name`,
    [cursorName, to.sequence, to.chain, from.sequence],
  )
  if (rows.length !== 1) throw new ProjectionError('the cursor was lost while it was held')
}
