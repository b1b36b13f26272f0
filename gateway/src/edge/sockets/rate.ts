// How many messages a connection may send: so many at once, and so many a second after that.
export class RateMeter {
  #tokens: number
  #countedUs: number

  constructor(
    private readonly perSecond: number,
    nowUs: number,
  ) {
    this.#tokens = perSecond
    this.#countedUs = nowUs
  }

  /** False where this one is too many. */
  take(nowUs: number): boolean {
    const earned = ((nowUs - this.#countedUs) / 1_000_000) * this.perSecond
    this.#tokens = Math.min(this.perSecond, this.#tokens + earned)
    this.#countedUs = nowUs
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
