// What the keeper does with an order: a snapshot counts only with its events on disk.
import type { Engine, EngineModule } from '@openbell/engine'
import { writeSnapshot } from '../matching/snapshot-file.js'
import type { Files, SnapshotOrder } from '../ports.js'
import { syncEventLog } from '../publish/event-log.js'
import { eventsFolder, snapshotsFolder } from '../recovery.js'

/** Returns the file's path, and the core by which it was proved. @throws Error where it is not kept */
export function keepSnapshot(
  files: Files,
  folder: string,
  engine: EngineModule,
  { body, ...identity }: SnapshotOrder,
): { path: string; core: Engine } {
  syncEventLog(files, eventsFolder(folder))
  return writeSnapshot(files, snapshotsFolder(folder), engine, identity, body)
}
