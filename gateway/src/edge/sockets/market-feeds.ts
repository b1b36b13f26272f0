// Public streams by name: trades as they happen, and books by their periods.
import type { MarketView, TradeView, ViewChanges, Views } from '../../ports.js'
import { BookFeed } from './book-feed.js'
import type { Connection } from './connection.js'
import { tradeJson } from './market-json.js'
import { Message } from './message.js'
import type { Outbox } from './outbox.js'

/** In milliseconds. */
export const bookPeriods = [100, 1000] as const
type BookPeriod = (typeof bookPeriods)[number]

const bookPeriodWords: ReadonlyMap<string, BookPeriod> = new Map([
  ['depth', 1000],
  ['depth@1000ms', 1000],
  ['depth@100ms', 100],
])

/** `btcusdt@depth@100ms`: a symbol in lower case, and what of it. */
const namePattern = /^([^@A-Z]{1,24})@(trade|depth(?:@100ms|@1000ms)?)$/

class TradeFeed {
  readonly readers = new Set<Connection>()

  constructor(
    readonly name: string,
    readonly market: MarketView,
    private readonly outbox: Outbox,
  ) {}

  send(trade: TradeView, nowMs: number): void {
    const message = new Message(this.name, tradeJson(this.market, trade, nowMs))
    for (const connection of this.readers) this.outbox.put(connection, message)
  }
}

export class MarketFeeds {
  /** By market. */
  readonly #trades = new Map<number, TradeFeed>()
  /** By name, in each period. */
  readonly #books: Readonly<Record<BookPeriod, Map<string, { market: number; feed: BookFeed }>>> = {
    100: new Map(),
    1000: new Map(),
  }

  constructor(
    private readonly views: Views,
    private readonly outbox: Outbox,
  ) {}

  isKnown(name: string): boolean {
    return this.#parse(name) !== undefined
  }

  /** Returns the end of the subscription, or undefined where there is no such stream. */
  add(name: string, connection: Connection): (() => void) | undefined {
    const parsed = this.#parse(name)
    if (!parsed) return undefined
    const { market, period } = parsed
    return period === undefined
      ? this.#addTrades(name, market, connection)
      : this.#addBook(name, market, period, connection)
  }

  publish(changes: ViewChanges, nowMs: number): void {
    if (this.#trades.size > 0)
      for (const trade of changes.trades) this.#trades.get(trade.market)?.send(trade, nowMs)
    for (const period of bookPeriods)
      for (const { market, feed } of this.#books[period].values())
        for (const change of changes.books) if (change.market === market) feed.gather(change)
  }

  /** A period of the books is over. */
  sendBooks(period: BookPeriod, nowMs: number): void {
    for (const { feed } of this.#books[period].values()) feed.send(nowMs)
  }

  #parse(name: string): { market: MarketView; period: BookPeriod | undefined } | undefined {
    const [, symbol, what] = namePattern.exec(name) ?? []
    if (symbol === undefined || what === undefined) return undefined
    const market = this.views.marketBySymbol(symbol.toUpperCase())
    return market && { market, period: bookPeriodWords.get(what) }
  }

  #addTrades(name: string, market: MarketView, connection: Connection): () => void {
    const feed = this.#trades.get(market.market) ?? new TradeFeed(name, market, this.outbox)
    this.#trades.set(market.market, feed)
    feed.readers.add(connection)
    return () => {
      feed.readers.delete(connection)
      if (feed.readers.size === 0) this.#trades.delete(market.market)
    }
  }

  #addBook(name: string, view: MarketView, period: BookPeriod, connection: Connection): () => void {
    const books = this.#books[period]
    const { market } = view
    const known = books.get(name)?.feed
    const { lastUpdateId } = this.views.depth(market, 0)
    const feed = known ?? new BookFeed(name, view, lastUpdateId, this.outbox)
    if (!known) books.set(name, { market, feed })
    feed.add(connection)
    return () => {
      feed.remove(connection)
      if (feed.readers === 0) books.delete(name)
    }
  }
}
