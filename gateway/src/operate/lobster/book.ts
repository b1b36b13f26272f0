// One row of a LOBSTER order book file: ask price, ask size, bid price, bid size, a level after the
// other, best first.
import { Side } from '@openbell/protocol'
import type { LevelView } from '../../ports.js'
import { positive } from './message.js'

export interface LobsterBook {
  /** Levels that the file has room for on a side. */
  readonly depth: number
  /** By side, best first; fewer than `depth` where there are no more. */
  readonly levels: Readonly<Record<Side, readonly LevelView[]>>
}

/** Stand where there is no level. */
const absent: Readonly<Record<Side, string>> = ['-9999999999', '9999999999']

/** The book, or what is wrong with it. */
export function parseLobsterBook(line: string): LobsterBook | string {
  const fields = line.split(',')
  if (fields.length % 4 > 0) return `it has ${fields.length} fields, not 4 a level`
  const levels: Record<Side, LevelView[]> = [[], []]
  for (let at = 0; at < fields.length; at += 2) {
    const side = at % 4 === 0 ? Side.sell : Side.buy
    const [price, size] = [fields[at], fields[at + 1]]
    if (price === absent[side]) continue
    const priceTicks = positive(price)
    const totalLots = positive(size)
    if (priceTicks === undefined) return `'${price}' is no price`
    if (totalLots === undefined) return `'${size}' is no size`
    const better = levels[side].at(-1)
    if (better && !isWorse(side, priceTicks, better.priceTicks))
      return `${priceTicks} is not behind ${better.priceTicks}`
    levels[side].push({ priceTicks, totalLots })
  }
  return { depth: fields.length / 4, levels }
}

/** Whether a price is farther from the other side than another. */
export const isWorse = (side: Side, priceTicks: number, than: number): boolean =>
  side === Side.buy ? priceTicks < than : priceTicks > than
