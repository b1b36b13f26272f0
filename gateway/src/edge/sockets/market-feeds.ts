// Public streams by name: trades and states of markets as they happen, and books by their periods.
import type { MarketStep, MarketView, ViewChanges, Views } from '../../ports.js'
import { BookFeed } from './book-feed.js'
import type { Connection } from './connection.js'
import { marketStateJson, tradeJson } from './market-json.js'
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
const namePattern = /^([^@A-Z]{1,24})@(trade|state|depth(?:@100ms|@1000ms)?)$/

/** Changes of a market that its stream of states tells. */
export const toldChanges: readonly MarketStep['change'][] = [
  'state',
  'reference',
  'indicated',
  'uncrossed',
]

/** What everybody who reads a stream is sent at once. */
class Feed {
  readonly readers = new Set<Connection>()

  constructor(
    readonly name: string,
    /** As it was when the first reader came: rules and states change, ticks and lots do not. */
    readonly market: MarketView,
    private readonly outbox: Outbox,
  ) {}

  send(json: string): void {
    const message = new Message(this.name, json)
    for (const connection of this.readers) this.outbox.put(connection, message)
  }
}

export class MarketFeeds {
  /** By market. */
  readonly #trades = new Map<number, Feed>()
  readonly #states = new Map<number, Feed>()
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
    const { market, what } = parsed
    if (what === 'trade') return this.#addTo(this.#trades, name, market, connection)
    if (what === 'state') return this.#addTo(this.#states, name, market, connection)
    return this.#addBook(name, market, what, connection)
  }

  publish(changes: ViewChanges, nowMs: number): void {
    if (this.#trades.size > 0) this.#publishTrades(changes, nowMs)
    if (this.#states.size > 0) this.#publishStates(changes, nowMs)
    for (const period of bookPeriods)
      for (const { market, feed } of this.#books[period].values())
        for (const change of changes.books) if (change.market === market) feed.gather(change)
  }

  /** A period of the books is over. */
  sendBooks(period: BookPeriod, nowMs: number): void {
    for (const { feed } of this.#books[period].values()) feed.send(nowMs)
  }

  #publishTrades({ trades }: ViewChanges, nowMs: number): void {
    for (const trade of trades) {
      const feed = this.#trades.get(trade.market)
      feed?.send(tradeJson(feed.market, trade, nowMs))
    }
  }

  #publishStates({ markets }: ViewChanges, nowMs: number): void {
    for (const { change, market } of markets)
      if (toldChanges.includes(change))
        this.#states.get(market.market)?.send(marketStateJson(market, nowMs))
  }

  #parse(name: string): { market: MarketView; what: 'trade' | 'state' | BookPeriod } | undefined {
    const [, symbol, word] = namePattern.exec(name) ?? []
    if (symbol === undefined || word === undefined) return undefined
    const market = this.views.marketBySymbol(symbol.toUpperCase())
    const what = word === 'trade' || word === 'state' ? word : bookPeriodWords.get(word)
    return market && what && { market, what }
  }

  #addTo(
    feeds: Map<number, Feed>,
    name: string,
    view: MarketView,
    connection: Connection,
  ): () => void {
    const { market } = view
    const feed = feeds.get(market) ?? new Feed(name, view, this.outbox)
    feeds.set(market, feed)
    feed.readers.add(connection)
    return () => {
      feed.readers.delete(connection)
      if (feed.readers.size === 0) feeds.delete(market)
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
