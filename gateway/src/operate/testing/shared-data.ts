// Recordings that are not part of the repository: tests do more where they are there.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env.OPENBELL_SHARED ?? '../shared/data'

/** The path of a file of the shared data, or undefined where it is not there. */
export function sharedData(path: string): string | undefined {
  const full = join(folder, path)
  return existsSync(full) ? full : undefined
}
