// Export files: beside each snapshot what a core of another module, or with other pools, can be made of.
// They have the head of a snapshot's file, and so its identity; their body is the core's export.
import { type Capacities, Engine, EngineExportError, type EngineModule } from '@openbell/engine'
import type { Files } from '../ports.js'
import { keptCount, readSnapshot, type SnapshotIdentity, writeProved } from './snapshot-file.js'

/** Names in the order of their sequences. */
export const exportNames = (files: Files, folder: string): string[] =>
  files.list(folder).filter((name) => /^\d{16}\.export$/.test(name))

/**
 * Exports a core, imports that into a fresh one, and writes it down like a snapshot.
 * @throws Error where anything of this fails
 */
export function writeExport(
  files: Files,
  folder: string,
  engine: EngineModule,
  identity: SnapshotIdentity,
  core: Engine,
): void {
  const body = core.exportState()
  Engine.importState(engine, body, core.capacities)
  const name = `${String(identity.sequence).padStart(16, '0')}.export`
  writeProved(files, folder, name, identity, body)
  for (const old of exportNames(files, folder).slice(0, -keptCount))
    files.remove(`${folder}/${old}`)
}

/** A fresh core in the state of a snapshot's export; undefined where it has none, or what is wrong. */
export function importCore(
  files: Files,
  folder: string,
  snapshotName: string,
  engine: EngineModule,
  capacities: Partial<Capacities>,
): { core: Engine; identity: SnapshotIdentity } | string | undefined {
  const name = snapshotName.replace(/snapshot$/, 'export')
  if (!exportNames(files, folder).includes(name)) return undefined
  const path = `${folder}/${name}`
  const read = readSnapshot(files, path)
  if (typeof read === 'string') return `${path} is passed over: ${read}`
  try {
    return { core: Engine.importState(engine, read.body, capacities), identity: read.identity }
  } catch (error) {
    if (!(error instanceof EngineExportError)) throw error
    return `${path} is passed over: ${error.message}`
  }
}
