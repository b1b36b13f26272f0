// A page of history as SQL: which end it starts from, and its bounds.
import type { HistoryRange } from '../ports.js'
import { timestampOf } from './sql-time.js'

export interface SqlRange {
  /** `AND …`: the bounds. */
  readonly conditions: string
  /** `ORDER BY … LIMIT …`, by the id and what orders entries of the same id. */
  readonly orderBy: (...keys: string[]) => string
  /** Turns rows that came newest first. */
  readonly oldestFirst: <Row>(rows: Row[]) => Row[]
}

/**
 * @param time the column of an entry's time; the one of its id is `id`
 * @param parameters of the statement so far; those of the range are added
 */
export function rangeOf(range: HistoryRange, time: string, parameters: unknown[]): SqlRange {
  const add = (value: number): string => `$${parameters.push(value)}::bigint`
  const { fromId, startUs, endUs } = range
  const conditions = [
    fromId === undefined ? '' : ` AND id >= ${add(fromId)}`,
    startUs === undefined ? '' : ` AND ${time} >= ${timestampOf(add(startUs))}`,
    endUs === undefined ? '' : ` AND ${time} <= ${timestampOf(add(endUs))}`,
  ].join('')
  const limit = add(range.limit)
  const isFromStart = fromId !== undefined || startUs !== undefined
  const direction = isFromStart ? '' : ' DESC'
  return {
    conditions,
    orderBy: (...keys) =>
      `ORDER BY ${keys.map((key) => key + direction).join(', ')} LIMIT ${limit}`,
    oldestFirst: (rows) => (isFromStart ? rows : rows.reverse()),
  }
}
