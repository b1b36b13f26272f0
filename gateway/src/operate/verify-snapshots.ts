// Snapshots against a replay: each must restore, and be the state that its frame left.
import { Engine, EngineSnapshotError, readSnapshotHead } from '@openbell/engine'
import { hex, sameBytes } from '../journal/frame.js'
import type { Engines } from '../matching/engines.js'
import { readSnapshot, type SnapshotIdentity, snapshotNames } from '../matching/snapshot-file.js'
import type { Files } from '../ports.js'

export interface SnapshotFound {
  readonly path: string
  readonly identity: SnapshotIdentity
  /** 16 hex digits, of the restored core. */
  readonly stateHash: string
}

/** What of a frame a snapshot must agree with. */
export interface FrameState {
  readonly chain: Uint8Array
  readonly eventsDigest: Uint8Array
  readonly stateHash: string
}

/** Snapshots by sequence; what cannot be used goes to `fault`, another engine's to `note`. */
export function restoreSnapshots(
  files: Files,
  folder: string,
  engines: Engines,
  fault: (message: string) => void,
  note: (message: string) => void,
): Map<number, SnapshotFound> {
  const found = new Map<number, SnapshotFound>()
  for (const name of snapshotNames(files, folder)) {
    const path = `${folder}/${name}`
    const snapshot = readSnapshot(files, path)
    if (typeof snapshot === 'string') {
      fault(`${path}: ${snapshot}`)
      continue
    }
    const { identity, body } = snapshot
    if (Number.parseInt(name, 10) !== identity.sequence) {
      fault(`${path}: it is of frame ${identity.sequence}`)
      continue
    }
    try {
      const engine = engines.find(readSnapshotHead(body).engineHash)
      if (!engine) {
        note(`${path} is of another engine and will be passed over`)
        continue
      }
      const stateHash = Engine.restore(engine, body).stateHash()
      found.set(identity.sequence, { path, identity, stateHash })
    } catch (error) {
      if (!(error instanceof EngineSnapshotError)) throw error
      fault(`${path}: ${error.message}`)
    }
  }
  return found
}

/** What is not true of a snapshot, given the state after its frame. */
export function snapshotFault(
  { identity, stateHash }: SnapshotFound,
  state: FrameState,
): string | undefined {
  if (!sameBytes(identity.chain, state.chain)) return 'it is of another history'
  if (!sameBytes(identity.eventsDigest, state.eventsDigest))
    return `its events are ${hex(identity.eventsDigest)}, the replay's ${hex(state.eventsDigest)}`
  if (stateHash !== state.stateHash)
    return `its state is ${stateHash}, the replay's ${state.stateHash}`
  return undefined
}
