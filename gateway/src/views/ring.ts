// The newest entries of a kind, as many as a bound allows.
export class Ring<Entry> {
  readonly #entries: Entry[] = []
  #first = 0

  constructor(readonly lengthMax: number) {}

  get length(): number {
    return this.#entries.length
  }

  /** Adds the newest entry and returns the oldest one where there was no more room. */
  push(entry: Entry): Entry | undefined {
    if (this.lengthMax === 0) return entry
    if (this.#entries.length < this.lengthMax) {
      this.#entries.push(entry)
      return undefined
    }
    const oldest = this.#entries[this.#first]
    this.#entries[this.#first] = entry
    this.#first = (this.#first + 1) % this.lengthMax
    return oldest
  }

  /** Counts from the oldest, 0, or from the newest, -1. */
  at(index: number): Entry | undefined {
    const { length } = this.#entries
    const fromOldest = index < 0 ? index + length : index
    if (fromOldest < 0 || fromOldest >= length) return undefined
    return this.#entries[(this.#first + fromOldest) % length]
  }

  /** The newest entry that satisfies. */
  findNewest(satisfies: (entry: Entry) => boolean): Entry | undefined {
    for (let index = this.length - 1; index >= 0; index--) {
      const entry = this.at(index) as Entry
      if (satisfies(entry)) return entry
    }
    return undefined
  }

  /** Oldest first; the newest `lengthMax` where it is given. */
  toArray(lengthMax = this.length): Entry[] {
    const length = Math.min(lengthMax, this.length)
    return Array.from({ length }, (_, index) => this.at(index - length) as Entry)
  }
}
