// A data folder belongs to one process at a time, be it the exchange or a command.
import { join } from 'node:path'
import { lockFile } from '../adapters/file-lock.js'
import { OperateError } from './errors.js'

/** Returns the function that gives the folder back. @throws OperateError where it is in use */
export function lockFolder(folder: string): () => void {
  const unlock = lockFile(join(folder, 'lock'))
  if (!unlock)
    throw new OperateError(
      `the data folder ${folder} is in use by another process; stop the exchange first`,
    )
  return unlock
}
