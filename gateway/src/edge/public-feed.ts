// What every web socket could be sent of the markets, for the bus: the same events in the same words, by
// the one process whose turn it is.
import type { Clock, PublicSubjects, Timers, ViewChanges, Views } from '../ports.js'
import { BookDiff } from './sockets/book-feed.js'
import { toldChanges } from './sockets/market-feeds.js'
import { depthUpdateJson, marketStateJson, tradeJson } from './sockets/market-json.js'

/** As of `<symbol>@depth@100ms`. */
const bookPeriodMs = 100

export interface PublicFeedParts {
  readonly views: Views
  readonly subjects: PublicSubjects
  readonly clock: Clock
  readonly timers: Timers
}

export class PublicFeed {
  /** By market, since the period began. */
  readonly #books = new Map<number, BookDiff>()
  readonly close: () => void

  constructor(private readonly parts: PublicFeedParts) {
    this.close = parts.timers.every(bookPeriodMs, () => this.#sendBooks())
  }

  /** Gives on what a frame changed, after it was folded into the views. */
  onFrame = (changes: ViewChanges): void => {
    const { views, subjects } = this.parts
    if (!subjects.isOurs()) return
    const nowMs = this.#nowMs()
    for (const trade of changes.trades) {
      const market = views.marketByNumber(trade.market)
      if (market) subjects.put(market.symbol, 'trade', tradeJson(market, trade, nowMs))
    }
    for (const { change, market } of changes.markets)
      if (toldChanges.includes(change))
        subjects.put(market.symbol, 'state', marketStateJson(market, nowMs))
    for (const change of changes.books) this.#gather(change)
  }

  #gather({ market, firstUpdateId, lastUpdateId, levels }: ViewChanges['books'][number]): void {
    const diff = this.#books.get(market) ?? new BookDiff(firstUpdateId, lastUpdateId)
    this.#books.set(market, diff)
    for (const level of levels) diff.set(level)
    diff.lastUpdateId = lastUpdateId
  }

  #sendBooks(): void {
    const { views, subjects } = this.parts
    const nowMs = this.#nowMs()
    for (const [number, diff] of this.#books) {
      const market = views.marketByNumber(number)
      if (market && subjects.isOurs())
        subjects.put(market.symbol, 'depth', depthUpdateJson(market, diff, nowMs))
    }
    this.#books.clear()
  }

  #nowMs(): number {
    return Math.floor(this.parts.clock.wallUs() / 1_000)
  }
}
