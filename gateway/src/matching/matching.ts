// Hands frames to the core and gets their events back; the only stage that knows the engine.
import {
  type Capacities,
  Engine,
  type EngineModule,
  EngineSnapshotError,
  loadEngine,
} from '@openbell/engine'
import type { Files } from '../ports.js'
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
}

/**
 * The newest snapshot that can be used and lies at or below `sequenceMax`. What cannot be used (another
 * engine's, damaged) is passed over with a word to `report`; the journal makes up for it.
 */
export function restoreCore(
  { engine, capacities }: MatchingOptions,
  files: Files,
  folder: string,
  sequenceMax: number,
  report: (message: string) => void,
): RestoredCore | undefined {
  for (const name of snapshotNames(files, folder).reverse()) {
    const path = `${folder}/${name}`
    const snapshot = readSnapshot(files, path)
    if (typeof snapshot === 'string') report(`${path} is passed over: ${snapshot}`)
    else if (snapshot.identity.sequence <= sequenceMax) {
      try {
        const core = Engine.restore(engine, snapshot.body, capacities)
        return { core, identity: snapshot.identity }
      } catch (error) {
        if (!(error instanceof EngineSnapshotError)) throw error
        report(`${path} is passed over: ${error.message}`)
      }
    }
  }
  return undefined
}
