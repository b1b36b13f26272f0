// Views out of the store, each proved against the event stream before anybody reads them.
import type { EventPlaces } from '../../adapters/nats/event-places.js'
import { FramesGoneError } from '../../adapters/nats/generation-reader.js'
import { sequenceIn, storedOf } from '../../adapters/nats/snapshot-offers.js'
import { type SnapshotStore, SnapshotTransferError } from '../../adapters/nats/snapshot-store.js'
import { hex } from '../../journal/frame.js'
import { type Files, type Reporter, readWhole } from '../../ports.js'
import { restoreViews, ViewSnapshotError } from '../../views/index.js'
import { proveInTurn } from './prove-in-turn.js'

export interface StoredViewsParts {
  readonly files: Files
  /** Where the files are put meanwhile. */
  readonly folder: string
  readonly store: Pick<SnapshotStore, 'names' | 'get'>
  readonly stream: Pick<EventPlaces, 'head'>
  readonly reporter: Reporter
}

export interface ProvedViews {
  readonly sequence: number
  readonly bytes: Uint8Array
}

/** By the chain in its name whoever takes it knows of which history it is. */
export const viewsName = (sequence: number, chain: string): string =>
  `${String(sequence).padStart(16, '0')}-${chain}.views`

/** Those of the store that prove good, newest first, each when it is asked for; others are passed over. */
export async function* storedViews(parts: StoredViewsParts): AsyncGenerator<ProvedViews> {
  const names = storedOf(await parts.store.names(), '.views').reverse()
  const faults = [SnapshotTransferError, ViewSnapshotError, FramesGoneError]
  yield* proveInTurn(names, (name) => prove(parts, name), faults, parts.reporter)
}

async function prove(parts: StoredViewsParts, name: string): Promise<ProvedViews> {
  const sequence = sequenceIn(name)
  const bytes = await bytesOf(parts, name)
  if (restoreViews(bytes).sequence() !== sequence)
    throw new ViewSnapshotError('it is of another frame than its name says')
  const { chain } = await parts.stream.head(sequence)
  if (viewsName(sequence, hex(chain)) !== name)
    throw new ViewSnapshotError('it is of another history than the event stream')
  return { sequence, bytes }
}

async function bytesOf(
  { files, folder, store }: StoredViewsParts,
  name: string,
): Promise<Uint8Array> {
  const path = `${folder}/${name}`
  files.remove(path)
  try {
    await store.get(name, path)
    return readWhole(files, path)
  } finally {
    files.remove(path)
  }
}
