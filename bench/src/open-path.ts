// The real path on real files, fed by hand: what the benchmarks of durability drive.
import { compileEngine, defaultCapacities } from '@openbell/engine'
import { nodeFiles } from '@openbell/gateway/adapters/node-files.js'
import { consoleReporter } from '@openbell/gateway/adapters/reporter.js'
import { type DistantScribe, scribeBehind } from '@openbell/gateway/adapters/scribe-behind.js'
import { makeScribeMemory } from '@openbell/gateway/adapters/scribe-records.js'
import { startScribeThread } from '@openbell/gateway/adapters/scribe-thread.js'
import { systemClock, systemRandom } from '@openbell/gateway/adapters/system.js'
import { defaultPathSettings, Path } from '@openbell/gateway/exchange.js'
import type { FedLink } from '@openbell/gateway/operate/fed-link.js'
import { PathMeter, type Scribe } from '@openbell/gateway/ports.js'
import { threadEntry } from '@openbell/gateway/roles/parts/thread-entry.js'
import type { JournalFlow } from './journal-flow.js'
import { flowGenesis } from './order-flow.js'

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
  startScribeThread(threadEntry, memory)
  return openPathWith(scribeBehind(memory), folder, link, genesis)
}

/** The same with another scribe, such as one that does its work at once. */
export const openPathWith = (
  scribe: Scribe & Partial<DistantScribe>,
  folder: string,
  link: FedLink,
  genesis: () => Uint8Array,
): Path =>
  new Path({
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
    meter: new PathMeter(),
    published: scribe.published ?? (() => {}),
    settings: { ...defaultPathSettings, snapshotCommands: Number.POSITIVE_INFINITY },
  })

/** Begins the exchange of a flow. */
export function openFlow(folder: string, link: FedLink, { genesis }: JournalFlow): Path {
  const path = openPath(folder, link, () => genesis[0])
  for (const commands of genesis.slice(1)) {
    link.feed(commands)
    path.turn()
  }
  return path
}
