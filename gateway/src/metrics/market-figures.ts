// Figures of the markets: what was traded, and how each book stands. For charts: money is counted by
// the core.
import { marketStateNames } from '@openbell/protocol'
import type { MarketView, ViewChanges, Views } from '../ports.js'
import { addCounter, addGauge, addStates, type Registry, type Series } from './registry.js'

interface Traded {
  trades: number
  quoteUnits: bigint
}

type MarketViews = Pick<Views, 'markets' | 'depth' | 'lastTrade'>

export class MarketFigures {
  readonly #traded = new Map<number, Traded>()

  constructor(
    registry: Registry,
    private readonly views: MarketViews,
  ) {
    this.#addTrades(registry)
    this.#addBooks(registry)
  }

  /** Counts the trades of a frame. */
  readonly onFrame = ({ trades }: ViewChanges): void => {
    for (const { market, quoteUnits } of trades) {
      const traded = this.#traded.get(market) ?? { trades: 0, quoteUnits: 0n }
      this.#traded.set(market, traded)
      traded.trades++
      traded.quoteUnits += quoteUnits
    }
  }

  #addTrades(registry: Registry): void {
    addCounter(
      registry,
      { name: 'openbell_market_trades_total', help: 'Trades of a market', labels: ['market'] },
      () => this.#each(({ market }) => this.#traded.get(market)?.trades ?? 0),
    )
    addCounter(
      registry,
      {
        name: 'openbell_market_volume_total',
        help: 'What was paid in trades of a market, in its quote asset',
        labels: ['market', 'quote'],
      },
      () =>
        this.views.markets().map(({ market, symbol, quote }): Series => {
          const { quoteUnits } = this.#traded.get(market) ?? { quoteUnits: 0n }
          const labels = { market: symbol, quote: quote.code }
          return [labels, Number(quoteUnits) / 10 ** quote.decimals]
        }),
    )
  }

  #addBooks(registry: Registry): void {
    const labels = ['market']
    addStates(
      registry,
      {
        name: 'openbell_market_state',
        help: '1 for the state that a market is in',
        labels: ['market', 'state'],
      },
      () =>
        this.views
          .markets()
          .map(
            ({ symbol, state }) =>
              [{ market: symbol }, marketStateNames, marketStateNames[state]] as const,
          ),
    )
    addGauge(registry, { name: 'openbell_market_price', help: 'Of the last trade', labels }, () =>
      this.#each((market) => priceOf(market, this.views.lastTrade(market.market)?.priceTicks)),
    )
    addGauge(registry, { name: 'openbell_market_bid', help: 'The best one', labels }, () =>
      this.#each((market) => priceOf(market, this.#best(market).bids[0]?.priceTicks)),
    )
    addGauge(registry, { name: 'openbell_market_ask', help: 'The best one', labels }, () =>
      this.#each((market) => priceOf(market, this.#best(market).asks[0]?.priceTicks)),
    )
  }

  #best({ market }: MarketView) {
    return this.views.depth(market, 1)
  }

  /** A series for each market that has a value. */
  #each(value: (market: MarketView) => number | undefined): Series[] {
    return this.views.markets().flatMap((market): Series[] => {
      const now = value(market)
      return now === undefined ? [] : [[{ market: market.symbol }, now]]
    })
  }
}

const priceOf = (
  { quote, tickUnits }: MarketView,
  ticks: number | undefined,
): number | undefined =>
  ticks === undefined ? undefined : (ticks * Number(tickUnits)) / 10 ** quote.decimals
