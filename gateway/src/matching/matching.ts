// Hands frames to the core and gets their events back; the only stage that knows the engine.
import {
  type Capacities,
  Engine,
  type EngineModule,
  EngineSnapshotError,
  loadEngine,
} from '@openbell/engine'
import type { Files } from '../ports.js'
import { type Engines, engineOf } from './engines.js'
import { importCore } from './export-file.js'
import { readSnapshot, type SnapshotIdentity, snapshotNames } from './snapshot-file.js'

export interface MatchingOptions {
  readonly engine: EngineModule
  readonly capacities: Partial<Capacities>
}

/** A core that applied nothing yet. */
export const freshCore = ({ engine, capacities }: MatchingOptions): Engine =>
  loadEngine(engine, capacities)

export interface RestoredCore {
  readonly core: Engine
  readonly identity: SnapshotIdentity
  /** Its module. */
  readonly engine: EngineModule
}

/**
 * The newest snapshot that can be used and lies at or below `sequenceMax`. What cannot be used (of a
 * module that was not kept, of other pools, damaged) is passed over with a word to `report`: its export
 * stands in for it, or else the journal makes up for it.
 */
export function restoreCore(
  { engines, capacities }: { readonly engines: Engines; readonly capacities: Partial<Capacities> },
  files: Files,
  folder: string,
  sequenceMax: number,
  report: (message: string) => void,
): RestoredCore | undefined {
  for (const name of snapshotNames(files, folder).reverse()) {
    const path = `${folder}/${name}`
    const snapshot = readSnapshot(files, path)
    let engine = engines.current
    if (typeof snapshot === 'string') report(`${path} is passed over: ${snapshot}`)
    else {
      const { identity, body } = snapshot
      if (identity.sequence > sequenceMax) continue
      try {
        engine = engineOf(engines, body)
        return { core: Engine.restore(engine, body, capacities), identity, engine }
      } catch (error) {
        if (!(error instanceof EngineSnapshotError)) throw error
        report(`${path} is passed over: ${error.message}`)
      }
    }
    const imported = importCore(files, folder, name, engine, capacities)
    if (typeof imported === 'string') report(imported)
    else if (imported && imported.identity.sequence <= sequenceMax) return { ...imported, engine }
  }
  return undefined
}
