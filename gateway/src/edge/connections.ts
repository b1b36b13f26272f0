// Sockets whose end cancels orders: a number each, and what is done when one ends.
import { CancelAllOrders, CloseReason } from '@openbell/protocol'
import {
  type Clock,
  CommandError,
  type EdgeCommands,
  type Reporter,
  type Timers,
} from '../ports.js'

export interface ConnectionsParts {
  readonly commands: EdgeCommands
  readonly clock: Clock
  readonly timers: Timers
  readonly reporter: Reporter
}

interface Placement {
  /** After this millisecond it is decided, or never will be. */
  readonly deadlineMs: number
}

interface Numbered {
  readonly number: number
  readonly account: number
  /** What was sent with this number and may not be decided yet. */
  readonly placements: Set<Placement>
}

const retryMs = 250

/** The numbers are dense over an edge's session, from 1. */
export class Connections {
  readonly #live = new Map<number, Numbered>()
  readonly #waiting = new Set<() => void>()
  #last = 0
  #isClosed = false

  constructor(private readonly parts: ConnectionsParts) {}

  /** The number of a new connection, for orders of this account. */
  open(account: number): number {
    const number = ++this.#last
    this.#live.set(number, { number, account, placements: new Set() })
    return number
  }

  isLive(number: number, account: number): boolean {
    return this.#live.get(number)?.account === account
  }

  /**
   * Sends orders that end with a connection; what the connection's end must wait for is known here.
   * The number must be live. Gives back what was sent.
   */
  place<Answer>(number: number, deadlineMs: number, sent: Promise<Answer>): Promise<Answer> {
    const placement: Placement = { deadlineMs }
    const placements = this.#live.get(number)?.placements
    placements?.add(placement)
    const settle = () => placements?.delete(placement)
    sent.then(settle, (error: unknown) => {
      if (!(error instanceof CommandError) || error.fault !== 'unknown') settle()
    })
    return sent
  }

  /** The connection is gone: its orders are cancelled, until that is answered. */
  end(number: number): void {
    const connection = this.#live.get(number)
    if (!connection) return
    this.#live.delete(number)
    this.#cancel(connection).catch((error: Error) => {
      this.parts.reporter.error(`orders of an ended connection: ${error.stack ?? error.message}`)
    })
  }

  /** Waits for nothing any more; the next session ends what this one leaves. */
  close(): void {
    this.#isClosed = true
    for (const wake of this.#waiting) wake()
  }

  /**
   * Cancels overtake orders, so one that was on its way when the connection ended is cancelled by a
   * later round.
   */
  async #cancel(connection: Numbered): Promise<void> {
    while (!this.#isClosed) {
      const isLast = !this.#isPlacing(connection)
      const isDone = await this.#cancelOnce(connection)
      if (isLast && isDone) return
      await this.#pause()
    }
  }

  #isPlacing({ placements }: Numbered): boolean {
    const nowMs = this.parts.clock.wallUs() / 1000
    for (const placement of placements)
      if (placement.deadlineMs < nowMs) placements.delete(placement)
    return placements.size > 0
  }

  async #cancelOnce({ number, account }: Numbered): Promise<boolean> {
    const { commands } = this.parts
    try {
      await commands.send(
        CancelAllOrders,
        { account, market: 0, deadlineMs: 0 },
        {
          allMarkets: 1,
          sides: 0,
          reason: CloseReason.connectionEnded,
          connection: number,
          connectionSession: commands.sessionNumber(),
          listId: 0,
        },
      )
      return true
    } catch (error) {
      if (error instanceof CommandError) return false
      throw error
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        callOff()
        this.#waiting.delete(wake)
        resolve()
      }
      const callOff = this.parts.timers.after(retryMs, wake)
      this.#waiting.add(wake)
    })
  }
}
