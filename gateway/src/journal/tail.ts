// Makes what a journal ends with durable, before anybody builds on it.
import type { Files } from '../ports.js'
import { segmentNames } from './segment.js'

/**
 * Syncs the last segment and the names of all. After a kill, what can be read may lie in the page
 * cache alone; every earlier segment was synced before the next one was begun.
 */
export function settleTail(files: Files, folder: string): void {
  const name = segmentNames(files, folder).at(-1)
  if (!name) return
  const file = files.open(`${folder}/${name}`, 'write')
  try {
    file.sync()
  } finally {
    file.close()
  }
  files.syncFolder(folder)
}
