// The real path on real files, fed by hand: what the benchmarks of durability drive.
import { compileEngine, defaultCapacities } from '@openbell/engine'
import { nodeFiles } from '@openbell/gateway/adapters/node-files.js'
import { consoleReporter } from '@openbell/gateway/adapters/reporter.js'
import { scribeBehind } from '@openbell/gateway/adapters/scribe-behind.js'
import { makeScribeMemory } from '@openbell/gateway/adapters/scribe-records.js'
import { startScribeThread } from '@openbell/gateway/adapters/scribe-thread.js'
import { systemClock, systemRandom } from '@openbell/gateway/adapters/system.js'
import { defaultPathSettings, Path } from '@openbell/gateway/exchange.js'
import type { FedLink } from '@openbell/gateway/operate/fed-link.js'
import { flowGenesis } from './order-flow.js'

const scribeEntry = new URL('./scribe-entry.js', import.meta.url)

/**
 * Recovers what the folder holds, or begins an exchange, that of the order flow by default. It takes
 * no snapshots.
 */
export function openPath(
  folder: string,
  link: FedLink,
  genesis: () => Uint8Array = flowGenesis,
): Path {
  const memory = makeScribeMemory()
  startScribeThread(scribeEntry, memory)
  const scribe = scribeBehind(memory)
  return new Path({
    files: nodeFiles,
    folder,
    clock: systemClock,
    random: systemRandom,
    reporter: consoleReporter,
    link,
    keeper: { keep: () => false },
    scribe,
    engine: compileEngine(),
    capacities: defaultCapacities,
    genesis,
    published: scribe.published,
    settings: { ...defaultPathSettings, snapshotCommands: Number.POSITIVE_INFINITY },
  })
}
