// The core's thread: recovers, follows the log while another process leads, and then turns until it is
// told to stop.
import { compileEngine, defaultCapacities, enginePath } from '@openbell/engine'
import { type CoreSeat, coreSeat } from '../../adapters/core-thread.js'
import { keeperBehind } from '../../adapters/keeper-thread.js'
import { nodeFiles } from '../../adapters/node-files.js'
import { reporterTo } from '../../adapters/reporter.js'
import { scribeBehind } from '../../adapters/scribe-behind.js'
import { DistantStream, type StreamPlace } from '../../adapters/stream-behind.js'
import { systemClock, systemRandom } from '../../adapters/system.js'
import { Path, type PathParts, type PathSettings } from '../../exchange.js'
import { Follower } from '../../follower.js'
import { encodeGenesis } from '../../ingress/genesis.js'
import { keepEngine } from '../../matching/engines.js'
import { enginesFolder } from '../../recovery.js'
import { Replica } from '../../replica.js'
import { keepExport, keepSnapshot } from './keep-snapshot.js'

/** What the core's thread is told. */
export interface CoreSettings {
  readonly folder: string
  /** The genesis file's content, for a new exchange. */
  readonly genesis: unknown
  /** Of the exchange whose stream is the log; undefined where the file is. */
  readonly exchangeId?: Uint8Array
  readonly path: PathSettings
}

/** @throws whatever ends the process: JournalError, RecoveryError, an error of the disk, a trap */
export function runCore(): void {
  const seat = coreSeat<CoreSettings>()
  const startedUs = systemClock.monotonicUs()
  const parts = partsOf(seat)
  keepEngine(nodeFiles, enginesFolder(parts.folder), enginePath)
  const replica = new Replica(parts)
  const milliseconds = Math.round((systemClock.monotonicUs() - startedUs) / 1000)
  const { sequence } = replica.last
  parts.published(sequence)
  seat.ready({ ...replica.recovery, sequence, milliseconds })
  if (seat.stream) followThenLead(seat, seat.stream, parts, replica)
  else lead(seat, new Path(parts, replica))
  if (replica.isSnapshotWanted) {
    const order = replica.snapshotOrder(replica.core.snapshot())
    const { core } = keepSnapshot(nodeFiles, parts.folder, replica.engine, order)
    keepExport(nodeFiles, parts.folder, replica.engine, order, core)
  }
  seat.keeper.close()
}

function lead(seat: CoreSeat<CoreSettings>, path: Path): void {
  seat.leading({ epoch: path.epoch, edges: path.core.openEdges() })
  while (!seat.link.isStopping()) if (!path.turn()) path.wait()
  path.close()
}

function followThenLead(
  seat: CoreSeat<CoreSettings>,
  { memory, requests }: StreamPlace,
  parts: PathParts,
  replica: Replica,
): void {
  const stream = new DistantStream(memory, requests, () => seat.link.isStopping())
  const follower = new Follower(replica)
  if (stream.follow(replica.last.sequence, (bytes) => follower.follow(bytes))) {
    const path = new Path({ ...parts, stream }, replica)
    stream.leading(path.epoch)
    lead(seat, path)
  } else replica.close()
  requests.close()
}

function partsOf(seat: CoreSeat<CoreSettings>): PathParts {
  const { folder, genesis, exchangeId, path: settings } = seat.settings
  const scribe = scribeBehind(seat.scribe)
  return {
    files: nodeFiles,
    folder,
    clock: systemClock,
    random: systemRandom,
    reporter: reporterTo(seat.log),
    link: seat.link,
    keeper: keeperBehind(seat.keeper),
    scribe,
    engine: compileEngine(),
    capacities: defaultCapacities,
    genesis: () => Buffer.concat(encodeGenesis(genesis)),
    meter: seat.meter,
    published: scribe.published,
    ...(exchangeId ? { exchangeId } : {}),
    settings,
  }
}
