// One row of a LOBSTER message file: time, type, order id, size, price, direction.
// The format: https://data.lobsterdata.com/info/DataStructure.php
import { Side } from '@openbell/protocol'
import { priceTicksLimit } from '../recording-genesis.js'

/** A tick is 0.0001 of a dollar, as the files write prices. */
export const lobsterPriceDecimals = 4

/** What happened to an order of the visible book. */
export interface LobsterChange {
  readonly action: 'add' | 'reduce' | 'delete' | 'execute'
  readonly id: string
  readonly sizeLots: number
  readonly priceTicks: number
  /** Of the resting order. */
  readonly side: Side
}

export interface LobsterMessage {
  /** Since midnight. */
  readonly timestampUs: number
  /** Hidden executions, crosses and halts change no visible order. */
  readonly change?: LobsterChange
}

const actions: ReadonlyMap<string, LobsterChange['action'] | undefined> = new Map([
  ['1', 'add'],
  ['2', 'reduce'],
  ['3', 'delete'],
  ['4', 'execute'],
  ['5', undefined],
  ['6', undefined],
  ['7', undefined],
])
const sides: ReadonlyMap<string, Side> = new Map([
  ['1', Side.buy],
  ['-1', Side.sell],
])

/** The message, or what is wrong with it. */
export function parseLobsterMessage(line: string): LobsterMessage | string {
  const fields = line.split(',')
  if (fields.length !== 6) return `it has ${fields.length} fields, not 6`
  const [time, type, id, size, price, direction] = fields
  const [, seconds, fraction = ''] = /^(\d{1,5})(?:\.(\d{1,15}))?$/.exec(time) ?? []
  if (seconds === undefined) return `'${time}' is no time in seconds`
  const timestampUs = Number(seconds) * 1_000_000 + Number(fraction.slice(0, 6).padEnd(6, '0'))
  if (!actions.has(type)) return `'${type}' is no type`
  const action = actions.get(type)
  if (!action) return { timestampUs }
  const sizeLots = positive(size)
  const priceTicks = positive(price)
  const side = sides.get(direction)
  if (!/^\d{1,20}$/.test(id)) return `'${id}' is no order id`
  if (sizeLots === undefined) return `'${size}' is no size`
  if (priceTicks === undefined) return `'${price}' is no price`
  if (side === undefined) return `'${direction}' is no direction`
  return { timestampUs, change: { action, id, sizeLots, priceTicks, side } }
}

/** A whole number that can be a price, and a size as well. */
export function positive(text: string): number | undefined {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0
  return number > 0 && number <= priceTicksLimit ? number : undefined
}
