// The modules that a journal was decided by, kept by their hashes: what is old is replayed by what decided it.
//
//   <data folder>/engines/<SHA-256 of the module>.wasm
import { createHash } from 'node:crypto'
import { type EngineModule, engineFromBytes, readCopyHead } from '@openbell/engine'
import { type Files, readWhole, writeWhole } from '../ports.js'

/** A module that is kept is not the one that its name says; the message names the file. */
export class EngineFileError extends Error {
  override name = 'EngineFileError'
}

export interface Engines {
  /** What decides from now on. */
  readonly current: EngineModule
  /** The module with this hash; undefined where it was not kept. @throws EngineFileError */
  find(hash: string): EngineModule | undefined
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** The modules in a folder, each compiled once, when it is first asked for. */
export function enginesIn(files: Files, folder: string, current: EngineModule): Engines {
  const known = new Map<string, EngineModule | undefined>([[current.hash, current]])
  return {
    current,
    find(hash) {
      if (!known.has(hash)) known.set(hash, readEngine(files, folder, hash))
      return known.get(hash)
    },
  }
}

/**
 * The module that a snapshot or a copy is of; the current one, which refuses it, where that was not kept.
 * @throws EngineSnapshotError where it is none
 */
export const engineOf = (engines: Engines, body: Uint8Array): EngineModule =>
  engines.find(readCopyHead(body).engineHash) ?? engines.current

/** Writes the module of a file down under its hash, whole or not at all; one that is there stays. */
export function keepEngine(files: Files, folder: string, path: string): void {
  const bytes = readWhole(files, path)
  const name = `${hashOf(bytes)}.wasm`
  if (files.list(folder).includes(name)) return
  files.makeFolder(folder)
  writeWhole(files, folder, name, bytes)
}

function readEngine(files: Files, folder: string, hash: string): EngineModule | undefined {
  const name = `${hash}.wasm`
  if (!files.list(folder).includes(name)) return undefined
  const bytes = readWhole(files, `${folder}/${name}`)
  if (hashOf(bytes) !== hash)
    throw new EngineFileError(
      `${folder}/${name} is not the module of its name: bring it back from a backup`,
    )
  return engineFromBytes(bytes)
}
