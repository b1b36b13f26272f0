// What a connection sends, one request after the other: a slow one holds back those behind it.
import type { Connection } from './connection.js'
import type { RateMeter } from './rate.js'
import type { Requests } from './requests.js'

/** Requests that may wait behind one that takes time. */
const waitingMax = 32

export class Inbox {
  readonly #waiting: Buffer[] = []
  #isBusy = false

  constructor(
    private readonly connection: Connection,
    private readonly requests: Requests,
    private readonly meter: RateMeter,
  ) {}

  /** Counts a message of any kind; false ends the connection. */
  count(nowUs: number): boolean {
    if (this.meter.take(nowUs)) return true
    this.connection.end('policy', 'too many messages')
    return false
  }

  receive(data: Buffer): void {
    this.#waiting.push(data)
    if (this.#waiting.length > waitingMax) this.connection.end('policy', 'too many messages')
    else if (!this.#isBusy) this.#handleWaiting()
  }

  #handleWaiting(): void {
    while (this.connection.isOpen) {
      const data = this.#waiting.shift()
      if (!data) return
      const underWay = this.requests.handle(this.connection, data)
      if (underWay) {
        this.#isBusy = true
        underWay.then(() => {
          this.#isBusy = false
          this.#handleWaiting()
        })
        return
      }
    }
  }
}
