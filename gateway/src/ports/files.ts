// Files, as the path’s own thread uses them: synchronous, whole or an error.
export interface File {
  readonly path: string
  /** Writes all bytes or throws. */
  write(bytes: Uint8Array, position: number): void
  /** Fills `into` as far as the file reaches and returns the count of bytes. */
  read(into: Uint8Array, position: number): number
  /** The bytes written so far survive a loss of power. */
  sync(): void
  sizeBytes(): number
  truncate(sizeBytes: number): void
  close(): void
}

export interface Files {
  /** `create` fails where the file exists; `write` opens an existing one for reading and writing. */
  open(path: string, mode: 'read' | 'write' | 'create'): File
  /** Names in a folder, sorted; empty where there is no such folder. */
  list(folder: string): string[]
  /** With the folders above it, where there are none; their names survive a loss of power. */
  makeFolder(path: string): void
  /** Replaces `to` where it exists. */
  rename(from: string, to: string): void
  /** No error where there is no such file. */
  remove(path: string): void
  /** The folder's entries survive a loss of power. */
  syncFolder(path: string): void
  freeBytes(folder: string): number
}

/** All that a file holds. */
export function readWhole(files: Files, path: string): Uint8Array {
  const file = files.open(path, 'read')
  try {
    const bytes = new Uint8Array(file.sizeBytes())
    return bytes.subarray(0, file.read(bytes, 0))
  } finally {
    file.close()
  }
}

/**
 * A file of a folder, whole or not at all: it is written aside first, where what an earlier try has left
 * makes room. Its bytes and its name are durable when this returns.
 */
export function writeWhole(
  files: Files,
  folder: string,
  name: string,
  bytes: Uint8Array,
  asideName = `${name}.writing`,
): void {
  const aside = `${folder}/${asideName}`
  files.remove(aside)
  const file = files.open(aside, 'create')
  try {
    file.write(bytes, 0)
    file.sync()
  } finally {
    file.close()
  }
  files.rename(aside, `${folder}/${name}`)
  files.syncFolder(folder)
}
