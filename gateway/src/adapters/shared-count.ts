// A count in shared memory that one thread raises and another waits for.
//
//   ├ the count, which wraps at 2^32 ┼ 1 while somebody sleeps ┤

/** A sleeper looks up from time to time, lest he miss that there is nobody left to wake him. */
const sleepMsMax = 100

/** Looks before a sleep: going to sleep and being woken takes longer than they do. */
const looksMax = 2_000

export const sharedCountBytes = 8

export class SharedCount {
  private readonly words: Int32Array

  constructor(memory: SharedArrayBuffer, at: number) {
    this.words = new Int32Array(memory, at, 2)
  }

  get value(): number {
    return Atomics.load(this.words, 0) >>> 0
  }

  /** Makes what was written before visible to whoever sees the new count; wakes nobody. */
  raise(to: number): void {
    Atomics.store(this.words, 0, to | 0)
  }

  /** Wakes who sleeps, once: it takes him longer to be up than others to come by again. */
  wake(): void {
    if (Atomics.load(this.words, 1) === 1 && Atomics.exchange(this.words, 1, 0) === 1)
      Atomics.notify(this.words, 0)
  }

  /** Returns when the count is another, or after a while. */
  waitWhile(seen: number): void {
    for (let look = 0; look < looksMax; look++) if (this.value !== seen) return
    Atomics.store(this.words, 1, 1)
    Atomics.wait(this.words, 0, seen | 0, sleepMsMax)
    Atomics.store(this.words, 1, 0)
  }
}
