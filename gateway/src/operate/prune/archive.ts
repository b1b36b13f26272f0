// Moves a file into an archive: copied, made durable, read back and compared, and only then removed.
import type { File, Files } from '../../ports.js'
import { OperateError } from '../errors.js'

const pieceBytes = 1024 * 1024

/**
 * Moves `folder/name` to `archive/name`. One that the archive has already must be the same.
 * @throws OperateError where the archive has another file of this name, or reads back otherwise
 */
export function moveToArchive(files: Files, folder: string, archive: string, name: string): void {
  const [from, to] = [`${folder}/${name}`, `${archive}/${name}`]
  if (!files.list(archive).includes(name)) {
    files.makeFolder(archive)
    copy(files, from, `${to}.copying`)
    files.rename(`${to}.copying`, to)
    files.syncFolder(archive)
  }
  if (!areEqual(files, from, to))
    throw new OperateError(`${to} is not what ${from} is: nothing was removed; look at both`)
  files.remove(from)
  files.syncFolder(folder)
}

function copy(files: Files, from: string, to: string): void {
  files.remove(to)
  withFiles(files.open(from, 'read'), files.open(to, 'create'), (source, target) => {
    for (const { piece, at } of pieces(source)) target.write(piece, at)
    target.sync()
  })
}

const areEqual = (files: Files, one: string, other: string): boolean =>
  withFiles(files.open(one, 'read'), files.open(other, 'read'), (source, target) => {
    if (source.sizeBytes() !== target.sizeBytes()) return false
    const room = new Uint8Array(pieceBytes)
    for (const { piece, at } of pieces(source)) {
      const found = room.subarray(0, target.read(room.subarray(0, piece.length), at))
      if (Buffer.compare(piece, found) !== 0) return false
    }
    return true
  })

function* pieces(file: File): Generator<{ piece: Uint8Array; at: number }> {
  const room = new Uint8Array(pieceBytes)
  for (let at = 0; ; ) {
    const piece = room.subarray(0, file.read(room, at))
    if (piece.length === 0) return
    yield { piece, at }
    at += piece.length
  }
}

function withFiles<Result>(
  one: File,
  other: File,
  work: (one: File, other: File) => Result,
): Result {
  try {
    return work(one, other)
  } finally {
    one.close()
    other.close()
  }
}
