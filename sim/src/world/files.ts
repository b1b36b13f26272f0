// A simulated file system behind the port `Files`: it keeps apart what programs see and what
// survives a loss of power, and lets a watcher fail any single step.
//
// A file's bytes and size are durable after `sync`, names in a folder after `syncFolder`. Until
// then each piece of 512 bytes and each change of a name has its own fate when the power is lost.
// A piece only ever changes in the bytes that were written: a disk does not harm their neighbours.
import type { File, Files } from '@openbell/gateway/ports.js'
import type { Chance } from './chance.js'
import { Inode, type PieceOdds } from './inode.js'

/** A step of work with files; reading is none. In the middle of a write a part of it is done. */
export interface Step {
  readonly action: 'open' | 'write' | 'sync' | 'truncate' | 'rename' | 'remove' | 'syncFolder'
  readonly path: string
  readonly moment: 'before' | 'middle' | 'after'
}

/** What the system says where a step fails. */
export class SimFileError extends Error {
  override name = 'SimFileError'
  constructor(
    readonly code: 'ENOENT' | 'EEXIST' | 'ENOSPC' | 'EIO',
    path: string,
  ) {
    super(`${code}: ${path}`)
  }
}

type Names = Map<string, Inode>

/** What names come to mean, undefined where a name goes; all of it or nothing. */
type Change = readonly (readonly [name: string, inode: Inode | undefined])[]

function apply(names: Names, change: Change): void {
  for (const [name, inode] of change)
    if (inode) names.set(name, inode)
    else names.delete(name)
}

class Folder {
  readonly seen: Names = new Map()
  readonly durable: Names = new Map()
  /** Since the last sync, in order. */
  changes: Change[] = []

  change(change: Change): void {
    apply(this.seen, change)
    this.changes.push(change)
  }

  sync(): void {
    for (const change of this.changes) apply(this.durable, change)
    this.changes = []
  }

  copy(copyOf: (inode: Inode) => Inode): Folder {
    const copy = new Folder()
    for (const [name, inode] of this.seen) copy.seen.set(name, copyOf(inode))
    for (const [name, inode] of this.durable) copy.durable.set(name, copyOf(inode))
    copy.changes = this.changes.map((change) =>
      change.map(([name, inode]) => [name, inode && copyOf(inode)] as const),
    )
    return copy
  }

  /** What is left when the power is gone. */
  afterPowerLoss(chance: Chance, odds: PieceOdds): Folder {
    const after = new Folder()
    for (const change of this.changes) if (chance.happens(0.5)) apply(this.durable, change)
    for (const [name, inode] of this.durable) {
      const left = inode.afterPowerLoss(chance, odds)
      after.seen.set(name, left)
      after.durable.set(name, left)
    }
    return after
  }
}

export class SimFiles implements Files {
  private readonly folders = new Map<string, Folder>()
  /** Called at every step; what it throws ends the program there: it gets no further step done. */
  watch: (step: Step) => void = () => {}
  private end: { readonly error: unknown } | undefined
  /** Whether the next sync of a file fails. */
  failsSync: (path: string) => boolean = () => false
  capacityBytes = Number.MAX_SAFE_INTEGER

  open(path: string, mode: 'read' | 'write' | 'create'): File {
    const { folder, name } = this.place(path)
    if (mode === 'read') return new SimFile(this, path, this.inodeAt(path))
    this.step('open', path, 'before')
    if (mode === 'create') {
      if (folder.seen.has(name)) throw new SimFileError('EEXIST', path)
      const inode = new Inode()
      folder.change([[name, inode]])
    }
    const file = new SimFile(this, path, this.inodeAt(path))
    this.step('open', path, 'after')
    return file
  }

  list(folder: string): string[] {
    const inside = [...this.folders.keys()]
      .filter(
        (path) => path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes('/'),
      )
      .map((path) => path.slice(folder.length + 1))
    return [...(this.folders.get(folder)?.seen.keys() ?? []), ...inside].sort()
  }

  makeFolder(path: string): void {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end)
      if (!this.folders.has(folder)) this.folders.set(folder, new Folder())
    }
  }

  rename(from: string, to: string): void {
    const source = this.place(from)
    const target = this.place(to)
    const inode = this.inodeAt(from)
    if (source.folder !== target.folder)
      throw new Error('renaming into another folder is not simulated')
    this.step('rename', from, 'before')
    source.folder.change([
      [source.name, undefined],
      [target.name, inode],
    ])
    this.step('rename', from, 'after')
  }

  remove(path: string): void {
    const { folder, name } = this.place(path)
    if (!folder.seen.has(name)) return
    this.step('remove', path, 'before')
    folder.change([[name, undefined]])
    this.step('remove', path, 'after')
  }

  syncFolder(path: string): void {
    const folder = this.folders.get(path)
    if (!folder) throw new SimFileError('ENOENT', path)
    this.step('syncFolder', path, 'before')
    folder.sync()
    this.step('syncFolder', path, 'after')
  }

  get usedBytes(): number {
    let used = 0
    for (const folder of this.folders.values())
      for (const inode of folder.seen.values()) used += inode.sizeBytes
    return used
  }

  freeBytes(): number {
    return this.capacityBytes - this.usedBytes
  }

  step(action: Step['action'], path: string, moment: Step['moment']): void {
    if (this.end) throw this.end.error
    try {
      this.watch({ action, path, moment })
    } catch (error) {
      this.end = { error }
      throw error
    }
  }

  /** Another program starts, with nobody watching yet. */
  restart(): void {
    this.end = undefined
    this.watch = () => {}
  }

  /** A copy of all bytes of a file. */
  contentOf(path: string): Uint8Array {
    const inode = this.inodeAt(path)
    const bytes = new Uint8Array(inode.sizeBytes)
    inode.read(bytes, 0)
    return bytes
  }

  /** Puts other bytes in place of a file's, as a bad disk or a stranger would. */
  replace(path: string, bytes: Uint8Array): void {
    this.inodeAt(path).replace(bytes)
  }

  /** The same disk once more; nobody watches it. */
  copy(): SimFiles {
    const files = new SimFiles()
    const inodes = new Map<Inode, Inode>()
    const copyOf = (inode: Inode): Inode => {
      const copy = inodes.get(inode) ?? inode.copy()
      inodes.set(inode, copy)
      return copy
    }
    for (const [path, folder] of this.folders) files.folders.set(path, folder.copy(copyOf))
    files.capacityBytes = this.capacityBytes
    return files
  }

  /** The power goes: from now on this is what the disk still holds. */
  losePower(chance: Chance, odds: PieceOdds): void {
    for (const [path, folder] of this.folders)
      this.folders.set(path, folder.afterPowerLoss(chance, odds))
  }

  private inodeAt(path: string): Inode {
    const { folder, name } = this.place(path)
    const inode = folder.seen.get(name)
    if (!inode) throw new SimFileError('ENOENT', path)
    return inode
  }

  private place(path: string): { folder: Folder; name: string } {
    const slash = path.lastIndexOf('/')
    const folder = this.folders.get(path.slice(0, slash))
    if (!folder) throw new SimFileError('ENOENT', path)
    return { folder, name: path.slice(slash + 1) }
  }
}

class SimFile implements File {
  constructor(
    private readonly files: SimFiles,
    readonly path: string,
    private readonly inode: Inode,
  ) {}

  write(bytes: Uint8Array, position: number): void {
    this.files.step('write', this.path, 'before')
    const room = this.room(bytes.length, position)
    const half = Math.floor(room / 2)
    this.inode.write(bytes.subarray(0, half), position)
    this.files.step('write', this.path, 'middle')
    this.inode.write(bytes.subarray(half, room), position + half)
    if (room < bytes.length) throw new SimFileError('ENOSPC', this.path)
    this.files.step('write', this.path, 'after')
  }

  /** How many of the bytes there is room for. */
  private room(length: number, position: number): number {
    const growth = position + length - this.inode.sizeBytes
    if (growth <= 0) return length
    return Math.max(0, length - Math.max(0, growth - this.files.freeBytes()))
  }

  read(into: Uint8Array, position: number): number {
    return this.inode.read(into, position)
  }

  sync(): void {
    this.files.step('sync', this.path, 'before')
    if (this.files.failsSync(this.path)) {
      this.inode.failSync()
      throw new SimFileError('EIO', this.path)
    }
    this.inode.sync()
    this.files.step('sync', this.path, 'after')
  }

  sizeBytes(): number {
    return this.inode.sizeBytes
  }

  truncate(sizeBytes: number): void {
    this.files.step('truncate', this.path, 'before')
    this.inode.truncate(sizeBytes)
    this.files.step('truncate', this.path, 'after')
  }

  close(): void {}
}
