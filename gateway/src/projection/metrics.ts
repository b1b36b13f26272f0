// Counts and sums of a batch by market and minute or day.
import type { ListedMarket } from './catalogue.js'

const periods = [
  { period: 'minute', lengthUs: 60_000_000 },
  { period: 'day', lengthUs: 86_400_000_000 },
] as const

export interface MetricRow {
  readonly market: ListedMarket
  readonly period: 'minute' | 'day'
  readonly startsUs: number
  orderCount: number
  cancelCount: number
  tradeCount: number
  filledCount: number
  /** From acceptance to the last fill. */
  fillTimeUsTotal: bigint
  fillTimeUsMax: number
  volumeUnits: bigint
  quoteVolumeUnits: bigint
  sequence: number
}

export class Metrics {
  readonly #rows = new Map<string, MetricRow>()

  /** Adds to the minute and to the day in which something happened. */
  add(
    market: ListedMarket,
    at: { readonly timestampUs: number; readonly sequence: number },
    change: (row: MetricRow) => void,
  ): void {
    for (const { period, lengthUs } of periods) {
      const startsUs = at.timestampUs - (at.timestampUs % lengthUs)
      const row = this.#row(market, period, startsUs)
      row.sequence = Math.max(row.sequence, at.sequence)
      change(row)
    }
  }

  rows(): MetricRow[] {
    return [...this.#rows.values()]
  }

  #row(market: ListedMarket, period: MetricRow['period'], startsUs: number): MetricRow {
    const key = `${market.market} ${period} ${startsUs}`
    const known = this.#rows.get(key)
    if (known) return known
    const row: MetricRow = {
      market,
      period,
      startsUs,
      orderCount: 0,
      cancelCount: 0,
      tradeCount: 0,
      filledCount: 0,
      fillTimeUsTotal: 0n,
      fillTimeUsMax: 0,
      volumeUnits: 0n,
      quoteVolumeUnits: 0n,
      sequence: 0,
    }
    this.#rows.set(key, row)
    return row
  }
}
