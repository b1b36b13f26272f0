// The core through the versions of its module: an epoch frame names the module that decides from it
// on. What came before is replayed by the module that decided it, and the next takes its state over.
import type { Engine, EngineModule } from '@openbell/engine'
import type { Engines } from './engines.js'
import { freshCore, type MatchingOptions, type RestoredCore } from './matching.js'
import type { TakeOver } from './take-over.js'

export interface SuccessionOptions extends Omit<MatchingOptions, 'engine'> {
  readonly engines: Engines
  readonly takeOver: TakeOver
}

export class Succession {
  #core: Engine
  #engine: EngineModule

  /** Begins with a restored core, or with nothing. */
  constructor(
    private readonly options: SuccessionOptions,
    restored?: RestoredCore,
  ) {
    const { engines, capacities } = options
    this.#core = restored?.core ?? freshCore({ engine: engines.current, capacities })
    this.#engine = restored?.engine ?? engines.current
  }

  get core(): Engine {
    return this.#core
  }

  /** The module that decides now. */
  get engine(): EngineModule {
    return this.#engine
  }

  /**
   * From the epoch on that names this module, by its SHA-256. One that was not kept is stood in for by
   * the one before it: the digests in the journal tell whether that decides alike.
   * @throws Error where the module cannot take over
   */
  beginEpoch(engineHash: Uint8Array): void {
    const module = this.options.engines.find(Buffer.from(engineHash).toString('hex'))
    if (!module || module.hash === this.#engine.hash) return
    this.#core = this.#successor(module)
    this.#engine = module
  }

  #successor(engine: EngineModule): Engine {
    const { capacities, takeOver } = this.options
    return this.#core.sequence === 0
      ? freshCore({ engine, capacities })
      : takeOver(this.#core, engine, capacities)
  }
}
