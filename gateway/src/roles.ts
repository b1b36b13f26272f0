// What runs where: the core's thread, the keeper's thread, and the main one with everything else.
import { compileEngine, defaultCapacities } from '@openbell/engine'
import { type CoreSeat, coreSeat } from './adapters/core-thread.js'
import { keeperBehind, serveKeeper } from './adapters/keeper-thread.js'
import { nodeFiles } from './adapters/node-files.js'
import { consoleReporter } from './adapters/reporter.js'
import { systemClock, systemRandom } from './adapters/system.js'
import { Path, type PathSettings } from './exchange.js'
import { encodeGenesis } from './ingress/genesis.js'
import { writeSnapshot } from './matching/snapshot-file.js'
import type { Reporter } from './ports.js'
import { snapshotsFolder } from './recovery.js'

/** What the core's thread is told. */
export interface CoreSettings {
  readonly folder: string
  /** The genesis file's content, for a new exchange. */
  readonly genesis: unknown
  readonly path: PathSettings
}

/** The core's thread: recovers, and then turns until it is told to stop. A throw ends the process. */
export function runCore(): void {
  const seat = coreSeat<CoreSettings>()
  const { folder, genesis, path: settings } = seat.settings
  const startedUs = systemClock.monotonicUs()
  const engine = compileEngine()
  const path = new Path({
    files: nodeFiles,
    folder,
    clock: systemClock,
    random: systemRandom,
    reporter: seatReporter(seat),
    link: seat.link,
    keeper: keeperBehind(seat.keeper),
    engine,
    capacities: defaultCapacities,
    genesis: () => Buffer.concat(encodeGenesis(genesis)),
    published: seat.published,
    settings,
  })
  const milliseconds = Math.round((systemClock.monotonicUs() - startedUs) / 1000)
  seat.ready({ ...path.recovery, milliseconds })
  while (!seat.link.isStopping()) if (!path.turn()) path.wait()
  path.close()
  if (path.isSnapshotWanted) {
    const { body, ...identity } = path.snapshotOrder()
    writeSnapshot(nodeFiles, snapshotsFolder(folder), engine, identity, body)
  }
}

const seatReporter = (seat: CoreSeat<CoreSettings>): Reporter => ({
  info: (message) => seat.log('info', message),
  warn: (message) => seat.log('warn', message),
  error: (message) => seat.log('error', message),
})

/** The keeper's thread. A snapshot that cannot be kept costs time at the next start, and no more. */
export function runKeeper(): void {
  const engine = compileEngine()
  serveKeeper((folder, { body, ...identity }) => {
    try {
      writeSnapshot(nodeFiles, snapshotsFolder(folder), engine, identity, body)
    } catch (error) {
      consoleReporter.error(
        `snapshot ${identity.sequence} was not kept: ${(error as Error).message}`,
      )
    }
  })
}
