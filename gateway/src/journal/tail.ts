// Makes what a journal ends with durable, before anybody builds on it.
import { readU64, writeU64 } from '@openbell/protocol'
import { type Files, readWhole, writeWhole } from '../ports.js'
import { readFrame } from './frame.js'
import { segmentName, segmentNames } from './segment.js'

/** A copy of the last frame behind the number of its segment and its offset there, a u64 each. */
const copyName = 'last.frame'
const placeBytes = 16

/** A frame and where it lies. */
interface Placed {
  readonly path: string
  readonly offset: number
  readonly bytes: Uint8Array
}

/**
 * Syncs the last segment and the names of all; returns its path, where there is one. After a kill, what
 * can be read may lie in the page cache alone; every earlier segment was synced before the next one was
 * begun.
 */
export function settleTail(files: Files, folder: string): string | undefined {
  const names = segmentNames(files, folder)
  const name = names.at(-1)
  if (!name) return undefined
  if (files.list(folder).includes(copyName)) putBack(files, folder, names)
  const path = `${folder}/${name}`
  rewrite(files, { path, offset: 0, bytes: new Uint8Array() })
  files.syncFolder(folder)
  return path
}

/**
 * Writes the last frame once more, and syncs it. After a sync that failed the system may show what the
 * disk has not, and no later sync would write it: a process that was killed before it could take such a
 * frame back leaves it to the next one. (Of every other frame the one behind it says that it was
 * durable.) If it was durable all the same, no loss of power may cost it: a copy lies beside it meanwhile.
 */
export function settleFrame(files: Files, folder: string, frame: Placed): void {
  const bytes = new Uint8Array(placeBytes + frame.bytes.length)
  const view = new DataView(bytes.buffer)
  writeU64(view, 0, Number.parseInt(frame.path.slice(folder.length + 1), 10))
  writeU64(view, 8, frame.offset)
  bytes.set(frame.bytes, placeBytes)
  writeWhole(files, folder, copyName, bytes, `${copyName}.making`)
  rewrite(files, frame)
  files.remove(`${folder}/${copyName}`)
  files.syncFolder(folder)
}

/** What a start has left that did not come to its end; it counts where the frame itself is not whole. */
function putBack(files: Files, folder: string, names: readonly string[]): void {
  const copy = `${folder}/${copyName}`
  const held = readWhole(files, copy)
  const view = new DataView(held.buffer)
  const name = segmentName(readU64(view, 0))
  const offset = readU64(view, 8)
  const bytes = held.subarray(placeBytes)
  const path = `${folder}/${name}`
  if (names.includes(name) && !isWhole(files, path, offset, bytes.length))
    rewrite(files, { path, offset, bytes })
  files.remove(copy)
}

function isWhole(files: Files, path: string, offset: number, sizeBytes: number): boolean {
  const file = files.open(path, 'read')
  try {
    const bytes = new Uint8Array(sizeBytes)
    file.read(bytes, offset)
    return typeof readFrame(bytes, 0) !== 'string'
  } finally {
    file.close()
  }
}

function rewrite(files: Files, { path, offset, bytes }: Placed): void {
  const file = files.open(path, 'write')
  try {
    if (bytes.length > 0) file.write(bytes, offset)
    file.sync()
  } finally {
    file.close()
  }
}
