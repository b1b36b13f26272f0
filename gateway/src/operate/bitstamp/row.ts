// One row of a Bitstamp recording: id,timestamp,exchange.timestamp,price,volume,action,direction.
import { parseUnits, Side } from '@openbell/protocol'

export const bitstampHeader = 'id,timestamp,exchange.timestamp,price,volume,action,direction'

/** Of the price, 0.01 US dollars a tick. */
export const bitstampPriceDecimals = 2
/** Of the volume, a satoshi a lot. */
export const bitstampVolumeDecimals = 8

export interface BitstampRow {
  /** Digits; the venue's order id. */
  readonly id: string
  readonly timestampMs: number
  readonly priceTicks: number
  /** What is left of the order, in satoshi. */
  readonly volumeLots: number
  readonly action: 'created' | 'changed' | 'deleted'
  readonly side: Side
}

const sides: ReadonlyMap<string, Side> = new Map([
  ['bid', Side.buy],
  ['ask', Side.sell],
])

/** The row, or what is wrong with it. */
export function parseBitstampRow(line: string): BitstampRow | string {
  const fields = line.split(',')
  if (fields.length !== 7) return `it has ${fields.length} fields, not 7`
  const [id, timestamp, , price, volume, action, direction] = fields
  const timestampMs = count(timestamp)
  const priceTicks = parseUnits(price, bitstampPriceDecimals)
  const volumeLots = count(volume)
  const side = sides.get(direction)
  if (!/^\d{1,20}$/.test(id)) return `'${id}' is no order id`
  if (timestampMs === undefined) return `'${timestamp}' is no time in milliseconds`
  if (typeof priceTicks === 'string') return `'${price}' is no price in steps of 0.01`
  if (volumeLots === undefined) return `'${volume}' is no volume in satoshi`
  if (action !== 'created' && action !== 'changed' && action !== 'deleted')
    return `'${action}' is no action`
  if (side === undefined) return `'${direction}' is no direction`
  return { id, timestampMs, priceTicks: Number(priceTicks), volumeLots, action, side }
}

/** A whole number whose thousandfold is exact as well. */
const count = (text: string): number | undefined =>
  /^\d{1,13}$/.test(text) ? Number(text) : undefined
