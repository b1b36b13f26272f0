// The changes of one book, gathered for a period and sent as one update. Updates of a feed follow
// each other without a gap, also for a reader that was too slow for a while: what it missed is merged.
import { Side } from '@openbell/protocol'
import type { LevelView, MarketView, ViewChanges } from '../../ports.js'
import type { Connection } from './connection.js'
import { depthUpdateJson } from './market-json.js'
import { Message } from './message.js'
import type { Outbox } from './outbox.js'

export type BookChange = ViewChanges['books'][number]

/** Totals of the levels that changed from one update id to another. */
export class BookDiff {
  readonly bids = new Map<number, number>()
  readonly asks = new Map<number, number>()

  constructor(
    readonly firstUpdateId: number,
    public lastUpdateId: number,
  ) {}

  set({ side, priceTicks, totalLots }: LevelView & { readonly side: Side }): void {
    const totals = side === Side.buy ? this.bids : this.asks
    totals.set(priceTicks, totalLots)
  }

  merge(later: BookDiff): void {
    for (const [priceTicks, totalLots] of later.bids) this.bids.set(priceTicks, totalLots)
    for (const [priceTicks, totalLots] of later.asks) this.asks.set(priceTicks, totalLots)
    this.lastUpdateId = later.lastUpdateId
  }
}

export class BookFeed {
  /** The first update id that a reader has not been given, or undefined where it has all. */
  readonly #readers = new Map<Connection, number | undefined>()
  #gathered: BookDiff | undefined
  /** Updates that some reader still lacks. */
  #missed: BookDiff[] = []
  #lagging = 0

  constructor(
    readonly name: string,
    private readonly market: MarketView,
    /** Of the book at the last update that was sent, or when the first reader came. */
    private lastUpdateId: number,
    private readonly outbox: Outbox,
  ) {}

  get readers(): number {
    return this.#readers.size
  }

  add(connection: Connection): void {
    this.#readers.set(connection, undefined)
  }

  remove(connection: Connection): void {
    if (this.#readers.get(connection) !== undefined) this.#lagging--
    this.#readers.delete(connection)
  }

  gather(change: BookChange): void {
    if (change.lastUpdateId <= this.lastUpdateId) return
    this.#gathered ??= new BookDiff(this.lastUpdateId + 1, change.lastUpdateId)
    for (const level of change.levels) this.#gathered.set(level)
    this.#gathered.lastUpdateId = change.lastUpdateId
  }

  /** The period is over. */
  send(nowMs: number): void {
    const diff = this.#gathered
    if (!diff && this.#lagging === 0) return
    this.#gathered = undefined
    const message = diff && this.#messageOf(diff, nowMs)
    const merged = new Map<number, Message>()
    if (diff) {
      this.lastUpdateId = diff.lastUpdateId
      this.#missed.push(diff)
    }
    for (const [connection, lacks] of this.#readers) {
      if (connection.isSlow) this.#fallBehind(connection, lacks, diff)
      else if (lacks !== undefined) this.#catchUp(connection, lacks, merged, nowMs)
      else if (message) this.outbox.put(connection, message)
    }
    this.#forget()
  }

  #fallBehind(connection: Connection, lacks: number | undefined, diff: BookDiff | undefined): void {
    if (lacks !== undefined || !diff) return
    this.#readers.set(connection, diff.firstUpdateId)
    this.#lagging++
  }

  /** All that it missed as one update. */
  #catchUp(
    connection: Connection,
    lacks: number,
    merged: Map<number, Message>,
    nowMs: number,
  ): void {
    let message = merged.get(lacks)
    if (!message) {
      const whole = new BookDiff(lacks, lacks)
      for (const diff of this.#missed) if (diff.firstUpdateId >= lacks) whole.merge(diff)
      message = this.#messageOf(whole, nowMs)
      merged.set(lacks, message)
    }
    this.#readers.set(connection, undefined)
    this.#lagging--
    this.outbox.conflated++
    this.outbox.put(connection, message)
  }

  /** Drops the updates that everybody has. A reader lags for seconds, then it is cut off. */
  #forget(): void {
    if (this.#lagging === 0) {
      this.#missed = []
      return
    }
    const lacks = [...this.#readers.values()].filter((id) => id !== undefined)
    const oldest = Math.min(...lacks)
    while (this.#missed.length > 0 && this.#missed[0].firstUpdateId < oldest) this.#missed.shift()
  }

  #messageOf(diff: BookDiff, nowMs: number): Message {
    return new Message(this.name, depthUpdateJson(this.market, diff, nowMs))
  }
}
