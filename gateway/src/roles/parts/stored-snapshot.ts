// A core's snapshot out of the store: taken aside, and proved against the log before anybody builds on it.
import {
  compileEngine,
  defaultCapacities,
  EngineSnapshotError,
  readCopyHead,
} from '@openbell/engine'
import { FramesGoneError } from '../../adapters/nats/generation-reader.js'
import { storedOf } from '../../adapters/nats/snapshot-offers.js'
import { type SnapshotStore, SnapshotTransferError } from '../../adapters/nats/snapshot-store.js'
import { type FrameRead, readFrame, sameBytes } from '../../journal/frame.js'
import { enginesIn, keepEngine } from '../../matching/engines.js'
import { restoreCore } from '../../matching/matching.js'
import { readSnapshot, type SnapshotIdentity } from '../../matching/snapshot-file.js'
import type { Files, ReplicatedLog, Reporter } from '../../ports.js'
import { enginesFolder, RecoveryError, successionOf } from '../../recovery.js'
import { proveInTurn } from './prove-in-turn.js'

/** The store holds something else than a snapshot of this exchange at its frame. */
class StoredSnapshotError extends Error {
  override name = 'StoredSnapshotError'
}

export interface StoredSnapshotParts {
  readonly files: Files
  /** The data folder, which keeps the modules. */
  readonly folder: string
  /** Where the files are put. */
  readonly aside: string
  readonly store: Pick<SnapshotStore, 'names' | 'get'>
  readonly stream: ReplicatedLog
  readonly exchangeId: Uint8Array
  readonly reporter: Reporter
}

/** A snapshot that lies aside, whole and proved. */
export interface ProvedSnapshot {
  readonly identity: SnapshotIdentity
  /** The log's frame that it was taken after. */
  readonly frame: FrameRead
}

/**
 * The newest snapshots of the store that prove good, newest first: each is proved when it is asked for,
 * and the files of the one before are gone by then. What does not prove good is passed over.
 * @throws RecoveryError where a snapshot knows of frames that the log has lost
 */
export async function* storedSnapshots(parts: StoredSnapshotParts): AsyncGenerator<ProvedSnapshot> {
  const names = await parts.store.names()
  const newestFirst = storedOf(names, '.snapshot').reverse()
  const faults = [StoredSnapshotError, SnapshotTransferError, FramesGoneError, EngineSnapshotError]
  yield* proveInTurn(newestFirst, (name) => prove(parts, name, names), faults, parts.reporter)
  clearAside(parts)
}

function clearAside({ files, aside }: StoredSnapshotParts): void {
  for (const name of files.list(aside)) files.remove(`${aside}/${name}`)
}

async function prove(
  parts: StoredSnapshotParts,
  name: string,
  names: readonly string[],
): Promise<ProvedSnapshot> {
  const { files, aside, store, reporter, folder, exchangeId } = parts
  clearAside(parts)
  files.makeFolder(aside)
  await store.get(name, `${aside}/${name}`)
  const read = readSnapshot(files, `${aside}/${name}`)
  if (typeof read === 'string') throw new StoredSnapshotError(read)
  const { identity, body } = read
  if (Number.parseInt(name, 10) !== identity.sequence)
    throw new StoredSnapshotError(`it is of frame ${identity.sequence}`)
  if (!sameBytes(identity.exchangeId, exchangeId))
    throw new StoredSnapshotError('it is of another exchange')
  const frame = await frameOf(parts, identity)
  const exported = name.replace(/snapshot$/, 'export')
  if (names.includes(exported)) await store.get(exported, `${aside}/${exported}`)
  await takeModule(parts, readCopyHead(body).engineHash, names)
  const engine = compileEngine()
  const options = successionOf({ files, folder, engine, capacities: defaultCapacities })
  const report = (message: string) => reporter.warn(message)
  if (!restoreCore(options, files, aside, identity.sequence, report))
    throw new StoredSnapshotError('no core can be restored from it')
  return { identity, frame }
}

/** The frame that a snapshot is of, by its chain; the one behind it must tell of the same events. */
async function frameOf(
  { stream }: StoredSnapshotParts,
  { sequence, epoch, timestampUs, chain, eventsDigest }: SnapshotIdentity,
): Promise<FrameRead> {
  const last = (await stream.last())?.sequence ?? 0
  if (sequence > last)
    throw new RecoveryError(
      `the log ends at frame ${last}, but there is a snapshot of frame ${sequence} in the store: ` +
        'acknowledged data is lost; see docs/operating/lost-nats.md',
    )
  const [frame, next] = await framesFrom(stream, sequence)
  if (!frame || !sameBytes(frame.chain, chain))
    throw new StoredSnapshotError('it is of another history than the log')
  if (frame.head.epoch !== epoch || frame.head.timestampUs !== timestampUs)
    throw new StoredSnapshotError(`its epoch or time is not that of frame ${sequence}`)
  if (next && !sameBytes(next.head.previousEventsDigest, eventsDigest))
    throw new StoredSnapshotError(`its events are not those of frame ${sequence}`)
  return frame
}

async function framesFrom(stream: ReplicatedLog, sequence: number): Promise<FrameRead[]> {
  const found: FrameRead[] = []
  for await (const frames of stream.read(sequence)) {
    for (const { bytes } of frames.slice(0, 2 - found.length)) {
      const frame = readFrame(bytes, 0)
      if (typeof frame === 'string') throw new StoredSnapshotError(frame)
      found.push(frame)
    }
    if (found.length === 2) break
  }
  return found
}

/** The module that decided, where it is not here; its name is the hash of its bytes. */
async function takeModule(
  { files, folder, aside, store }: StoredSnapshotParts,
  hash: string,
  names: readonly string[],
): Promise<void> {
  const engines = enginesFolder(folder)
  const name = `${hash}.wasm`
  if (!names.includes(name) || enginesIn(files, engines, compileEngine()).find(hash)) return
  await store.get(name, `${aside}/${name}`)
  keepEngine(files, engines, `${aside}/${name}`)
}
