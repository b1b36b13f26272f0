// The newest trades of every market.
import { Side } from '@openbell/protocol'
import type { TradeView } from '../ports.js'
import type { ByteReader, ByteWriter } from './bytes.js'
import { Ring } from './ring.js'

export class Trades {
  readonly #trades: (Ring<TradeView> | undefined)[] = []

  constructor(readonly tradesPerMarketMax: number) {}

  add(trade: TradeView): void {
    let trades = this.#trades[trade.market]
    if (!trades) {
      trades = new Ring(this.tradesPerMarketMax)
      this.#trades[trade.market] = trades
    }
    trades.push(trade)
  }

  last(market: number): TradeView | undefined {
    return this.#trades[market]?.at(-1)
  }

  /** The newest, oldest first. */
  recent(market: number, limit: number): TradeView[] {
    return this.#trades[market]?.toArray(limit) ?? []
  }

  write(out: ByteWriter, markets: readonly { readonly market: number }[]): void {
    for (const { market } of markets) {
      const trades = this.recent(market, this.tradesPerMarketMax)
      out.list(trades, trades.length, (trade) => writeTrade(out, trade))
    }
  }

  read(from: ByteReader, markets: readonly { readonly market: number }[]): void {
    for (const { market } of markets)
      for (const trade of from.list(() => readTrade(from, market))) this.add(trade)
  }
}

function writeTrade(out: ByteWriter, trade: TradeView): void {
  out.u64(trade.tradeId)
  out.u64(trade.priceTicks)
  out.u64(trade.quantityLots)
  out.i64(trade.quoteUnits)
  out.u8(trade.takerSide)
  out.u64(trade.timestampUs)
}

const readTrade = (from: ByteReader, market: number): TradeView => ({
  tradeId: from.u64(),
  market,
  priceTicks: from.u64(),
  quantityLots: from.u64(),
  quoteUnits: from.i64(),
  takerSide: from.u8() === Side.sell ? Side.sell : Side.buy,
  timestampUs: from.u64(),
})
