// Counts and sums of a batch by market and minute or day.
import type { ListedMarket } from './catalogue.js'

const lengthsUs = { minute: 60_000_000, day: 86_400_000_000 }

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
  readonly #minutes = new Map<number, MetricRow>()

  /** The row of the minute in which something happened, to be added to. */
  at(
    market: ListedMarket,
    { timestampUs, sequence }: { readonly timestampUs: number; readonly sequence: number },
  ): MetricRow {
    const row = rowOf(this.#minutes, market, 'minute', timestampUs)
    row.sequence = Math.max(row.sequence, sequence)
    return row
  }

  /** Those of the minutes, and of their days. */
  rows(): MetricRow[] {
    const days = new Map<number, MetricRow>()
    for (const minute of this.#minutes.values())
      addTo(rowOf(days, minute.market, 'day', minute.startsUs), minute)
    return [...this.#minutes.values(), ...days.values()]
  }
}

/** More than there can be: with it, one number stands for a period of a market. */
const marketsMax = 65_536

function rowOf(
  rows: Map<number, MetricRow>,
  market: ListedMarket,
  period: MetricRow['period'],
  timestampUs: number,
): MetricRow {
  const lengthUs = lengthsUs[period]
  const startsUs = timestampUs - (timestampUs % lengthUs)
  const key = (startsUs / lengthUs) * marketsMax + market.market
  const known = rows.get(key)
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
  rows.set(key, row)
  return row
}

function addTo(sum: MetricRow, row: MetricRow): void {
  sum.orderCount += row.orderCount
  sum.cancelCount += row.cancelCount
  sum.tradeCount += row.tradeCount
  sum.filledCount += row.filledCount
  sum.fillTimeUsTotal += row.fillTimeUsTotal
  sum.fillTimeUsMax = Math.max(sum.fillTimeUsMax, row.fillTimeUsMax)
  sum.volumeUnits += row.volumeUnits
  sum.quoteVolumeUnits += row.quoteVolumeUnits
  sum.sequence = Math.max(sum.sequence, row.sequence)
}
