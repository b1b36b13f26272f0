// How a core of another module goes on where one stands.
import { type Capacities, Engine, type EngineModule } from '@openbell/engine'

/**
 * A core of module `to`, with these pools, in the state of `core`.
 * @throws Error where `to` cannot go on from it
 */
export type TakeOver = (core: Engine, to: EngineModule, capacities: Partial<Capacities>) => Engine

/** By the canonical export of the state, which says nothing of memory. @throws EngineExportError */
export const takeOverByExport: TakeOver = (core, to, capacities) =>
  Engine.importState(to, core.exportState(), capacities)
