// What ends a projection, and what it only waits for.
import { DatabaseDownError } from '../ports.js'

/** The stream and the tables do not fit together. Nothing is skipped: somebody must look. */
export class ProjectionError extends Error {
  override name = 'ProjectionError'
}

/** Another projector moved the cursor: this one begins again from where it stands. */
export class CursorMovedError extends Error {
  override name = 'CursorMovedError'
}

/**
 * States of SQL that pass: rolled back for another's sake (40), locked (55P03), a standby that only
 * reads (25006); and what an operator mends while we wait: the login (28), a database that is being
 * restored (3D), the system's errors (58).
 */
const passing = /^(?:28|3D|40|58)...$|^(?:25006|55P03)$/

/** Whether the same work may succeed later, so that it is tried again for ever. */
export const isPassing = (error: unknown): boolean =>
  error instanceof DatabaseDownError ||
  error instanceof CursorMovedError ||
  (error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    passing.test(error.code))
