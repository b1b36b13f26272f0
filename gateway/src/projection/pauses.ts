// Waiting that can be cut short: for frames, for a time, or for the end.
import type { Timers } from '../ports.js'

export class Pauses {
  #isEnded = false
  #isNotified = false
  #wake: (() => void) | undefined

  constructor(private readonly timers: Timers) {}

  /** Ends a wait for frames, or the next one where nobody waits. */
  notify(): void {
    this.#isNotified = true
    if (this.#wake) this.#wake()
  }

  /** Ends every wait, now and later. */
  end(): void {
    this.#isEnded = true
    if (this.#wake) this.#wake()
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Waits until `notify` was called since the last wait of this kind. */
  async untilNotified(): Promise<void> {
    while (!this.#isNotified && !this.#isEnded) await this.#sleep()
    this.#isNotified = false
  }

  async forMs(delayMs: number): Promise<void> {
    let isOver = false
    const callOff = this.timers.after(delayMs, () => {
      isOver = true
      if (this.#wake) this.#wake()
    })
    while (!isOver && !this.#isEnded) await this.#sleep()
    callOff()
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined
        resolve()
      }
    })
  }
}
