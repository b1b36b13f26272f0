// The core's thread: recovers, and then turns until it is told to stop.
import { compileEngine, defaultCapacities } from '@openbell/engine'
import { type CoreSeat, coreSeat } from '../adapters/core-thread.js'
import { keeperBehind } from '../adapters/keeper-thread.js'
import { nodeFiles } from '../adapters/node-files.js'
import { scribeBehind } from '../adapters/scribe-behind.js'
import { systemClock, systemRandom } from '../adapters/system.js'
import { Path, type PathSettings } from '../exchange.js'
import { encodeGenesis } from '../ingress/genesis.js'
import type { Reporter } from '../ports.js'
import { keepSnapshot } from './keep-snapshot.js'

/** What the core's thread is told. */
export interface CoreSettings {
  readonly folder: string
  /** The genesis file's content, for a new exchange. */
  readonly genesis: unknown
  readonly path: PathSettings
}

/** @throws whatever ends the process: JournalError, RecoveryError, an error of the disk, a trap */
export function runCore(): void {
  const seat = coreSeat<CoreSettings>()
  const { folder, genesis, path: settings } = seat.settings
  const startedUs = systemClock.monotonicUs()
  const engine = compileEngine()
  const scribe = scribeBehind(seat.scribe)
  const path = new Path({
    files: nodeFiles,
    folder,
    clock: systemClock,
    random: systemRandom,
    reporter: seatReporter(seat),
    link: seat.link,
    keeper: keeperBehind(seat.keeper),
    scribe,
    engine,
    capacities: defaultCapacities,
    genesis: () => Buffer.concat(encodeGenesis(genesis)),
    published: scribe.published,
    settings,
  })
  const milliseconds = Math.round((systemClock.monotonicUs() - startedUs) / 1000)
  seat.ready({ ...path.recovery, milliseconds })
  while (!seat.link.isStopping()) if (!path.turn()) path.wait()
  path.close()
  if (path.isSnapshotWanted)
    keepSnapshot(nodeFiles, folder, engine, path.snapshotOrder(path.core.snapshot()))
  seat.keeper.close()
}

const seatReporter = (seat: CoreSeat<CoreSettings>): Reporter => ({
  info: (message) => seat.log('info', message),
  warn: (message) => seat.log('warn', message),
  error: (message) => seat.log('error', message),
})
