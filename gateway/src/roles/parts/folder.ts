// The data folder of a process, which it shares with no other.
import { lockFile } from '../../adapters/file-lock.js'
import { nodeFiles } from '../../adapters/node-files.js'
import type { Endings } from './endings.js'

/** @throws Error where another process has it */
export function lockFolder(endings: Endings, folder: string): void {
  nodeFiles.makeFolder(folder)
  const unlock = lockFile(`${folder}/lock`)
  if (!unlock) throw new Error(`the data folder ${folder} is in use by another process`)
  endings.add(unlock)
}
