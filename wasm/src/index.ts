// The package's face on every platform: the core, how to load, restore and warm it, and its records.
export * from '@openbell/protocol'
export { type Capacities, capacityNames, defaultCapacities } from './capacities.js'
export { Engine, type EngineBalance, type Usage } from './engine.js'
export {
  EngineExportError,
  EngineInvariantError,
  EngineModuleError,
  EngineSnapshotError,
  EngineTrapError,
} from './errors.js'
export { type EngineModule, engineFromBytes, fetchEngine } from './module.js'
export { readCopyHead, readSnapshotHead, type SnapshotHead } from './snapshot.js'
export { beginVenue, configureFor, type ListedMarket, type VenuePlan } from './venue.js'
export { warmUp } from './warm-up.js'
