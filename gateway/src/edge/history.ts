// Lists that begin in memory and go on in the database: views first, history for what is older.
import {
  DatabaseDownError,
  HistoryBehindError,
  type HistoryPage,
  type HistoryRange,
} from '../ports.js'
import { combinationWrong, intervalTooLong, unableToProcess } from './errors.js'

const dayMs = 24 * 3600 * 1000

interface Interval {
  readonly startTime?: number
  readonly endTime?: number
}

/**
 * Times in milliseconds, both included, as a range in microseconds.
 * @throws ApiError where it ends before it starts, or lasts longer than `hoursMax`
 */
export function rangeOf(
  { startTime, endTime }: Interval,
  fromId: number | undefined,
  limit: number,
  hoursMax = 24,
): HistoryRange {
  if (startTime !== undefined && endTime !== undefined) {
    if (startTime > endTime) throw combinationWrong()
    if (endTime - startTime > (hoursMax / 24) * dayMs) throw intervalTooLong(hoursMax)
  }
  return {
    limit,
    ...(fromId !== undefined && { fromId }),
    ...(startTime !== undefined && { startUs: startTime * 1000 }),
    ...(endTime !== undefined && { endUs: endTime * 1000 + 999 }),
  }
}

/**
 * A page, oldest first: the oldest entries of a range that has a start, the newest of any other.
 * @throws ApiError 503 where memory does not reach and the database cannot tell
 */
export async function wholePage<Entry>(
  page: HistoryPage<Entry>,
  range: HistoryRange,
  idOf: (entry: Entry) => number,
  older: () => Promise<readonly Entry[]>,
): Promise<readonly Entry[]> {
  if (page.complete) return page.entries
  const entries = new Map((await asked(older())).map((entry) => [idOf(entry), entry]))
  for (const entry of page.entries) entries.set(idOf(entry), entry)
  const sorted = [...entries.values()].sort((one, other) => idOf(one) - idOf(other))
  const hasStart = range.fromId !== undefined || range.startUs !== undefined
  return hasStart ? sorted.slice(0, range.limit) : sorted.slice(-range.limit)
}

/** What history says. @throws ApiError 503 where it cannot tell now */
export async function asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof DatabaseDownError || error instanceof HistoryBehindError)
      throw unableToProcess()
    throw error
  }
}
