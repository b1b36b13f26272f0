// The data folder of a command: which, whether an exchange uses it now, and that none begins to.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { lockFile } from '../adapters/file-lock.js'
import { nodeFiles } from '../adapters/node-files.js'
import { segmentNames } from '../journal/segment.js'
import { findEventLogEnd } from '../publish/event-log.js'
import { eventsFolder, journalFolder } from '../recovery.js'
import { OperateError } from './errors.js'
import { lockFolder } from './folder-lock.js'

/** A folder that holds a journal. */
export interface DataFolder {
  readonly path: string
  /** An exchange, or another command, uses it. */
  readonly isInUse: boolean
  /** The last frame that may be read: an exchange that runs may be writing the one behind it. */
  readonly sequenceMax: number
}

/** The folder that an option names, or else the settings do. */
export const folderOf = (given: string | undefined): string =>
  given ?? (process.env.OPENBELL_DATA || './data')

/** Work that only reads, beside an exchange or not. @throws OperateError where there is no journal */
export async function readingFolder<Result>(
  given: string | undefined,
  work: (folder: DataFolder) => Result | Promise<Result>,
): Promise<Result> {
  const path = existing(given)
  const unlock = existsSync(join(path, 'lock')) ? lockFile(join(path, 'lock')) : () => {}
  try {
    return await work({ path, isInUse: !unlock, sequenceMax: readable(path, !unlock) })
  } finally {
    unlock?.()
  }
}

/** Work that must have the folder alone. @throws OperateError where it is in use or no journal */
export async function owningFolder<Result>(
  given: string | undefined,
  work: (folder: DataFolder) => Result | Promise<Result>,
): Promise<Result> {
  const path = existing(given)
  const unlock = lockFolder(path)
  try {
    return await work({ path, isInUse: false, sequenceMax: readable(path, false) })
  } finally {
    unlock()
  }
}

function existing(given: string | undefined): string {
  const path = folderOf(given)
  if (!existsSync(path))
    throw new OperateError(`${path}: no such folder; name another by --data or OPENBELL_DATA`)
  if (segmentNames(nodeFiles, journalFolder(path)).length === 0)
    throw new OperateError(`${path} holds no journal; name another by --data or OPENBELL_DATA`)
  return path
}

/** What has its events was durable before. */
const readable = (path: string, isInUse: boolean): number =>
  isInUse
    ? (findEventLogEnd(nodeFiles, eventsFolder(path))?.sequence ?? 0)
    : Number.POSITIVE_INFINITY
