// What a first reading of a Bitstamp recording tells: its range, and the orders from before it.
import type { InputFile } from '../input-file.js'
import type { BitstampRow } from './row.js'
import { bitstampRows } from './rows.js'

export interface BitstampSurvey {
  readonly startMs: number
  readonly priceMaxTicks: number
  readonly volumeMaxLots: number
  /** As rows that create them, the oldest first. */
  readonly opening: readonly BitstampRow[]
}

/** @throws OperateError naming the line that is malformed */
export async function surveyBitstamp(file: InputFile): Promise<BitstampSurvey> {
  const book = new OpeningBook()
  let startMs: number | undefined
  let priceMaxTicks = 0
  let volumeMaxLots = 0
  for await (const rows of bitstampRows(file))
    for (const row of rows) {
      startMs ??= row.timestampMs
      priceMaxTicks = Math.max(priceMaxTicks, row.priceTicks)
      volumeMaxLots = Math.max(volumeMaxLots, row.volumeLots)
      book.take(row)
    }
  const opening = book.orders()
  for (const { volumeLots } of opening) volumeMaxLots = Math.max(volumeMaxLots, volumeLots)
  return { startMs: startMs ?? 0, priceMaxTicks, volumeMaxLots, opening }
}

/** A row that tells of a fill, and how much it was; undefined where the order was not known yet. */
interface Fill {
  readonly row: BitstampRow
  readonly lots: number | undefined
}

/**
 * Finds the orders that were open before the recording began: those of an id below the first that
 * was created, since ids ascend. Such an order had what its first row leaves of it. Where that row
 * tells of a fill, it also had what was filled, which the row of the other side of the trade says:
 * the two stand side by side.
 */
class OpeningBook {
  private firstCreated: bigint | undefined
  /** The last row of every open order. */
  private readonly open = new Map<string, BitstampRow>()
  private readonly found = new Map<string, BitstampRow>()
  /** Of the row before, where it still lacks its other side. */
  private unpaired: Fill | undefined

  take(row: BitstampRow): void {
    const fill = this.fillOf(row)
    if (row.action === 'created') this.firstCreated ??= BigInt(row.id)
    else if (!this.open.has(row.id) && this.isFromBefore(row)) this.found.set(row.id, row)
    const before = this.unpaired
    this.unpaired = fill
    if (fill && before && fill.row.side !== before.row.side) {
      this.explain(fill, before)
      this.explain(before, fill)
      this.unpaired = undefined
    }
    if (row.action === 'deleted') this.open.delete(row.id)
    else this.open.set(row.id, row)
  }

  orders(): BitstampRow[] {
    return [...this.found.values()]
      .filter(({ volumeLots }) => volumeLots > 0)
      .map((row) => ({ ...row, action: 'created' as const }))
      .sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1))
  }

  private isFromBefore({ id }: BitstampRow): boolean {
    return this.firstCreated === undefined || BigInt(id) < this.firstCreated
  }

  private fillOf(row: BitstampRow): Fill | undefined {
    const { id, action, volumeLots, priceTicks } = row
    if (action === 'created' || (action === 'deleted' && volumeLots > 0)) return undefined
    const last = this.open.get(id)
    if (last && last.priceTicks !== priceTicks) return undefined
    return { row, lots: last && last.volumeLots - volumeLots }
  }

  /** What the order of the first fill had before, if only the second knows it. */
  private explain({ row, lots }: Fill, other: Fill): void {
    if (lots !== undefined || other.lots === undefined || !this.found.has(row.id)) return
    this.found.set(row.id, { ...row, volumeLots: row.volumeLots + other.lots })
  }
}
