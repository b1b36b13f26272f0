// The package's face: the core, and how to load, restore and warm it.
export { feedRecords, loadBenchmarkEngine, readOrderFile } from './benchmark-engine.js'
export { CanonicalReports } from './canonical-reports.js'
export { type Capacities, capacityNames, defaultCapacities } from './capacities.js'
export { Engine, type EngineBalance, loadEngine, type Usage } from './engine.js'
export { EngineSnapshotError, EngineTrapError } from './errors.js'
export { compileEngine, type EngineModule, enginePath } from './module.js'
export { readSnapshotHead, type SnapshotHead } from './snapshot.js'
export { warmUp } from './warm-up.js'
