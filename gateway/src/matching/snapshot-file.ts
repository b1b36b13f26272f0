// Snapshot files: proved by restoring a core, written aside, read back, and only then given their name.
import { crc32 } from 'node:zlib'
import { Engine, type EngineModule } from '@openbell/engine'
import { limits, SnapshotHead } from '@openbell/protocol'
import { type Files, readWhole } from '../ports.js'
import { type Engines, engineOf } from './engines.js'

export type SnapshotIdentity = Omit<
  SnapshotHead,
  'magic' | 'version' | 'bodyCrc' | 'bodyBytes' | 'headCrc'
>

const headBytes = SnapshotHead.sizeBytes
const headCrcOffset = SnapshotHead.offset.headCrc
/** What is still being written; its content is worth nothing. */
const asideEnding = '.writing'
/** Verified snapshots that are kept, with the journal from the older one on. */
export const keptCount = 2

/** Names in the order of their sequences. */
export const snapshotNames = (files: Files, folder: string): string[] =>
  files.list(folder).filter((name) => /^\d{16}\.snapshot$/.test(name))

/** The frame of the newest snapshot, which got its name only after the frame was published. */
export const newestSnapshotSequence = (files: Files, folder: string): number =>
  Number.parseInt(snapshotNames(files, folder).at(-1) ?? '0', 10)

/**
 * Restores into a fresh core, which it returns, and so seals `body` where that is a copy; writes,
 * syncs, reads back, and then renames. What gets a name is what was restored, byte for byte.
 * @throws Error where anything of this fails
 */
export function writeSnapshot(
  files: Files,
  folder: string,
  engine: EngineModule,
  identity: SnapshotIdentity,
  body: Uint8Array,
): { path: string; core: Engine } {
  const core = Engine.seal(engine, body)
  const name = `${String(identity.sequence).padStart(16, '0')}.snapshot`
  const path = writeProved(files, folder, name, identity, body)
  for (const old of snapshotNames(files, folder).slice(0, -keptCount))
    files.remove(`${folder}/${old}`)
  return { path, core }
}

/**
 * Writes, syncs and reads back before the name is given; returns the path. What others left half written
 * goes, but not that of a later frame: at the end of a process two threads may write. @throws Error
 */
export function writeProved(
  files: Files,
  folder: string,
  name: string,
  identity: SnapshotIdentity,
  body: Uint8Array,
): string {
  files.makeFolder(folder)
  const asideName = `${name}${asideEnding}`
  for (const left of files.list(folder))
    if (left.endsWith(asideEnding) && left <= asideName) files.remove(`${folder}/${left}`)
  const aside = `${folder}/${asideName}`
  const file = files.open(aside, 'create')
  file.write(encodeHead(identity, body), 0)
  file.write(body, headBytes)
  file.sync()
  file.close()
  readBack(files, aside, body)
  const path = `${folder}/${name}`
  files.rename(aside, path)
  files.syncFolder(folder)
  return path
}

function readBack(files: Files, path: string, body: Uint8Array): void {
  const back = readSnapshot(files, path)
  if (typeof back === 'string') throw new Error(`${path} reads back wrong: ${back}`)
  if (Buffer.compare(back.body, body) !== 0)
    throw new Error(`${path} reads back wrong: it is another snapshot`)
}

/** A fresh core in the state of a snapshot file. @throws Error where the file does not prove good */
export function proveSnapshot(files: Files, path: string, engines: Engines): Engine {
  const back = readSnapshot(files, path)
  if (typeof back === 'string') throw new Error(`${path} reads back wrong: ${back}`)
  return Engine.restore(engineOf(engines, back.body), back.body)
}

/** A snapshot file's content, or what is wrong with it. */
export function readSnapshot(
  files: Files,
  path: string,
): { identity: SnapshotIdentity; body: Uint8Array } | string {
  const bytes = readWhole(files, path)
  if (bytes.length < headBytes) return 'it is too short'
  const identity = SnapshotHead.read(new DataView(bytes.buffer), 0)
  if (identity.magic !== limits.magicSnapshot) return 'it is no snapshot'
  if (identity.headCrc !== crc32(bytes.subarray(0, headCrcOffset))) return 'its head is damaged'
  if (identity.version !== limits.formatVersion) return `its format is ${identity.version}`
  const body = bytes.subarray(headBytes)
  if (body.length !== identity.bodyBytes) return 'it is cut off'
  if (crc32(body) !== identity.bodyCrc) return 'its body is damaged'
  return { identity, body }
}

function encodeHead(identity: SnapshotIdentity, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headBytes)
  const view = new DataView(bytes.buffer)
  SnapshotHead.write(view, 0, {
    ...identity,
    magic: limits.magicSnapshot,
    version: limits.formatVersion,
    bodyBytes: body.length,
    bodyCrc: crc32(body),
    headCrc: 0,
  })
  view.setUint32(headCrcOffset, crc32(bytes.subarray(0, headCrcOffset)), true)
  return bytes
}
