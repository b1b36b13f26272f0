// One simulated file: what programs see, what the disk is sure to hold, and what lies between them.
import type { Chance } from './chance.js'
import { Ranges } from './ranges.js'

/** The unit in which a disk writes. */
const pieceBytes = 512

/** What may become of a piece that was written but not synced, by weight. */
export interface PieceOdds {
  readonly kept: number
  readonly dropped: number
  /** The first bytes are new, the others old. */
  readonly torn: number
  /** Of the written bytes, none is what it should be. */
  readonly garbage: number
}

type Fate = keyof PieceOdds

/** Bytes that grow by doubling. */
class Bytes {
  private held = new Uint8Array(0)
  size = 0

  get view(): Uint8Array {
    return this.held.subarray(0, this.size)
  }

  /** Grows with zeros, or cuts; what was cut off reads as zeros later. */
  resize(size: number): void {
    if (size > this.held.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.held.length))
      larger.set(this.view)
      this.held = larger
    }
    if (size < this.size) this.held.fill(0, size, this.size)
    this.size = size
  }

  copy(): Bytes {
    const copy = new Bytes()
    copy.held = this.view.slice()
    copy.size = this.size
    return copy
  }
}

export class Inode {
  private seen = new Bytes()
  private durable = new Bytes()
  /** Written since the last sync. */
  private dirty = new Ranges()
  /** Written, but a failed sync made the system forget that the disk does not have it. */
  private forgotten = new Ranges()

  get sizeBytes(): number {
    return this.seen.size
  }

  read(into: Uint8Array, position: number): number {
    const bytes = this.seen.view.subarray(position, position + into.length)
    into.set(bytes)
    return bytes.length
  }

  write(bytes: Uint8Array, position: number): void {
    this.seen.resize(Math.max(this.seen.size, position + bytes.length))
    this.seen.view.set(bytes, position)
    this.dirty.add(position, position + bytes.length)
  }

  truncate(sizeBytes: number): void {
    this.dirty.add(sizeBytes, this.seen.size)
    this.seen.resize(sizeBytes)
  }

  sync(): void {
    this.durable.resize(this.seen.size)
    for (const { from, to } of this.dirty) {
      this.durable.view.set(this.seen.view.subarray(from, to), from)
      this.forgotten.remove(from, to)
    }
    this.dirty.clear()
  }

  /** The disk took nothing, and will not be asked again. */
  failSync(): void {
    for (const { from, to } of this.dirty) this.forgotten.add(from, to)
    this.dirty.clear()
  }

  /** Other bytes, on the disk too: it lied, or somebody meddled. */
  replace(bytes: Uint8Array): void {
    this.truncate(0)
    this.write(bytes, 0)
    this.sync()
  }

  copy(): Inode {
    const copy = new Inode()
    copy.seen = this.seen.copy()
    copy.durable = this.durable.copy()
    copy.dirty = this.dirty.copy()
    copy.forgotten = this.forgotten.copy()
    return copy
  }

  /** What is left without power: every piece that was not synced has a fate of its own. */
  afterPowerLoss(chance: Chance, odds: PieceOdds): Inode {
    const after = new Inode()
    const result = this.durable.copy()
    const [small, large] = [this.durable.size, this.seen.size].sort((a, b) => a - b)
    result.resize(chance.pick([this.durable.size, this.seen.size, chance.between(small, large)]))
    for (const ranges of [this.forgotten, this.dirty])
      for (const { from, to } of ranges)
        for (let at = from; at < Math.min(to, result.size); ) {
          const end = Math.min(to, result.size, at - (at % pieceBytes) + pieceBytes)
          this.decide(chance, odds, result.view, at, end)
          at = end
        }
    after.durable = result
    after.seen = result.copy()
    return after
  }

  private decide(
    chance: Chance,
    odds: PieceOdds,
    result: Uint8Array,
    from: number,
    to: number,
  ): void {
    const fate = chance.weigh(Object.entries(odds) as [Fate, number][])
    if (fate === 'garbage') result.set(chance.bytes(to - from), from)
    if (fate === 'kept' || fate === 'torn') {
      const end = fate === 'kept' ? to : chance.between(from, to)
      result.set(this.seen.view.subarray(from, end), from)
    }
  }
}
