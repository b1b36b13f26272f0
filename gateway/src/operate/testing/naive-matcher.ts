// Price-time matching in its plainest form: sorted arrays, what a recording must come out as.
import { Side } from '@openbell/protocol'
import type { BitstampRow } from '../bitstamp/row.js'

export interface NaiveTrade {
  readonly makerId: string
  readonly takerId: string
  readonly priceTicks: number
  readonly quantityLots: number
}

interface Resting {
  readonly row: BitstampRow
  leftLots: number
}

export class NaiveMatcher {
  readonly trades: NaiveTrade[] = []
  /** Best first, and the oldest first at a price. */
  private readonly resting: Record<Side, Resting[]> = [[], []]

  take(row: BitstampRow): void {
    const own = this.resting[row.side].find((order) => order.row.id === row.id)
    const isRepriced = row.action === 'changed' && own && own.row.priceTicks !== row.priceTicks
    if (row.action === 'deleted' || isRepriced)
      this.resting[row.side] = this.resting[row.side].filter((order) => order !== own)
    if (row.action === 'created' || isRepriced) this.place(row)
  }

  bestTicks(side: Side): number | undefined {
    return this.resting[side][0]?.row.priceTicks
  }

  private place(row: BitstampRow): void {
    const sign = row.side === Side.buy ? 1 : -1
    const against = this.resting[row.side === Side.buy ? Side.sell : Side.buy]
    let leftLots = row.volumeLots
    while (leftLots > 0 && against.length > 0) {
      const [maker] = against
      if (sign * (row.priceTicks - maker.row.priceTicks) < 0) break
      const quantityLots = Math.min(leftLots, maker.leftLots)
      const { id: makerId, priceTicks } = maker.row
      this.trades.push({ makerId, takerId: row.id, priceTicks, quantityLots })
      leftLots -= quantityLots
      maker.leftLots -= quantityLots
      if (maker.leftLots === 0) against.shift()
    }
    if (leftLots === 0) return
    const own = this.resting[row.side]
    const worse = own.findIndex((other) => sign * (other.row.priceTicks - row.priceTicks) < 0)
    own.splice(worse < 0 ? own.length : worse, 0, { row, leftLots })
  }
}
