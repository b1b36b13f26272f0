// Sends what waits in connections, a slice at a time, so that a large fan-out delays no order.
import type { Timers } from '../../ports.js'
import type { Connection } from './connection.js'
import type { Message } from './message.js'

/** A write costs several microseconds: a slice is a millisecond or two. */
const connectionsPerSlice = 256

export class Outbox {
  messagesSent = 0
  /** Times that several updates went out as one. */
  conflated = 0
  #waiting: Connection[] = []
  #callOff: (() => void) | undefined

  constructor(private readonly timers: Timers) {}

  put(connection: Connection, message: Message): void {
    if (!connection.put(message)) return
    this.#waiting.push(connection)
    this.#schedule()
  }

  /** An answer: it goes behind what waits for this connection, at once. */
  answer(connection: Connection, text: string): void {
    connection.putBytes(Buffer.from(text))
    this.messagesSent += connection.flush()
  }

  close(): void {
    this.#callOff?.()
    this.#waiting = []
  }

  #schedule(): void {
    this.#callOff ??= this.timers.after(0, () => this.#sendSlice())
  }

  #sendSlice(): void {
    this.#callOff = undefined
    const slice = this.#waiting.splice(0, connectionsPerSlice)
    for (const connection of slice) this.messagesSent += connection.flush()
    if (this.#waiting.length > 0) this.#schedule()
  }
}
