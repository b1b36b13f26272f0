// What a client says of one order, as the integers that the core takes: shape first, then the market's rules.
import { OrderType, Reject, type Side, TimeInForce } from '@openbell/protocol'
import type { MarketView } from '../../ports.js'
import { eitherMandatory, mandatory, notRequired } from '../errors.js'
import { rejectError } from '../rejects.js'
import { parseAmount, parsePrice, parseQuantity } from './markets.js'
import { checkStaticRules } from './static-rules.js'

/** Decimals are still texts: their market says what they may be. */
export interface OrderText {
  readonly side: Side
  readonly type: OrderType
  readonly timeInForce?: TimeInForce
  readonly quantity?: string
  readonly quoteOrderQty?: string
  readonly price?: string
  readonly stopPrice?: string
  readonly trailingDelta?: number
  readonly icebergQty?: string
  readonly goodTillDate?: number
  readonly clientOrderId?: string
}

/** The fields of an order that every command with an order has. */
export interface OrderTerms {
  readonly side: Side
  readonly orderType: OrderType
  readonly timeInForce: TimeInForce
  readonly priceTicks: number
  readonly quantityLots: number
  readonly quoteUnits: bigint
  readonly stopPriceTicks: number
  readonly icebergLots: number
  readonly trailingBips: number
  readonly expiresUs: number
  readonly clientOrderId: string
}

type Name = keyof OrderText
/** How the parameters of an order are called in a request, for what is said about them. */
export type Naming = (name: Name) => string
export const plainNames: Naming = (name) => name

interface Shape {
  readonly required: readonly Name[]
  readonly allowed: readonly Name[]
}

const always: readonly Name[] = ['side', 'type', 'clientOrderId', 'goodTillDate']
const limitShape: Shape = {
  required: ['timeInForce', 'quantity', 'price'],
  allowed: ['icebergQty'],
}
const conditional: readonly Name[] = ['stopPrice', 'trailingDelta']
const triggered: Shape = { required: ['quantity'], allowed: ['timeInForce', ...conditional] }
const triggeredLimit: Shape = { ...limitShape, allowed: ['icebergQty', ...conditional] }

const shapes: Readonly<Record<OrderType, Shape>> = {
  [OrderType.limit]: limitShape,
  [OrderType.limitMaker]: {
    required: ['quantity', 'price'],
    allowed: ['timeInForce', 'icebergQty'],
  },
  [OrderType.market]: { required: [], allowed: ['quantity', 'quoteOrderQty'] },
  [OrderType.stopLoss]: triggered,
  [OrderType.stopLossLimit]: triggeredLimit,
  [OrderType.takeProfit]: triggered,
  [OrderType.takeProfitLimit]: triggeredLimit,
}
const dependent: readonly Name[] = [
  'timeInForce',
  'quantity',
  'quoteOrderQty',
  'price',
  'stopPrice',
  'trailingDelta',
  'icebergQty',
]

/** Where an order stands until its end by itself: the only ones that such an order may name. */
const untilDate: readonly TimeInForce[] = [TimeInForce.goodTillDate, TimeInForce.day]
const atOnce: readonly TimeInForce[] = [TimeInForce.immediateOrCancel, TimeInForce.fillOrKill]

/** @throws ApiError where it is incomplete, has what it must not have, or breaks a fixed rule */
export function readTerms(market: MarketView, text: OrderText, names = plainNames): OrderTerms {
  checkShape(text, names)
  const terms = termsOf(market, text, names)
  checkStaticRules(market, terms)
  return terms
}

function checkShape(text: OrderText, names: Naming): void {
  const { required, allowed } = shapes[text.type]
  for (const name of dependent) {
    if (required.includes(name) && text[name] === undefined) throw mandatory(names(name))
    const isKnown = required.includes(name) || allowed.includes(name) || always.includes(name)
    if (!isKnown && text[name] !== undefined) throw notRequired(names(name))
  }
  checkEither(text, names)
  checkTime(text, names)
  if (text.icebergQty !== undefined && atOnce.includes(text.timeInForce as TimeInForce))
    throw notRequired(names('icebergQty'))
}

function checkEither(text: OrderText, names: Naming): void {
  const { allowed } = shapes[text.type]
  if (text.type === OrderType.market) {
    if (text.quantity === undefined && text.quoteOrderQty === undefined)
      throw eitherMandatory(names('quantity'), names('quoteOrderQty'))
    if (text.quantity !== undefined && text.quoteOrderQty !== undefined)
      throw notRequired(names('quantity'))
  }
  if (!allowed.includes('stopPrice')) return
  if (text.stopPrice === undefined && text.trailingDelta === undefined)
    throw eitherMandatory(names('stopPrice'), names('trailingDelta'))
}

/** Where the dialect knows no time in force, only ours may be named. */
function checkTime({ type, timeInForce, goodTillDate }: OrderText, names: Naming): void {
  const isOptional = shapes[type].allowed.includes('timeInForce')
  if (isOptional && timeInForce !== undefined && !untilDate.includes(timeInForce))
    throw notRequired(names('timeInForce'))
  const hasDate = timeInForce === TimeInForce.goodTillDate
  if (hasDate && goodTillDate === undefined) throw mandatory(names('goodTillDate'))
  if (!hasDate && goodTillDate !== undefined) throw notRequired(names('goodTillDate'))
}

function termsOf(market: MarketView, text: OrderText, names: Naming): OrderTerms {
  const priceOf = (name: 'price' | 'stopPrice', value = text[name]) =>
    value === undefined ? 0 : parsePrice(market, value, names(name))
  const lotsOf = (name: 'quantity' | 'icebergQty', value = text[name]) =>
    value === undefined ? 0 : parseQuantity(market, value, names(name))
  const quantityLots = lotsOf('quantity')
  const icebergLots = lotsOf('icebergQty')
  const stopPriceTicks = priceOf('stopPrice')
  if (text.stopPrice !== undefined && stopPriceTicks === 0)
    throw rejectError(Reject.stopPriceMustBeInRange)
  if (text.trailingDelta === 0) throw rejectError(Reject.trailingMustBeInRange)
  return {
    side: text.side,
    orderType: text.type,
    timeInForce: text.timeInForce ?? standardTime(text.type),
    priceTicks: priceOf('price'),
    quantityLots,
    quoteUnits: quoteUnitsOf(market, text, names),
    stopPriceTicks,
    icebergLots: icebergLots === quantityLots ? 0 : icebergLots,
    trailingBips: text.trailingDelta ?? 0,
    expiresUs: (text.goodTillDate ?? 0) * 1000,
    clientOrderId: text.clientOrderId ?? '',
  }
}

const standardTime = (type: OrderType): TimeInForce =>
  type === OrderType.market ? TimeInForce.immediateOrCancel : TimeInForce.goodTillCancelled

function quoteUnitsOf(market: MarketView, { quoteOrderQty }: OrderText, names: Naming): bigint {
  if (quoteOrderQty === undefined) return 0n
  const units = parseAmount(quoteOrderQty, names('quoteOrderQty'), market.quote)
  if (units === 0n) throw rejectError(Reject.notionalMustReachMinimum)
  return units
}
