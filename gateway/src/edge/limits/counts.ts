// Counts a window of time, one a name: what this edge has counted, and what it was told of the others.
import type { CountAddition } from '../../ports.js'
import { Recent } from './recent.js'

/** Of one name, in the window that was current when it was last looked at. */
export class Count {
  /** Number of the window: seconds since 1970, divided by its length. */
  window = 0
  /** What this edge has counted. */
  own = 0
  /** What all edges have counted, as far as this one was told. */
  told = 0
  /** Of `own`, what the others were not told. */
  unsent = 0
  /** Waits for the next round of telling. */
  isDue = false

  constructor(
    readonly name: string,
    readonly counts: Counts,
  ) {}

  /** Where what was told is less than what was counted here, the shared count was lost. */
  get used(): number {
    return Math.max(this.told + this.unsent, this.own)
  }

  add(amount: number): void {
    this.own += amount
    this.unsent += amount
    if (!this.isDue) this.counts.makeDue(this)
  }

  /** What to tell the others. */
  addition(): CountAddition {
    const { seconds } = this.counts
    return {
      name: `${this.counts.kind}:${this.window}:${this.name}`,
      amount: this.unsent,
      // Clocks of edges differ a little: a window of this one may not be over on another.
      keepSeconds: seconds + 5,
    }
  }

  /** Takes over the total that came back for what was sent. */
  wasTold(window: number, sent: number, total: number): void {
    if (window !== this.window) return
    this.unsent -= sent
    this.told = total
  }
}

export class Counts {
  readonly #byName: Recent<Count>
  readonly #due: Count[] = []

  /**
   * @param kind tells the counts of one kind from others that are shared
   * @param seconds the length of a window; windows begin with the clock's
   * @param namesMax names beyond are forgotten, the longest unused first
   */
  constructor(
    readonly kind: string,
    readonly seconds: number,
    private readonly namesMax: number,
  ) {
    this.#byName = new Recent(namesMax)
  }

  /** The count of a name in the window of this moment. */
  of(name: string, wallUs: number): Count {
    let count = this.#byName.get(name)
    if (count === undefined) {
      count = new Count(name, this)
      this.#byName.set(name, count)
    }
    const window = Math.floor(wallUs / (this.seconds * 1_000_000))
    if (count.window !== window) {
      count.window = window
      count.own = 0
      count.told = 0
      count.unsent = 0
    }
    return count
  }

  /** Until the next window; at least one. */
  secondsLeft(wallUs: number): number {
    return this.seconds - (Math.floor(wallUs / 1_000_000) % this.seconds)
  }

  /** One that finds no place comes with its next addition. */
  makeDue(count: Count): void {
    if (this.#due.length >= this.namesMax) return
    count.isDue = true
    this.#due.push(count)
  }

  /** Takes out up to so many of those that the others are to be told of. */
  takeDue(countMax: number): Count[] {
    const taken = this.#due.splice(0, countMax)
    for (const count of taken) count.isDue = false
    return taken.filter(({ unsent }) => unsent > 0)
  }
}
