// Recorded orders for the backtest: rows of a Bitstamp recording, or made up from a seed.
import { parseUnits, Side } from '@openbell/engine'

const header = 'id,timestamp,exchange.timestamp,price,volume,action,direction'

/**
 * @typedef {object} Row
 * @property {number} timeMs
 * @property {string} id which order
 * @property {'created' | 'deleted'} action
 * @property {number} side
 * @property {number} priceTicks of 0.01 USD
 * @property {number} quantityLots of a satoshi
 */

/**
 * The orders of a recording; what only changed them is left to our own matching.
 * @param {string} text comma-separated, volumes in satoshi
 * @returns {Row[]}
 * @throws RangeError naming the first line that is no row
 */
export function readRecording(text) {
  const [first, ...lines] = text.trimEnd().split('\n')
  if (first !== header) throw new RangeError(`a recording begins with '${header}'`)
  return lines.flatMap((line, index) => {
    const [id, timeMs, , price, volume, action, direction] = line.split(',')
    const priceTicks = Number(parseUnits(price ?? '', 2))
    const quantityLots = Number(volume)
    if (!Number.isSafeInteger(priceTicks) || !Number.isSafeInteger(quantityLots) || !direction)
      throw new RangeError(`line ${index + 2} is no row of a recording: '${line}'`)
    if (action === 'changed') return []
    const side = direction === 'bid' ? Side.buy : Side.sell
    return [{ timeMs: Number(timeMs), id, action, side, priceTicks, quantityLots }]
  })
}

/**
 * An hour of a market that wanders: orders around a moving price, most of which are taken off again.
 * @returns {Row[]}
 */
export function makeUpRows(seed) {
  let state = seed
  const below = (end) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state * end) / 4_294_967_296)
  }
  const rows = []
  const open = []
  let middleTicks = 2_350_00
  for (let timeMs = 0; timeMs < 3_600_000; timeMs += 200 + below(600)) {
    if (open.length > 60 || (open.length > 20 && below(2) === 0)) {
      const [order] = open.splice(below(open.length), 1)
      rows.push({ ...order, timeMs, action: 'deleted' })
      continue
    }
    middleTicks += below(21) - 10
    const side = below(2)
    // One in eight crosses the middle, and trades.
    const offsetTicks = below(8) === 0 ? -below(60) : 5 + below(150)
    const priceTicks = middleTicks + (side === Side.buy ? -offsetTicks : offsetTicks)
    const quantityLots = (1 + below(200)) * 1_000_000
    const order = { id: `${rows.length}`, side, priceTicks, quantityLots }
    rows.push({ ...order, timeMs, action: 'created' })
    open.push(order)
  }
  return rows
}
