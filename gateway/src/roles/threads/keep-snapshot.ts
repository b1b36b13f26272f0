// What the keeper does with an order: a snapshot counts only with its events on disk.
import type { Engine, EngineModule } from '@openbell/engine'
import { writeExport } from '../../matching/export-file.js'
import { writeSnapshot } from '../../matching/snapshot-file.js'
import type { Files, SnapshotOrder } from '../../ports.js'
import { syncEventLog } from '../../publish/event-log.js'
import { eventsFolder, snapshotsFolder } from '../../recovery.js'

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

/** The export of the core by which a snapshot was proved, beside it. @throws Error where it is not kept */
export function keepExport(
  files: Files,
  folder: string,
  engine: EngineModule,
  { body: _, ...identity }: SnapshotOrder,
  core: Engine,
): void {
  writeExport(files, snapshotsFolder(folder), engine, identity, core)
}
