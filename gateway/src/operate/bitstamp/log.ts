// Lines of Bitstamp's own log: milliseconds, what happened, and JSON that tells of it.
import { parseUnits, Side } from '@openbell/protocol'
import { type BitstampRow, bitstampPriceDecimals, bitstampVolumeDecimals } from './row.js'

export interface VenueTrade {
  readonly timestampMs: number
  readonly priceTicks: number
  readonly quantityLots: number
}

const linePattern = /^(\d{1,13}) ([a-z_]+) (\{.*\})$/
const malformed = "it is no 'MILLISECONDS KIND JSON'"

const orderActions: ReadonlyMap<string, BitstampRow['action']> = new Map([
  ['order_created', 'created'],
  ['order_changed', 'changed'],
  ['order_deleted', 'deleted'],
])
const sides: ReadonlyMap<unknown, Side> = new Map([
  [0, Side.buy],
  [1, Side.sell],
])

export const isLogLine = (line: string): boolean => linePattern.test(line)

/** The event of an order, undefined where the line tells of something else, or what is wrong. */
export function parseLogOrder(line: string): BitstampRow | string | undefined {
  const [, timestampMs, kind, body] = linePattern.exec(line) ?? []
  if (kind === undefined) return malformed
  const action = orderActions.get(kind)
  if (!action) return undefined
  const { id, price, amount, order_type: type } = parsed(body)
  const priceTicks = parseUnits(String(price), bitstampPriceDecimals)
  const volumeLots = parseUnits(String(amount), bitstampVolumeDecimals)
  const side = sides.get(type)
  if (!Number.isSafeInteger(id)) return 'its order has no id'
  if (typeof priceTicks === 'string') return 'its order has no price in steps of 0.01'
  if (typeof volumeLots === 'string') return 'its order has no amount in satoshi'
  if (side === undefined) return 'its order is neither of type 0 nor of type 1'
  return {
    id: String(id),
    timestampMs: Number(timestampMs),
    priceTicks: Number(priceTicks),
    volumeLots: Number(volumeLots),
    action,
    side,
  }
}

/** The trade of a line, undefined where it tells of something else, or what is wrong with it. */
export function parseLogTrade(line: string): VenueTrade | string | undefined {
  const [, timestampMs, kind, body] = linePattern.exec(line) ?? []
  if (kind === undefined) return malformed
  if (kind !== 'trade') return undefined
  const { price, amount } = parsed(body)
  const priceTicks = stepsOf(price, bitstampPriceDecimals)
  const quantityLots = stepsOf(amount, bitstampVolumeDecimals)
  if (!priceTicks) return 'its trade has no price in steps of 0.01'
  if (!quantityLots) return 'its trade has no amount in satoshi'
  return { timestampMs: Number(timestampMs), priceTicks, quantityLots }
}

/** Of JSON that cannot be read, nothing. */
function parsed(body: string): Partial<Record<string, unknown>> {
  try {
    return JSON.parse(body)
  } catch {
    return {}
  }
}

/** Trades are told in binary fractions (0.21202612000000001): the nearest step is what is meant. */
function stepsOf(value: unknown, decimals: number): number | undefined {
  if (typeof value !== 'number') return undefined
  const steps = value * 10 ** decimals
  const nearest = Math.round(steps)
  return Number.isSafeInteger(nearest) && Math.abs(steps - nearest) < 0.01 ? nearest : undefined
}
