// Files by Node's synchronous calls, for the path's own thread.
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { File, Files } from '../ports.js'

const flags = { read: 'r', write: 'r+', create: 'wx+' } as const

class NodeFile implements File {
  constructor(
    readonly path: string,
    private readonly descriptor: number,
  ) {}

  write(bytes: Uint8Array, position: number): void {
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.descriptor, bytes, done, bytes.length - done, position + done)
  }

  read(into: Uint8Array, position: number): number {
    let done = 0
    while (done < into.length) {
      const count = readSync(this.descriptor, into, done, into.length - done, position + done)
      if (count === 0) break
      done += count
    }
    return done
  }

  sync(): void {
    fdatasyncSync(this.descriptor)
  }

  sizeBytes(): number {
    return fstatSync(this.descriptor).size
  }

  truncate(sizeBytes: number): void {
    ftruncateSync(this.descriptor, sizeBytes)
  }

  close(): void {
    closeSync(this.descriptor)
  }
}

function syncFolder(path: string): void {
  // Windows cannot open a folder; its file system keeps entries in order by itself.
  if (process.platform === 'win32') return
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

export const nodeFiles: Files = {
  open: (path, mode) => new NodeFile(path, openSync(path, flags[mode], 0o600)),
  list: (folder) => {
    try {
      return readdirSync(folder).sort()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  },
  makeFolder: (path) => {
    const last = resolve(path)
    const first = mkdirSync(last, { recursive: true, mode: 0o700 }) ?? last
    for (let made = last; made.length >= first.length; made = dirname(made))
      syncFolder(dirname(made))
  },
  rename: renameSync,
  remove: (path) => rmSync(path, { force: true }),
  syncFolder,
  freeBytes: (folder) => {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  },
}
